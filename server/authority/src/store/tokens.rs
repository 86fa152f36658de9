//! Access and refresh tokens and the families they belong to. Every look-up joins on the state of
//! application, grant and accounts: what was stopped is not found.

use super::{StoreError, Tx, applications};
use crate::secrets::digest::Digest;
use domain::account::{AccountId, Email, PersonName};
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::redirect_uri::RedirectUri;
use domain::session::SignedIn;
use domain::time::Timestamp;

/// A family that is about to exist.
pub(crate) struct NewFamily<'a> {
    pub(crate) id: &'a str,
    pub(crate) grant: &'a str,
    pub(crate) scope: &'a ScopeSet,
    /// The registered one by which the code came.
    pub(crate) redirect_uri: Option<&'a RedirectUri>,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// A refresh token that is about to exist.
pub(crate) struct NewRefreshToken<'a> {
    pub(crate) digest: Digest,
    pub(crate) family: &'a str,
    /// The one that was exchanged for it.
    pub(crate) parent: Option<Digest>,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// An access token that is about to exist.
pub(crate) struct NewAccessToken<'a> {
    pub(crate) digest: Digest,
    pub(crate) application: &'a ClientId,
    /// `None` by client credentials.
    pub(crate) family: Option<&'a str>,
    pub(crate) scope: &'a ScopeSet,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// What a refresh token that was spent gives.
pub(crate) struct SpentRefreshToken {
    pub(crate) family: String,
    pub(crate) grant: String,
    pub(crate) scope: ScopeSet,
    pub(crate) permissions: ScopeSet,
    /// When the family ends.
    pub(crate) expires_at: Timestamp,
}

/// A token that works.
pub(crate) struct TokenRecord {
    pub(crate) application: ClientId,
    /// What it was given.
    pub(crate) scope: ScopeSet,
    /// What its application may still have.
    pub(crate) permissions: ScopeSet,
    /// Whom it acts for; `None` by client credentials.
    pub(crate) account: Option<SignedIn>,
    pub(crate) grant: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct SpentRow {
    family_id: String,
    grant_id: String,
    scope: String,
    permissions: String,
    expires_at: i64,
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
            scope: applications::scope(&row.scope)?,
            permissions: applications::scope(&row.permissions)?,
            account,
            grant: row.grant_id,
            created_at: Timestamp(row.created_at),
            expires_at: Timestamp(row.expires_at),
        })
    }
}

/// That no other child of the same parent was spent: after a lost reply there are two, and whoever
/// asked again uses the second.
macro_rules! no_twin_is_spent {
    () => {
        "NOT EXISTS (SELECT 1 FROM refresh_token AS twin \
         WHERE twin.parent = refresh_token.parent AND twin.digest <> refresh_token.digest \
         AND twin.spent_at IS NOT NULL)"
    };
}

/// Every table that decides whether a refresh token works, and that they all say yes.
macro_rules! refresh_token_works {
    () => {
        "EXISTS (SELECT 1 FROM token_family \
         JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
         JOIN account ON account.account_id = account_grant.account_id \
         JOIN application ON application.client_id = account_grant.client_id \
         JOIN account AS owner ON owner.account_id = application.account_id \
         WHERE token_family.family_id = refresh_token.family_id \
         AND token_family.expires_at > $3 AND application.client_id = $2 \
         AND application.deleted_at IS NULL AND account.disabled_at IS NULL \
         AND owner.disabled_at IS NULL)"
    };
}

/// Spends a refresh token for the first time.
pub(super) const SPEND: &str = concat!(
    "UPDATE refresh_token SET spent_at = $3 \
     WHERE digest = $1 AND spent_at IS NULL AND expires_at > $3 AND ",
    no_twin_is_spent!(),
    " AND ",
    refresh_token_works!(),
    " RETURNING family_id"
);

