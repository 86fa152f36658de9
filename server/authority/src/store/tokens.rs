//! Access tokens, and the families that tokens belong to. Every look-up joins on the state of
//! application, grant and accounts: rows of deleted or disabled ones are not returned.

use super::batch::{Statements, statement_for, statements};
use super::error::StoreError;
use super::query::{query, query_as, query_scalar};
use super::rows;
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::account::{AccountId, Email, PersonName};
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::redirect_uri::RedirectUri;
use domain::session::SignedIn;
use domain::time::Timestamp;
use std::sync::LazyLock;

/// A family to insert.
pub(crate) struct NewFamily<'a> {
    pub(crate) id: &'a str,
    pub(crate) grant: &'a str,
    pub(crate) scope: &'a ScopeSet,
    /// The registered URI to which the code was sent.
    pub(crate) redirect_uri: Option<&'a RedirectUri>,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// An access token to insert.
#[derive(Clone)]
pub(crate) struct NewAccessToken {
    pub(crate) digest: Digest,
    pub(crate) application: ClientId,
    /// `None` for client credentials.
    pub(crate) family: Option<String>,
    pub(crate) scope: ScopeSet,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// An active token.
pub(crate) struct TokenRecord {
    pub(crate) application: ClientId,
    /// The scope that was granted.
    pub(crate) scope: ScopeSet,
    /// The current permissions of its application.
    pub(crate) permissions: ScopeSet,
    /// The account that it acts for; `None` for client credentials.
    pub(crate) account: Option<SignedIn>,
    pub(crate) grant: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

#[derive(sqlx::FromRow)]
pub(super) struct TokenRow {
    pub(super) client_id: String,
    pub(super) scope: String,
    pub(super) permissions: String,
    pub(super) grant_id: Option<String>,
    pub(super) account_id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
    pub(super) created_at: i64,
    pub(super) expires_at: i64,
}

impl TryFrom<TokenRow> for TokenRecord {
    type Error = StoreError;
    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        let account = match (row.account_id, row.email, row.name) {
            (Some(account), Some(email), Some(name)) => Some(SignedIn {
                account: AccountId::try_from(account).map_err(StoreError::corrupt)?,
                email: Email::try_from(email).map_err(StoreError::corrupt)?,
                name: PersonName::try_from(name).map_err(StoreError::corrupt)?,
            }),
            _ => None,
        };
        Ok(Self {
            application: ClientId::try_from(row.client_id).map_err(StoreError::corrupt)?,
            scope: rows::scope(&row.scope)?,
            permissions: rows::scope(&row.permissions)?,
            account,
            grant: row.grant_id,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}

/// The application and the account are joined, not `working_grant`: an access token may have no grant,
/// and SQLite would read the whole view for a LEFT JOIN.
pub(super) const ACCESS_TOKEN: &str = "SELECT access_token.client_id, access_token.scope, \
     application.permissions, token_family.grant_id, account.account_id, account.email, \
     account.name, access_token.created_at, access_token.expires_at \
     FROM access_token \
     JOIN working_application AS application ON application.client_id = access_token.client_id \
     LEFT JOIN token_family ON token_family.family_id = access_token.family_id \
     LEFT JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
     LEFT JOIN working_account AS account ON account.account_id = account_grant.account_id \
     WHERE access_token.digest = $1 AND access_token.expires_at > $2 \
     AND (access_token.family_id IS NULL OR account.account_id IS NOT NULL)";

/// Adds an access token of an active application.
pub(super) const INSERT_ACCESS_TOKEN: &str = "INSERT INTO access_token \
     (digest, client_id, family_id, scope, created_at, expires_at) \
     SELECT $1, client_id, $3, $4, $5, $6 FROM working_application WHERE client_id = $2";

/// Adds access tokens of active applications, and returns the digests of those that were added.
pub(super) static INSERT_ACCESS_TOKENS: LazyLock<Statements> = LazyLock::new(|| {
    statements(1, 6, |new| {
        format!(
            "INSERT INTO access_token \
             (digest, client_id, family_id, scope, created_at, expires_at) \
             WITH new (number, digest, client_id, family_id, scope, created_at, expires_at) \
             AS ({new}) SELECT new.digest, application.client_id, new.family_id, new.scope, \
             new.created_at, new.expires_at \
             FROM new CROSS JOIN working_application AS application \
             WHERE application.client_id = new.client_id RETURNING digest"
        )
    })
});

impl Tx {
    /// Adds a family.
    pub(crate) async fn insert_family(&mut self, family: NewFamily<'_>) -> Result<(), StoreError> {
        query(
            "INSERT INTO token_family \
             (family_id, grant_id, scope, created_at, expires_at, redirect_uri) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(family.id)
        .bind(family.grant)
        .bind(family.scope.to_string())
        .bind(family.at.as_millis())
        .bind(family.expires_at.as_millis())
        .bind(family.redirect_uri.map(RedirectUri::as_str))
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// Adds one access token, if its application is active: cheaper than a batch of one.
    async fn insert_access_token(&mut self, token: &NewAccessToken) -> Result<bool, StoreError> {
        let affected = query(INSERT_ACCESS_TOKEN)
            .bind(token.digest.as_bytes())
            .bind(token.application.as_str())
            .bind(token.family.as_deref())
            .bind(token.scope.to_string())
            .bind(token.at.as_millis())
            .bind(token.expires_at.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(affected == 1)
    }

    /// Adds access tokens whose applications are active; `false` for the others.
    pub(crate) async fn insert_access_tokens(
        &mut self,
        tokens: &[NewAccessToken],
    ) -> Result<Vec<bool>, StoreError> {
        if let [token] = tokens {
            return Ok(vec![self.insert_access_token(token).await?]);
        }
        let (sql, length) = statement_for(&INSERT_ACCESS_TOKENS, tokens.len());
        let mut query = query_scalar::<Vec<u8>>(sql);
        for token in tokens {
            query = query.bind(token.digest.as_bytes()).bind(token.application.as_str());
            query = query.bind(token.family.as_deref()).bind(token.scope.to_string());
            query = query.bind(token.at.as_millis()).bind(token.expires_at.as_millis());
        }
        for _ in tokens.len()..length {
            query = query.bind(None::<&[u8]>).bind(None::<&str>).bind(None::<&str>);
            query = query.bind(None::<&str>).bind(None::<i64>).bind(None::<i64>);
        }
        let added = query.fetch_all(self.connection()?).await?;
        let is_added =
            |token: &NewAccessToken| added.iter().any(|one| one == token.digest.as_bytes());
        Ok(tokens.iter().map(is_added).collect())
    }

    /// Revokes a family: all tokens issued for one code.
    pub(crate) async fn delete_family(&mut self, family: &str) -> Result<bool, StoreError> {
        let affected = query("DELETE FROM token_family WHERE family_id = $1")
            .bind(family)
            .execute(self.connection()?)
            .await?;
        Ok(affected == 1)
    }

    /// Revokes one access token of an application.
    pub(crate) async fn delete_access_token(
        &mut self,
        digest: Digest,
        application: &ClientId,
    ) -> Result<(), StoreError> {
        query("DELETE FROM access_token WHERE digest = $1 AND client_id = $2")
            .bind(digest.as_bytes())
            .bind(application.as_str())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// Revokes the family of one refresh token of an application.
    pub(crate) async fn delete_family_of(
        &mut self,
        digest: Digest,
        application: &ClientId,
    ) -> Result<(), StoreError> {
        query(
            "DELETE FROM token_family WHERE family_id IN \
             (SELECT refresh_token.family_id FROM refresh_token \
             JOIN token_family AS family ON family.family_id = refresh_token.family_id \
             JOIN account_grant ON account_grant.grant_id = family.grant_id \
             WHERE refresh_token.digest = $1 AND account_grant.client_id = $2)",
        )
        .bind(digest.as_bytes())
        .bind(application.as_str())
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// An active access token.
    pub(crate) async fn access_token(
        &mut self,
        digest: Digest,
        now: Timestamp,
    ) -> Result<Option<TokenRecord>, StoreError> {
        self.token(ACCESS_TOKEN, digest, now).await
    }

    pub(super) async fn token(
        &mut self,
        statement: &'static str,
        digest: Digest,
        now: Timestamp,
    ) -> Result<Option<TokenRecord>, StoreError> {
        let row: Option<TokenRow> = query_as(statement)
            .bind(digest.as_bytes())
            .bind(now.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        row.map(TokenRecord::try_from).transpose()
    }
}
