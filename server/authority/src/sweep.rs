//! What is taken away when nobody asks for it any more (SECURITY H5). Each batch is a change of
//! its own, so a request never waits for a whole sweep.

use crate::store::NewEvent;
use crate::{Authority, Error, in_own_task};
use domain::audit::AuditAction;

/// How long a deleted application can be restored, in seconds.
const RESTORABLE: i64 = 30 * 24 * 3600;
/// How long a form's key is known, in seconds.
const KEY_KNOWN: i64 = 24 * 3600;

impl Authority {
    /// Takes away expired sessions, links and form keys, and applications that were deleted more
    /// than 30 days ago.
    ///
    /// # Errors
    /// The store failed; what was taken away until then stays away.
    pub async fn sweep(&self) -> Result<(), Error> {
        let this = self.clone();
        in_own_task(async move {
            while this.sweep_rows().await? {}
            while this.sweep_applications().await? {}
            Ok(())
        })
        .await
    }

    async fn sweep_rows(&self) -> Result<bool, Error> {
        let now = self.now();
        let mut tx = self.store().write().await?;
        let mut more = tx.sweep_sessions(now, self.idle_since(now)).await?;
        more |= tx.sweep_links(now).await?;
        more |= tx.sweep_idempotency_keys(now.plus_seconds(-KEY_KNOWN)).await?;
        tx.commit().await?;
        Ok(more)
    }

    async fn sweep_applications(&self) -> Result<bool, Error> {
        let now = self.now();
        let mut tx = self.store().write().await?;
        let found = tx.deleted_before(now.plus_seconds(-RESTORABLE)).await?;
        for (owner, id) in &found {
            if let Some(erased) = tx.erase_application(owner, id).await? {
                tx.insert_event(NewEvent {
                    at: now,
                    action: AuditAction::ApplicationErased,
                    account: None,
                    application: id,
                    name: &erased.name,
                    address: None,
                    user_agent: None,
                })
                .await?;
            }
        }
        tx.commit().await?;
        Ok(!found.is_empty())
    }
}
