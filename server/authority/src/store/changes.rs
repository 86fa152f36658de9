//! Deleting and restoring many applications by one statement. Each changed row stores the change's
//! identifier (`change_id`), by which it is found until a later change overwrites it.

use super::error::StoreError;
use super::query::{QueryBuilder, query, query_scalar};
use super::search::push_filters;
use super::tx::Tx;
use domain::account::AccountId;
use domain::application::{ApplicationName, ClientId};
use domain::audit::AuditAction;
use domain::change::{ChangeId, ChangeKind};
use domain::search::Search;
use domain::time::Timestamp;

/// Selects the applications of a change.
pub(crate) enum ChangeTarget {
    /// At least one client ID.
    These(Vec<ClientId>),
    Matching {
        search: Search,
        except: Vec<ClientId>,
    },
    /// Those whose last change is this one.
    Of(ChangeId),
}

/// A change to apply.
pub(crate) struct NewChange<'a> {
    pub(crate) id: &'a ChangeId,
    pub(crate) owner: &'a AccountId,
    pub(crate) target: &'a ChangeTarget,
    pub(crate) kind: ChangeKind,
    pub(crate) at: Timestamp,
    /// Applications that were deleted at or before this time are about to be erased and can't be
    /// restored.
    pub(crate) kept_since: Timestamp,
    pub(crate) ip: Option<String>,
    pub(crate) user_agent: Option<String>,
}

impl NewChange<'_> {
    fn push_update(&self, sql: &mut QueryBuilder) {
        sql.push("UPDATE application SET change_id = ").push_bind(self.id.as_str());
        sql.push(", deleted_at = ");
        match self.kind {
            ChangeKind::Delete => sql.push_bind(self.at.as_millis()),
            ChangeKind::Restore => sql.push("NULL"),
        };
        sql.push(" WHERE application.account_id = ").push_bind(self.owner.as_str());
        match self.kind {
            ChangeKind::Delete => sql.push(" AND application.deleted_at IS NULL"),
            ChangeKind::Restore => {
                sql.push(" AND application.deleted_at > ").push_bind(self.kept_since.as_millis())
            }
        };
        match self.target {
            ChangeTarget::These(ids) => push_ids(sql, "IN", ids),
            ChangeTarget::Matching { search, except } => {
                push_filters(sql, search, self.at);
                if !except.is_empty() {
                    push_ids(sql, "NOT IN", except);
                }
            }
            ChangeTarget::Of(change) => {
                sql.push(" AND application.change_id = ").push_bind(change.as_str());
            }
        }
    }
}

/// `ids` is not empty.
fn push_ids(sql: &mut QueryBuilder, operator: &'static str, ids: &[ClientId]) {
    sql.push(format_args!(" AND application.client_id {operator} ("));
    sql.push_list(ids.iter().map(ClientId::as_str)).push(")");
}

impl Tx {
    /// Applies a change, adds an audit event for each application and updates the account's
    /// counters. Deleting also deletes unspent codes; restoring does not bring them back. Returns
    /// how many applications were changed; if none, nothing was written.
    pub(crate) async fn apply_change(&mut self, new: NewChange<'_>) -> Result<u32, StoreError> {
        let mut sql = QueryBuilder::new(self.engine(), "");
        new.push_update(&mut sql);
        let affected = sql.build().prepared_once().execute(self.connection()?).await?;
        let changed = u32::try_from(affected).map_err(StoreError::corrupt)?;
        if changed == 0 {
            return Ok(0);
        }
        let (more, action) = match new.kind {
            ChangeKind::Delete => (-i64::from(changed), AuditAction::ApplicationDeleted),
            ChangeKind::Restore => (i64::from(changed), AuditAction::ApplicationRestored),
        };
        self.count_applications(new.owner, more, -more).await?;
        if new.kind == ChangeKind::Delete {
            const CODES: &str = "DELETE FROM authorization_code WHERE spent_at IS NULL \
                 AND grant_id IN (SELECT account_grant.grant_id FROM application \
                 JOIN account_grant ON account_grant.client_id = application.client_id \
                 WHERE application.change_id = $1)";
            query(CODES).bind(new.id.as_str()).execute(self.connection()?).await?;
        }
        query(
            "INSERT INTO audit_event \
             (at, action, account_id, client_id, name, address, user_agent) \
             SELECT $2, $3, account_id, client_id, name, $4, $5 FROM application \
             WHERE change_id = $1",
        )
        .bind(new.id.as_str())
        .bind(new.at.as_millis())
        .bind(action.as_str())
        .bind(new.ip)
        .bind(new.user_agent)
        .execute(self.connection()?)
        .await?;
        Ok(changed)
    }

    /// Whether one of these applications, at least one of which is given, is the account's and
    /// deleted, or not deleted.
    pub(crate) async fn has_any_in_state(
        &mut self,
        owner: &AccountId,
        ids: &[ClientId],
        is_deleted: bool,
    ) -> Result<bool, StoreError> {
        let mut sql = QueryBuilder::new(
            self.engine(),
            "SELECT TRUE FROM application WHERE application.account_id = ",
        );
        sql.push_bind(owner.as_str());
        sql.push(" AND (application.deleted_at IS NOT NULL) = ").push_bind(is_deleted);
        push_ids(&mut sql, "IN", ids);
        sql.push(" LIMIT 1");
        let found: Option<(bool,)> =
            sql.build_query_as().prepared_once().fetch_optional(self.connection()?).await?;
        Ok(found.is_some())
    }

    /// Whether the applications of an account's change are deleted; `None` if no row carries it any
    /// more.
    pub(crate) async fn is_change_deleted(
        &mut self,
        owner: &AccountId,
        change: &ChangeId,
    ) -> Result<Option<bool>, StoreError> {
        query_scalar(
            "SELECT deleted_at IS NOT NULL FROM application \
             WHERE change_id = $1 AND account_id = $2 LIMIT 1",
        )
        .bind(change.as_str())
        .bind(owner.as_str())
        .fetch_optional(self.connection()?)
        .await
    }

    /// The name of the only application of a change.
    pub(crate) async fn name_in_change(
        &mut self,
        change: &ChangeId,
    ) -> Result<ApplicationName, StoreError> {
        let name: String = query_scalar("SELECT name FROM application WHERE change_id = $1")
            .bind(change.as_str())
            .fetch_one(self.connection()?)
            .await?;
        ApplicationName::try_from(name).map_err(StoreError::corrupt)
    }
}
