//! Grants, and the look-up of an authorization request: one statement per request.

use super::error::StoreError;
use super::query::{query_as, query_scalar};
use super::rows;
use super::tx::Tx;
use domain::account::AccountId;
use domain::application::{ApplicationKind, ApplicationName, ClientId};
use domain::grant::AuthorisedApplication;
use domain::permission::ScopeSet;
use domain::redirect_uri::RedirectUri;
use domain::time::Timestamp;

/// An active application, as the authorization endpoint needs it.
pub(crate) struct RequestedApplication {
    pub(crate) id: ClientId,
    pub(crate) name: ApplicationName,
    pub(crate) kind: ApplicationKind,
    pub(crate) owner: String,
    pub(crate) permissions: ScopeSet,
    pub(crate) redirect_uris: Vec<RedirectUri>,
    /// The grant of the given account, if any.
    pub(crate) grant: Option<GrantRecord>,
}

/// A stored grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GrantRecord {
    pub(crate) id: String,
    pub(crate) scope: ScopeSet,
}

/// A grant to insert or extend.
pub(crate) struct NewGrant<'a> {
    pub(crate) id: &'a str,
    pub(crate) account: &'a AccountId,
    pub(crate) application: &'a ClientId,
    pub(crate) scope: &'a ScopeSet,
    pub(crate) at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct RequestedRow {
    name: String,
    kind: String,
    owner: String,
    permissions: String,
    redirect_uris: Option<String>,
    grant_id: Option<String>,
    grant_scope: Option<String>,
}

#[derive(sqlx::FromRow)]
struct AuthorisedRow {
    client_id: String,
    name: String,
    scope: String,
    created_at: i64,
    last_used_at: Option<i64>,
    refresh_until: Option<i64>,
    access_until: Option<i64>,
}

/// $1 is the application, $2 the account of the grant.
pub(super) const REQUESTED: &str = "SELECT application.name, application.kind, \
     application.owner_name AS owner, application.permissions, \
     (SELECT string_agg(uri, ' ' ORDER BY position) FROM redirect_uri \
     WHERE redirect_uri.client_id = application.client_id) AS redirect_uris, \
     account_grant.grant_id, account_grant.scope AS grant_scope \
     FROM working_application AS application \
     LEFT JOIN account_grant ON account_grant.client_id = application.client_id \
     AND account_grant.account_id = $2 \
     WHERE application.client_id = $1";

impl Tx {
    /// An active application whose owner is not disabled, with the grant of `account`.
    pub(crate) async fn requested_application(
        &mut self,
        id: &ClientId,
        account: Option<&AccountId>,
    ) -> Result<Option<RequestedApplication>, StoreError> {
        let row: Option<RequestedRow> = query_as(REQUESTED)
            .bind(id.as_str())
            .bind(account.map(AccountId::as_str))
            .fetch_optional(self.connection()?)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let grant = match (row.grant_id, row.grant_scope) {
            (Some(id), Some(scope)) => Some(GrantRecord { id, scope: rows::scope(&scope)? }),
            _ => None,
        };
        Ok(Some(RequestedApplication {
            id: id.clone(),
            name: ApplicationName::try_from(row.name).map_err(StoreError::corrupt)?,
            kind: rows::kind(&row.kind)?,
            owner: row.owner,
            permissions: rows::scope(&row.permissions)?,
            redirect_uris: rows::redirect_uris(row.redirect_uris.as_deref()),
            grant,
        }))
    }

    /// Inserts a grant, or updates its permissions. Returns its identifier.
    pub(crate) async fn upsert_grant(&mut self, grant: NewGrant<'_>) -> Result<String, StoreError> {
        query_scalar(
            "INSERT INTO account_grant \
             (grant_id, account_id, client_id, scope, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (account_id, client_id) \
             DO UPDATE SET scope = excluded.scope, updated_at = excluded.updated_at \
             RETURNING grant_id",
        )
        .bind(grant.id)
        .bind(grant.account.as_str())
        .bind(grant.application.as_str())
        .bind(grant.scope.to_string())
        .bind(grant.at.as_millis())
        .fetch_one(self.connection()?)
        .await
    }

    /// Deletes a grant with its codes and tokens. Returns the application's name; `None` if there
    /// is no such grant.
    pub(crate) async fn delete_grant(
        &mut self,
        account: &AccountId,
        application: &ClientId,
    ) -> Result<Option<ApplicationName>, StoreError> {
        let name: Option<String> = query_scalar(
            "DELETE FROM account_grant WHERE account_id = $1 AND client_id = $2 \
             RETURNING (SELECT name FROM application \
             WHERE application.client_id = account_grant.client_id)",
        )
        .bind(account.as_str())
        .bind(application.as_str())
        .fetch_optional(self.connection()?)
        .await?;
        name.map(|name| ApplicationName::try_from(name).map_err(StoreError::corrupt)).transpose()
    }

    /// The applications that an account has authorized, most recent first.
    pub(crate) async fn authorised_applications(
        &mut self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<AuthorisedApplication>, StoreError> {
        let rows: Vec<AuthorisedRow> = query_as(
            "SELECT account_grant.client_id, application.name, account_grant.scope, \
             account_grant.created_at, account_grant.last_used_at, \
             (SELECT max(refresh_token.expires_at) FROM token_family \
             JOIN refresh_token ON refresh_token.family_id = token_family.family_id \
             WHERE token_family.grant_id = account_grant.grant_id \
             AND refresh_token.spent_at IS NULL AND refresh_token.expires_at > $2) \
             AS refresh_until, \
             (SELECT max(access_token.expires_at) FROM token_family \
             JOIN access_token ON access_token.family_id = token_family.family_id \
             WHERE token_family.grant_id = account_grant.grant_id \
             AND access_token.expires_at > $2) AS access_until \
             FROM account_grant \
             JOIN application ON application.client_id = account_grant.client_id \
             WHERE account_grant.account_id = $1 AND application.deleted_at IS NULL \
             ORDER BY account_grant.created_at DESC, account_grant.client_id",
        )
        .bind(account.as_str())
        .bind(now.as_millis())
        .fetch_all(self.connection()?)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(AuthorisedApplication {
                    client_id: ClientId::try_from(row.client_id).map_err(StoreError::corrupt)?,
                    name: ApplicationName::try_from(row.name).map_err(StoreError::corrupt)?,
                    permissions: rows::scope(&row.scope)?,
                    created_at: Timestamp::from_millis(row.created_at),
                    last_used_at: row.last_used_at.map(Timestamp::from_millis),
                    expires_at: row.refresh_until.max(row.access_until).map(Timestamp::from_millis),
                })
            })
            .collect()
    }
}
