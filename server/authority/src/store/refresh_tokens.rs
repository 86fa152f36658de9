//! Refresh tokens: how they are spent, and the state of one that was spent before. Whether a second
//! use is granted, refused or revokes the family is decided in `token_exchange::refresh_token`.

use super::error::StoreError;
use super::query::{query, query_as, query_scalar};
use super::rows;
use super::tokens::TokenRecord;
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::time::Timestamp;

/// A refresh token to insert.
pub(crate) struct NewRefreshToken<'a> {
    pub(crate) digest: Digest,
    pub(crate) family: &'a str,
    /// The token that was exchanged for it.
    pub(crate) parent: Option<Digest>,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// The family of a refresh token that may be exchanged now.
pub(crate) struct RefreshableFamily {
    pub(crate) family: String,
    pub(crate) grant: String,
    pub(crate) scope: ScopeSet,
    /// The current permissions of its application.
    pub(crate) permissions: ScopeSet,
    /// When the family ends.
    pub(crate) expires_at: Timestamp,
}

/// A refresh token that could not be spent as an unused one.
pub(crate) struct UsedRefreshToken {
    pub(crate) family: String,
    /// When it was spent; `None` if it was not.
    pub(crate) spent_at: Option<Timestamp>,
    /// When another token that was issued for the same parent was spent first.
    pub(crate) sibling_spent_at: Option<Timestamp>,
    /// Whether a token that was issued for this one was spent.
    pub(crate) child_is_spent: bool,
    /// Whether neither it nor its family expired, and application, grant and accounts are active.
    pub(crate) works: bool,
}

#[derive(sqlx::FromRow)]
struct FamilyRow {
    family_id: String,
    grant_id: String,
    scope: String,
    permissions: String,
    expires_at: i64,
}

#[derive(sqlx::FromRow)]
struct UsedRow {
    family_id: String,
    spent_at: Option<i64>,
    sibling_spent_at: Option<i64>,
    child_is_spent: bool,
    works: bool,
}

/// When the first other token of the same parent was spent; NULL if none was.
macro_rules! sibling_spent_at {
    () => {
        "(SELECT min(sibling.spent_at) FROM refresh_token AS sibling \
         WHERE sibling.parent = refresh_token.parent AND sibling.digest <> refresh_token.digest)"
    };
}

/// Every table that decides whether a refresh token is valid ($2 is the application, $3 the time).
macro_rules! refresh_token_works {
    () => {
        "EXISTS (SELECT 1 FROM token_family \
         JOIN working_grant ON working_grant.grant_id = token_family.grant_id \
         WHERE token_family.family_id = refresh_token.family_id \
         AND token_family.expires_at > $3 AND working_grant.client_id = $2)"
    };
}

/// Spends a refresh token if neither it nor a sibling was spent.
pub(super) const SPEND: &str = concat!(
    "UPDATE refresh_token SET spent_at = $3 \
     WHERE digest = $1 AND spent_at IS NULL AND expires_at > $3 AND ",
    sibling_spent_at!(),
    " IS NULL AND ",
    refresh_token_works!(),
    " RETURNING family_id"
);

/// The state of a refresh token that could not be spent.
pub(super) const USED: &str = concat!(
    "SELECT refresh_token.family_id, refresh_token.spent_at, ",
    sibling_spent_at!(),
    " AS sibling_spent_at, \
     EXISTS (SELECT 1 FROM refresh_token AS child \
     WHERE child.parent = refresh_token.digest AND child.spent_at IS NOT NULL) AS child_is_spent, \
     refresh_token.expires_at > $3 AND ",
    refresh_token_works!(),
    " AS works \
     FROM refresh_token \
     JOIN token_family ON token_family.family_id = refresh_token.family_id \
     JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
     WHERE refresh_token.digest = $1 AND account_grant.client_id = $2"
);

pub(super) const FAMILY: &str = "SELECT token_family.family_id, token_family.grant_id, token_family.scope, \
     application.permissions, token_family.expires_at FROM token_family \
     JOIN account_grant ON account_grant.grant_id = token_family.grant_id \
     JOIN application ON application.client_id = account_grant.client_id \
     WHERE token_family.family_id = $1";

pub(super) const REFRESH_TOKEN: &str = concat!(
    "SELECT working_grant.client_id, token_family.scope, working_grant.permissions, \
     working_grant.grant_id, working_grant.account_id, working_grant.email, \
     working_grant.name, refresh_token.created_at, refresh_token.expires_at \
     FROM refresh_token \
     JOIN token_family ON token_family.family_id = refresh_token.family_id \
     JOIN working_grant ON working_grant.grant_id = token_family.grant_id \
     WHERE refresh_token.digest = $1 AND refresh_token.expires_at > $2 \
     AND refresh_token.spent_at IS NULL AND token_family.expires_at > $2 AND ",
    sibling_spent_at!(),
    " IS NULL"
);

impl Tx {
    /// Adds a refresh token.
    pub(crate) async fn insert_refresh_token(
        &mut self,
        token: NewRefreshToken<'_>,
    ) -> Result<(), StoreError> {
        query(
            "INSERT INTO refresh_token (digest, family_id, parent, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(token.digest.as_bytes())
        .bind(token.family)
        .bind(token.parent.as_ref().map(Digest::as_bytes))
        .bind(token.at.as_millis())
        .bind(token.expires_at.as_millis())
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// Spends an unused refresh token of an application; `None` if it is used, expired, unknown or
    /// another application's, if a sibling was spent, or if application, grant or account was
    /// deleted or disabled.
    pub(crate) async fn spend_refresh_token(
        &mut self,
        digest: Digest,
        application: &ClientId,
        now: Timestamp,
    ) -> Result<Option<RefreshableFamily>, StoreError> {
        let family: Option<String> = query_scalar(SPEND)
            .bind(digest.as_bytes())
            .bind(application.as_str())
            .bind(now.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        match family {
            Some(family) => Ok(Some(self.refreshable_family(&family).await?)),
            None => Ok(None),
        }
    }

    /// The state of an application's refresh token that could not be spent.
    pub(crate) async fn used_refresh_token(
        &mut self,
        digest: Digest,
        application: &ClientId,
        now: Timestamp,
    ) -> Result<Option<UsedRefreshToken>, StoreError> {
        let row: Option<UsedRow> = query_as(USED)
            .bind(digest.as_bytes())
            .bind(application.as_str())
            .bind(now.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        Ok(row.map(|row| UsedRefreshToken {
            family: row.family_id,
            spent_at: row.spent_at.map(Timestamp::from_millis),
            sibling_spent_at: row.sibling_spent_at.map(Timestamp::from_millis),
            child_is_spent: row.child_is_spent,
            works: row.works,
        }))
    }

    /// A family that exists.
    pub(crate) async fn refreshable_family(
        &mut self,
        family: &str,
    ) -> Result<RefreshableFamily, StoreError> {
        let row: FamilyRow = query_as(FAMILY).bind(family).fetch_one(self.connection()?).await?;
        Ok(RefreshableFamily {
            family: row.family_id,
            grant: row.grant_id,
            scope: rows::scope(&row.scope)?,
            permissions: rows::scope(&row.permissions)?,
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }

    /// An active refresh token.
    pub(crate) async fn refresh_token(
        &mut self,
        digest: Digest,
        now: Timestamp,
    ) -> Result<Option<TokenRecord>, StoreError> {
        self.token(REFRESH_TOKEN, digest, now).await
    }
}