/// Spends one that was spent after $4, once more, while nothing that came of it was spent.
pub(super) const SPEND_AGAIN: &str = concat!(
    "UPDATE refresh_token SET graced_at = $3 \
     WHERE digest = $1 AND spent_at > $4 AND graced_at IS NULL AND expires_at > $3 \
     AND NOT EXISTS (SELECT 1 FROM refresh_token AS child \
     WHERE child.parent = refresh_token.digest AND child.spent_at IS NOT NULL) AND ",
    refresh_token_works!(),
    " RETURNING family_id"
);

pub(super) const FAMILY: &str = "SELECT token_family.family_id, token_family.grant_id, token_family.scope, \
     application.permissions, token_family.expires_at FROM token_family \
     JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
     JOIN application ON application.client_id = account_grant.client_id \
     WHERE token_family.family_id = $1";

pub(super) const ACCESS_TOKEN: &str = "SELECT access_token.client_id, access_token.scope, \
     application.permissions, account_grant.grant_id, account.account_id, account.email, \
     account.name, access_token.created_at, access_token.expires_at \
     FROM access_token \
     JOIN application ON application.client_id = access_token.client_id \
     JOIN account AS owner ON owner.account_id = application.account_id \
     LEFT JOIN token_family ON token_family.family_id = access_token.family_id \
     LEFT JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
     LEFT JOIN account ON account.account_id = account_grant.account_id \
     WHERE access_token.digest = $1 AND access_token.expires_at > $2 \
     AND application.deleted_at IS NULL AND owner.disabled_at IS NULL \
     AND (access_token.family_id IS NULL \
     OR (account.account_id IS NOT NULL AND account.disabled_at IS NULL))";

pub(super) const REFRESH_TOKEN: &str = concat!(
    "SELECT account_grant.client_id, token_family.scope, \
     application.permissions, account_grant.grant_id, account.account_id, account.email, \
     account.name, refresh_token.created_at, refresh_token.expires_at \
     FROM refresh_token \
     JOIN token_family ON token_family.family_id = refresh_token.family_id \
     JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
     JOIN account ON account.account_id = account_grant.account_id \
     JOIN application ON application.client_id = account_grant.client_id \
     JOIN account AS owner ON owner.account_id = application.account_id \
     WHERE refresh_token.digest = $1 AND refresh_token.expires_at > $2 \
     AND refresh_token.spent_at IS NULL AND token_family.expires_at > $2 \
     AND application.deleted_at IS NULL AND owner.disabled_at IS NULL \
     AND account.disabled_at IS NULL AND ",
    no_twin_is_spent!()
);

