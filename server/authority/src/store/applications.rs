//! Applications and their redirect URIs. Each statement that reads or changes one names its owner,
//! so a request for another account's application finds nothing.

use super::error::StoreError;
use super::query::{QueryBuilder, query, query_as, query_scalar};
use super::rows::{SummaryRow, kind, redirect_uris, scope};
use super::search::search_text;
use super::tx::Tx;
use domain::account::AccountId;
use domain::application::{
    Application, ApplicationName, ApplicationSpec, ApplicationSummary, ClientId,
};
use domain::client_secret::{RemovedSecret, SecretSummary};
use domain::permission::ScopeSet;
use domain::redirect_uri::RedirectUri;
use domain::search::fold;
use domain::time::Timestamp;
use std::collections::HashMap;

/// An application to insert.
pub(crate) struct NewApplication<'a> {
    pub(crate) id: &'a ClientId,
    pub(crate) owner: &'a AccountId,
    pub(crate) spec: &'a ApplicationSpec,
    pub(crate) at: Timestamp,
}

/// An application once for each of its secrets, or once without.
#[derive(sqlx::FromRow)]
struct DetailRow {
    name: String,
    kind: String,
    permissions: String,
    created_at: i64,
    updated_at: i64,
    last_used_at: Option<i64>,
    version: i64,
    redirect_uris: Option<String>,
    last_four: Option<String>,
    secret_at: Option<i64>,
    secret_used_at: Option<i64>,
    removed_at: Option<i64>,
    superseded_until: Option<i64>,
}

impl Tx {
    /// Adds an application with its redirect URIs, and counts it.
    pub(crate) async fn insert_application(
        &mut self,
        new: NewApplication<'_>,
    ) -> Result<(), StoreError> {
        query(
            "INSERT INTO application (client_id, account_id, name, kind, permissions, \
             permission_count, created_at, updated_at, version, name_key, search_text) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1, $8, $9)",
        )
        .bind(new.id.as_str())
        .bind(new.owner.as_str())
        .bind(new.spec.name.as_str())
        .bind(new.spec.kind.as_str())
        .bind(new.spec.permissions.to_string())
        .bind(count(&new.spec.permissions))
        .bind(new.at.as_millis())
        .bind(fold(new.spec.name.as_str()))
        .bind(searched(new.id, new.spec))
        .execute(self.connection()?)
        .await?;
        self.insert_redirect_uris(new.id, &new.spec.redirect_uris, &HashMap::new()).await?;
        self.count_applications(new.owner, 1, 0).await
    }

    /// `used` maps URIs that were registered before to their last use.
    async fn insert_redirect_uris(
        &mut self,
        id: &ClientId,
        uris: &[RedirectUri],
        used: &HashMap<String, Option<i64>>,
    ) -> Result<(), StoreError> {
        if uris.is_empty() {
            return Ok(());
        }
        let mut insert = QueryBuilder::new(
            self.engine(),
            "INSERT INTO redirect_uri (client_id, position, uri, last_used_at) ",
        );
        let mut before = "VALUES (";
        for (position, uri) in (0i64..).zip(uris) {
            insert.push(before).push_bind(id.as_str()).push(", ").push_bind(position);
            insert.push(", ").push_bind(uri.as_str()).push(", ");
            insert.push_bind(used.get(uri.as_str()).copied().flatten()).push(")");
            before = ", (";
        }
        insert.build().execute(self.connection()?).await?;
        Ok(())
    }

