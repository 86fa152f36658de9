//! Deleting rows that have expired (SECURITY.md H5). Each batch is a transaction of its own, so a
//! request never waits for a whole sweep.

use crate::authority::Authority;
use crate::error::Error;
use crate::store::NewEvent;
use crate::use_case::Decision::{Commit, RollBack};
use domain::application::{ClientId, RESTORE_WINDOW};
use domain::audit::AuditAction;
use domain::client_secret::SECRET_RESTORE_WINDOW;
use std::time::Duration;

/// How long an idempotency key is stored.
const KEY_KNOWN: Duration = Duration::from_hours(24);
/// How long a code is stored after it has expired, so that its second use is recognised.
const CODE_KNOWN: Duration = Duration::from_hours(24);
/// How long an audit event is stored.
const AUDIT_EVENT_KEPT: Duration = Duration::from_hours(90 * 24);

/// What expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expired {
    Sessions,
    Links,
    IdempotencyKeys,
    RemovedSecrets,
    SupersededSecrets,
    Consents,
    TestFlows,
    Codes,
    AuditEvents,
    AccessTokens,
    RefreshTokens,
    Families,
}

impl Expired {
    /// Families after their tokens: deleting one deletes its tokens too, which is short if there are
    /// none left.
    const ALL: [Self; 12] = [
        Self::Sessions,
        Self::Links,
        Self::IdempotencyKeys,
        Self::RemovedSecrets,
        Self::SupersededSecrets,
        Self::Consents,
        Self::TestFlows,
        Self::Codes,
        Self::AuditEvents,
        Self::AccessTokens,
        Self::RefreshTokens,
        Self::Families,
    ];
}

impl Authority {
    /// Deletes what has expired (sessions, links, idempotency keys, removed secrets, consent questions,
    /// test flows, codes, tokens, audit events) and erases applications that were deleted more than
    /// [`RESTORE_WINDOW`] ago.
    ///
    /// # Errors
    /// The store failed; what was deleted until then stays deleted.
    pub async fn sweep(&self) -> Result<(), Error> {
        for expired in Expired::ALL {
            while self.sweep_batch(expired).await? {}
        }
        while self.sweep_applications().await? {}
        self.sweep_failures().await?;
        Ok(())
    }

    /// Deletes one batch; `true` if there may be more. Of several nodes one at a time sweeps, and the
    /// others leave it to that one.
    async fn sweep_batch(&self, expired: Expired) -> Result<bool, Error> {
        self.write(expired, |this, tx, &expired| {
            Box::pin(async move {
                if !tx.take_sweep_turn().await? {
                    return Ok(RollBack(false));
                }
                let now = this.now();
                let more = match expired {
                    Expired::Sessions => tx.sweep_sessions(now, this.idle_since(now)).await?,
                    Expired::Links => tx.sweep_links(now).await?,
                    Expired::IdempotencyKeys => {
                        tx.sweep_idempotency_keys(now.minus(KEY_KNOWN)).await?
                    }
                    Expired::RemovedSecrets => {
                        tx.sweep_removed_secrets(now.minus(SECRET_RESTORE_WINDOW)).await?
                    }
                    Expired::SupersededSecrets => tx.sweep_superseded_secrets(now).await?,
                    Expired::Consents => tx.sweep_consents(now).await?,
                    Expired::TestFlows => tx.sweep_test_flows(now).await?,
                    Expired::Codes => tx.sweep_codes(now.minus(CODE_KNOWN)).await?,
                    Expired::AuditEvents => {
                        tx.sweep_audit_events(now.minus(AUDIT_EVENT_KEPT)).await?
                    }
                    Expired::AccessTokens => tx.sweep_access_tokens(now).await?,
                    Expired::RefreshTokens => tx.sweep_refresh_tokens(now).await?,
                    Expired::Families => tx.sweep_families(now).await?,
                };
                Ok(Commit(more))
            })
        })
        .await
    }

    async fn sweep_applications(&self) -> Result<bool, Error> {
        let now = self.now();
        let until = now.minus(RESTORE_WINDOW);
        for (_, id) in self.store().read().await?.deleted_before(until).await? {
            self.empty_application(&id).await?;
        }
        self.write((now, until), |_, tx, &(now, until)| {
            Box::pin(async move {
                if !tx.take_sweep_turn().await? {
                    return Ok(RollBack(false));
                }
                let found = tx.deleted_before(until).await?;
                for (owner, id) in &found {
                    if let Some(erased) = tx.erase_application(owner, id).await? {
                        tx.insert_event(NewEvent {
                            at: now,
                            action: AuditAction::ApplicationErased,
                            account: None,
                            application: id,
                            name: &erased.name,
                            ip: None,
                            user_agent: None,
                        })
                        .await?;
                    }
                }
                Ok(Commit(!found.is_empty()))
            })
        })
        .await
    }

    /// Deletes what a deleted application holds, a batch at a time: none of it works any more, and
    /// erasing the application itself is short afterwards.
    pub(crate) async fn empty_application(&self, id: &ClientId) -> Result<(), Error> {
        loop {
            let batch = self.write(id.clone(), |_, tx, id| {
                Box::pin(async move { Ok(Commit(tx.sweep_application(id).await?)) })
            });
            if !batch.await? {
                return Ok(());
            }
        }
    }
}