/// The family of a refresh token that was spent, or whose twin was.
pub(super) const FAMILY_OF_REUSED: &str = concat!(
    "SELECT refresh_token.family_id FROM refresh_token \
     JOIN token_family ON token_family.family_id = refresh_token.family_id \
     JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
     WHERE refresh_token.digest = $1 AND account_grant.client_id = $2 \
     AND (refresh_token.spent_at IS NOT NULL OR NOT ",
    no_twin_is_spent!(),
    ")"
);

/// Adds an access token of an application that works.
pub(super) const INSERT_ACCESS_TOKEN: &str = "INSERT INTO access_token \
     (digest, client_id, family_id, scope, created_at, expires_at) \
     SELECT $1, application.client_id, $3, $4, $5, $6 FROM application \
     JOIN account AS owner ON owner.account_id = application.account_id \
     WHERE application.client_id = $2 AND application.deleted_at IS NULL \
     AND owner.disabled_at IS NULL";

impl Tx {
    /// Adds a family.
    pub(crate) async fn insert_family(&mut self, family: NewFamily<'_>) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO token_family \
             (family_id, grant_id, scope, created_at, expires_at, redirect_uri) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(family.id)
        .bind(family.grant)
        .bind(family.scope.to_string())
        .bind(family.at.0)
        .bind(family.expires_at.0)
        .bind(family.redirect_uri.map(RedirectUri::as_str))
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// Adds a refresh token.
    pub(crate) async fn insert_refresh_token(
        &mut self,
        token: NewRefreshToken<'_>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO refresh_token (digest, family_id, parent, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(token.digest.as_bytes())
        .bind(token.family)
        .bind(token.parent.as_ref().map(Digest::as_bytes))
        .bind(token.at.0)
        .bind(token.expires_at.0)
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// Adds an access token, if its application works; `false` if not.
    pub(crate) async fn insert_access_token(
        &mut self,
        token: NewAccessToken<'_>,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(INSERT_ACCESS_TOKEN)
            .bind(token.digest.as_bytes())
            .bind(token.application.as_str())
            .bind(token.family)
            .bind(token.scope.to_string())
            .bind(token.at.0)
            .bind(token.expires_at.0)
            .execute(self.connection()?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Spends a refresh token of an application; a second time only if the first was after
    /// `since`, for a reply that was lost. `None` if it does not work.
    pub(crate) async fn spend_refresh_token(
        &mut self,
        digest: Digest,
        application: &ClientId,
        now: Timestamp,
        since: Timestamp,
    ) -> Result<Option<SpentRefreshToken>, StoreError> {
        let first: Option<String> = sqlx::query_scalar(SPEND)
            .bind(digest.as_bytes())
            .bind(application.as_str())
            .bind(now.0)
            .fetch_optional(self.connection()?)
            .await?;
        let family = match first {
            Some(family) => Some(family),
            None => {
                sqlx::query_scalar(SPEND_AGAIN)
                    .bind(digest.as_bytes())
                    .bind(application.as_str())
                    .bind(now.0)
                    .bind(since.0)
                    .fetch_optional(self.connection()?)
                    .await?
            }
        };
        let Some(family) = family else { return Ok(None) };
        let row: SpentRow =
            sqlx::query_as(FAMILY).bind(family).fetch_one(self.connection()?).await?;
        Ok(Some(SpentRefreshToken {
            family: row.family_id,
            grant: row.grant_id,
            scope: applications::scope(&row.scope)?,
            permissions: applications::scope(&row.permissions)?,
            expires_at: Timestamp(row.expires_at),
        }))
    }

    /// The family of an application's refresh token that was spent before, or whose twin was.
    pub(crate) async fn family_of_reused(
        &mut self,
        digest: Digest,
        application: &ClientId,
    ) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(FAMILY_OF_REUSED)
            .bind(digest.as_bytes())
            .bind(application.as_str())
            .fetch_optional(self.connection()?)
            .await?)
    }

    /// Revokes a family: all that came of one code.
    pub(crate) async fn delete_family(&mut self, family: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM token_family WHERE family_id = $1")
            .bind(family)
            .execute(self.connection()?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Revokes one access token of an application.
    pub(crate) async fn delete_access_token(
        &mut self,
        digest: Digest,
        application: &ClientId,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM access_token WHERE digest = $1 AND client_id = $2")
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
        sqlx::query(
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

    /// An access token that works.
    pub(crate) async fn access_token(
        &mut self,
        digest: Digest,
        now: Timestamp,
    ) -> Result<Option<TokenRecord>, StoreError> {
        self.token(ACCESS_TOKEN, digest, now).await
    }

    /// A refresh token that works.
    pub(crate) async fn refresh_token(
        &mut self,
        digest: Digest,
        now: Timestamp,
    ) -> Result<Option<TokenRecord>, StoreError> {
        self.token(REFRESH_TOKEN, digest, now).await
    }

    async fn token(
        &mut self,
        statement: &'static str,
        digest: Digest,
        now: Timestamp,
    ) -> Result<Option<TokenRecord>, StoreError> {
        let row: Option<TokenRow> = sqlx::query_as(statement)
            .bind(digest.as_bytes())
            .bind(now.0)
            .fetch_optional(self.connection()?)
            .await?;
        row.map(TokenRecord::try_from).transpose()
    }
}