    /// An active application with its redirect URIs and secrets.
    pub(crate) async fn application(
        &mut self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<Option<Application>, StoreError> {
        let rows: Vec<DetailRow> = query_as(
            "SELECT application.name, application.kind, application.permissions, \
             application.created_at, application.updated_at, application.last_used_at, \
             application.version, \
             (SELECT string_agg(uri, ' ' ORDER BY position) FROM redirect_uri \
             WHERE redirect_uri.client_id = application.client_id) AS redirect_uris, \
             client_secret.last_four, client_secret.created_at AS secret_at, \
             client_secret.last_used_at AS secret_used_at, client_secret.removed_at, \
             client_secret.superseded_until \
             FROM application LEFT JOIN client_secret \
             ON client_secret.client_id = application.client_id \
             WHERE application.client_id = $1 AND application.account_id = $2 \
             AND application.deleted_at IS NULL \
             ORDER BY client_secret.created_at, client_secret.digest",
        )
        .bind(id.as_str())
        .bind(owner.as_str())
        .fetch_all(self.connection()?)
        .await?;
        let (secrets, removed_secrets) = secrets(&rows);
        let Some(row) = rows.into_iter().next() else { return Ok(None) };
        Ok(Some(Application {
            client_id: id.clone(),
            name: ApplicationName::try_from(row.name).map_err(StoreError::corrupt)?,
            kind: kind(&row.kind)?,
            redirect_uris: redirect_uris(row.redirect_uris.as_deref()),
            permissions: scope(&row.permissions)?,
            secrets,
            removed_secrets,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
            last_used_at: row.last_used_at.map(Timestamp::from_millis),
            version: row.version,
        }))
    }

    /// Updates an application if `version` is its current version; `false` otherwise.
    pub(crate) async fn update_application(
        &mut self,
        owner: &AccountId,
        id: &ClientId,
        version: i64,
        spec: &ApplicationSpec,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let affected = query(
            "UPDATE application SET name = $4, permissions = $5, permission_count = $6, \
             updated_at = $7, version = version + 1, name_key = $8, search_text = $9 \
             WHERE client_id = $1 AND account_id = $2 AND version = $3 AND deleted_at IS NULL",
        )
        .bind(id.as_str())
        .bind(owner.as_str())
        .bind(version)
        .bind(spec.name.as_str())
        .bind(spec.permissions.to_string())
        .bind(count(&spec.permissions))
        .bind(at.as_millis())
        .bind(fold(spec.name.as_str()))
        .bind(searched(id, spec))
        .execute(self.connection()?)
        .await?;
        if affected == 0 {
            return Ok(false);
        }
        let before: Vec<(String, Option<i64>)> =
            query_as("DELETE FROM redirect_uri WHERE client_id = $1 RETURNING uri, last_used_at")
                .bind(id.as_str())
                .fetch_all(self.connection()?)
                .await?;
        let used = before.into_iter().collect();
        self.insert_redirect_uris(id, &spec.redirect_uris, &used).await?;
        Ok(true)
    }

    /// Whether the account has this application and it is deleted.
    pub(crate) async fn is_deleted(
        &mut self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<bool, StoreError> {
        let one: Option<bool> = query_scalar(
            "SELECT TRUE FROM application \
             WHERE client_id = $1 AND account_id = $2 AND deleted_at IS NOT NULL",
        )
        .bind(id.as_str())
        .bind(owner.as_str())
        .fetch_optional(self.connection()?)
        .await?;
        Ok(one.is_some())
    }

    /// Erases a deleted application and, by cascade, all that belongs to it; `None` if there is
    /// none.
    pub(crate) async fn erase_application(
        &mut self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<Option<ApplicationSummary>, StoreError> {
        let row: Option<SummaryRow> = query_as(
            "DELETE FROM application \
             WHERE client_id = $1 AND account_id = $2 AND deleted_at IS NOT NULL \
             RETURNING client_id, name, kind, permission_count, created_at, deleted_at, \
             last_used_at",
        )
        .bind(id.as_str())
        .bind(owner.as_str())
        .fetch_optional(self.connection()?)
        .await?;
        let Some(row) = row else { return Ok(None) };
        self.count_applications(owner, 0, -1).await?;
        row.try_into().map(Some)
    }
}

/// The active secrets, oldest first, and the removed ones, last removed first.
fn secrets(rows: &[DetailRow]) -> (Vec<SecretSummary>, Vec<RemovedSecret>) {
    let (mut secrets, mut removed) = (Vec::new(), Vec::new());
    for row in rows {
        let (Some(last_four), Some(created_at)) = (row.last_four.clone(), row.secret_at) else {
            continue;
        };
        let last_used_at = row.secret_used_at.map(Timestamp::from_millis);
        match row.removed_at.map(Timestamp::from_millis) {
            Some(removed_at) => removed.push(RemovedSecret { last_four, last_used_at, removed_at }),
            None => secrets.push(SecretSummary {
                last_four,
                created_at: Timestamp::from_millis(created_at),
                last_used_at,
                superseded_until: row.superseded_until.map(Timestamp::from_millis),
            }),
        }
    }
    removed.sort_by_key(|secret| std::cmp::Reverse(secret.removed_at));
    (secrets, removed)
}

fn searched(id: &ClientId, spec: &ApplicationSpec) -> String {
    let uris = spec.redirect_uris.iter().map(RedirectUri::as_str);
    search_text(spec.name.as_str(), id.as_str(), uris)
}

fn count(permissions: &ScopeSet) -> i64 {
    i64::try_from(permissions.len()).unwrap_or(i64::MAX)
}
