//! Audit events. They are inserted and later swept, never updated.

use super::error::StoreError;
use super::query::{query, query_scalar};
use super::tx::Tx;
use domain::account::AccountId;
use domain::application::{ApplicationName, ClientId};
use domain::audit::AuditAction;
use domain::time::Timestamp;

/// An event to insert. `account` is `None` where the server itself acted.
pub(crate) struct NewEvent<'a> {
    pub(crate) at: Timestamp,
    pub(crate) action: AuditAction,
    pub(crate) account: Option<&'a AccountId>,
    pub(crate) application: &'a ClientId,
    pub(crate) name: &'a ApplicationName,
    pub(crate) ip: Option<String>,
    pub(crate) user_agent: Option<String>,
}

impl Tx {
    /// Adds an event, in the same transaction as the action.
    pub(crate) async fn insert_event(&mut self, event: NewEvent<'_>) -> Result<(), StoreError> {
        query(
            "INSERT INTO audit_event \
             (at, action, account_id, client_id, name, address, user_agent) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(event.at.as_millis())
        .bind(event.action.as_str())
        .bind(event.account.map(AccountId::as_str))
        .bind(event.application.as_str())
        .bind(event.name.as_str())
        .bind(event.ip)
        .bind(event.user_agent)
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// Whether there is an event of this action by the account on this application, which may be
    /// erased.
    pub(crate) async fn has_event(
        &mut self,
        account: &AccountId,
        application: &ClientId,
        action: AuditAction,
    ) -> Result<bool, StoreError> {
        let found: Option<bool> = query_scalar(
            "SELECT TRUE FROM audit_event \
             WHERE client_id = $1 AND account_id = $2 AND action = $3 LIMIT 1",
        )
        .bind(application.as_str())
        .bind(account.as_str())
        .bind(action.as_str())
        .fetch_optional(self.connection()?)
        .await?;
        Ok(found.is_some())
    }
}
