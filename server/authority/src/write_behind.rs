//! Stores in one batch what requests record in memory: when things were last used, and refused
//! requests. A crash loses what was recorded since the last batch (ARCHITECTURE.md, decision 15).

use crate::authority::Authority;
use crate::error::Error;
use crate::last_used::UsageTarget;
use crate::use_case::Decision::Commit;

impl Authority {
    /// Stores what was recorded since the last call, in one commit. The server calls it every two
    /// seconds.
    ///
    /// # Errors
    /// The store failed; what was recorded is lost.
    pub async fn write_pending(&self) -> Result<(), Error> {
        let pending = (self.pending_uses().take(), self.pending_refusals().take());
        let targets: Vec<_> = pending.0.keys().cloned().collect();
        if pending.0.is_empty() && pending.1.is_empty() {
            return Ok(());
        }
        let stored = self
            .write(pending, |_, tx, (uses, refusals)| {
                Box::pin(async move {
                    for (target, at) in uses {
                        match target {
                            UsageTarget::Application(id) => tx.application_used(id, *at).await?,
                            UsageTarget::Secret(digest) => tx.secret_used(*digest, *at).await?,
                            UsageTarget::Grant(id) => tx.grant_used(id, *at).await?,
                            UsageTarget::RedirectUri(id, uri) => {
                                tx.redirect_uri_used(id, uri, *at).await?;
                            }
                        }
                    }
                    for (id, groups) in refusals {
                        for group in groups {
                            tx.count_refused(id, group).await?;
                        }
                        tx.trim_refused(id).await?;
                    }
                    Ok(Commit(()))
                })
            })
            .await;
        self.pending_uses().stored(targets);
        stored
    }
}
