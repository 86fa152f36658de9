//! Introspection of an access token by its own application, the most frequent case: authentication
//! and token in one statement.

use super::batch::{Statements, in_order, statement_for, statements};
use super::client_authentication::{
    CREDENTIAL_COLUMNS, CredentialQuery, CredentialRecord, CredentialRow, JOIN_SECRET,
};
use super::error::StoreError;
use super::query::query_as;
use super::tokens::{TokenRecord, TokenRow};
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::time::Timestamp;
use std::sync::LazyLock;

/// A token to look up by its own application.
#[derive(Clone)]
pub(crate) struct OwnTokenQuery {
    pub(crate) credentials: CredentialQuery,
    pub(crate) token: Digest,
}

/// A row is returned for an application whether or not its token is found. Whose the token is, is no
/// condition of the join, as for the secret.
pub(super) static OWN_TOKENS: LazyLock<Statements> = LazyLock::new(|| {
    statements(2, 3, |asked| {
        format!(
            "WITH asked (number, client_id, secret, token) AS ({asked}) \
             SELECT {CREDENTIAL_COLUMNS}, \
             access_token.scope, token_family.grant_id, account.account_id, account.email, \
             account.name, access_token.created_at, access_token.expires_at, \
             coalesce(access_token.client_id = application.client_id \
             AND (access_token.family_id IS NULL OR account.account_id IS NOT NULL), FALSE) \
             AS token_works \
             FROM asked CROSS JOIN working_application AS application {JOIN_SECRET} \
             LEFT JOIN access_token ON access_token.digest = asked.token \
             AND access_token.expires_at > $1 \
             LEFT JOIN token_family ON token_family.family_id = access_token.family_id \
             LEFT JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
             LEFT JOIN working_account AS account ON account.account_id = account_grant.account_id \
             WHERE application.client_id = asked.client_id"
        )
    })
});

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    credentials: CredentialRow,
    scope: Option<String>,
    grant_id: Option<String>,
    account_id: Option<String>,
    email: Option<String>,
    name: Option<String>,
    created_at: Option<i64>,
    expires_at: Option<i64>,
    token_works: bool,
}

impl Row {
    fn into_record(self, application: &ClientId) -> Result<OwnTokenRecord, StoreError> {
        let credentials = CredentialRecord::try_from(&self.credentials)?;
        let token = match (self.scope, self.created_at, self.expires_at) {
            (Some(scope), Some(created_at), Some(expires_at)) if self.token_works => {
                Some(TokenRow {
                    client_id: application.as_str().to_owned(),
                    scope,
                    permissions: self.credentials.permissions,
                    grant_id: self.grant_id,
                    account_id: self.account_id,
                    email: self.email,
                    name: self.name,
                    created_at,
                    expires_at,
                })
            }
            _ => None,
        };
        Ok((credentials, token.map(TokenRecord::try_from).transpose()?))
    }
}

/// As from [`Tx::credentials`], with the token if it is active.
pub(crate) type OwnTokenRecord = (CredentialRecord, Option<TokenRecord>);

impl Tx {
    /// As [`credentials`](Tx::credentials), each together with an access token of that application, if
    /// it is active.
    pub(crate) async fn own_access_tokens(
        &mut self,
        asked: &[OwnTokenQuery],
        now: Timestamp,
    ) -> Result<Vec<Option<OwnTokenRecord>>, StoreError> {
        let (sql, length) = statement_for(&OWN_TOKENS, asked.len());
        let mut query = query_as::<Row>(sql).bind(now.as_millis());
        for OwnTokenQuery { credentials: CredentialQuery { application, secret }, token } in asked {
            query = query.bind(application.as_str()).bind(secret.as_ref().map(Digest::as_bytes));
            query = query.bind(token.as_bytes());
        }
        for _ in asked.len()..length {
            query = query.bind(None::<&str>).bind(None::<&[u8]>).bind(None::<&[u8]>);
        }
        let rows = query.fetch_all(self.connection()?).await?;
        in_order(asked.len(), rows, |row| {
            let number = row.credentials.number;
            let asked = usize::try_from(number).ok().and_then(|index| asked.get(index));
            let asked = asked.ok_or_else(StoreError::closed);
            (number, asked.and_then(|asked| row.into_record(&asked.credentials.application)))
        })
    }
}
