//! Introspection of an access token by its own application, the most frequent case: authentication
//! and token in one statement.

use super::client_authentication::{CredentialRecord, join_secret};
use super::error::StoreError;
use super::query::query_as;
use super::rows;
use super::tokens::{TokenRecord, TokenRow};
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::time::Timestamp;

/// A row is returned for the application whether or not the token is found.
pub(super) const OWN_TOKEN: &str = concat!(
    "SELECT application.kind, application.permissions, \
     client_secret.digest IS NOT NULL AS secret_is_right, \
     client_secret.idempotency_key IS NOT NULL AS secret_is_one_of_several, \
     access_token.scope, token_family.grant_id, account.account_id, account.email, \
     account.name, access_token.created_at, access_token.expires_at, \
     (access_token.family_id IS NULL OR account.account_id IS NOT NULL) AS token_works \
     FROM working_application AS application ",
    join_secret!("$4"),
    "LEFT JOIN access_token ON access_token.digest = $3 \
     AND access_token.client_id = application.client_id AND access_token.expires_at > $4 \
     LEFT JOIN token_family ON token_family.family_id = access_token.family_id \
     LEFT JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
     LEFT JOIN working_account AS account ON account.account_id = account_grant.account_id \
     WHERE application.client_id = $1"
);

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    permissions: String,
    secret_is_right: bool,
    secret_is_one_of_several: bool,
    scope: Option<String>,
    grant_id: Option<String>,
    account_id: Option<String>,
    email: Option<String>,
    name: Option<String>,
    created_at: Option<i64>,
    expires_at: Option<i64>,
    token_works: bool,
}

impl Tx {
    /// As [`credentials`](Tx::credentials), together with an access token of that application, if
    /// it is active.
    pub(crate) async fn own_access_token(
        &mut self,
        application: &ClientId,
        secret: Option<Digest>,
        token: Digest,
        now: Timestamp,
    ) -> Result<Option<(CredentialRecord, Option<TokenRecord>)>, StoreError> {
        let row: Option<Row> = query_as(OWN_TOKEN)
            .bind(application.as_str())
            .bind(secret.as_ref().map(Digest::as_bytes))
            .bind(token.as_bytes())
            .bind(now.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let credentials = CredentialRecord {
            kind: rows::kind(&row.kind)?,
            permissions: rows::scope(&row.permissions)?,
            secret_is_right: row.secret_is_right,
            secret_is_one_of_several: row.secret_is_one_of_several,
        };
        let token = match (row.scope, row.created_at, row.expires_at) {
            (Some(scope), Some(created_at), Some(expires_at)) if row.token_works => {
                Some(TokenRow {
                    client_id: application.as_str().to_owned(),
                    scope,
                    permissions: row.permissions,
                    grant_id: row.grant_id,
                    account_id: row.account_id,
                    email: row.email,
                    name: row.name,
                    created_at,
                    expires_at,
                })
            }
            _ => None,
        };
        Ok(Some((credentials, token.map(TokenRecord::try_from).transpose()?)))
    }
}
