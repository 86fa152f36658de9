//! When things were last used, and which requests were refused: noted in memory by the request,
//! written in one batch by [`Authority::write_usage`]. A crash loses what was noted since the last
//! batch, which is a few seconds of "last used" and nothing that decides anything.

pub(crate) mod noted;

use crate::authority::Authority;
use crate::error::Error;
use crate::use_case::Decision::Commit;
use domain::account::AccountId;
use domain::application::ClientId;
use domain::refused_request::{Reason, RefusedRequests};
use domain::text::without_wrapping;
use noted::UsageTarget;

impl Authority {
    /// Notes for its owner that a request of an application was refused. Never the request's
    /// secrets: only what [`Reason`] says about the value.
    pub fn refuse(&self, id: &ClientId, reason: Reason, value: &str) {
        self.usage().refuse(id, reason, value, self.now());
    }

    /// As [`refuse`](Self::refuse), for whatever a request called its application before anything was
    /// proved: noted only if there is such an application, so that made-up names fill no memory.
    pub async fn refuse_named(&self, client_id: &str, reason: Reason, value: &str) {
        let Ok(id) = ClientId::parse(without_wrapping(client_id)) else { return };
        let known = async { self.store().read().await?.credentials(&id, None, self.now()).await };
        match known.await {
            Ok(Some(_)) => self.refuse(&id, reason, value),
            Ok(None) => {}
            // The refusal itself does not depend on it.
            Err(error) => tracing::warn!(%error, "a refused request was not noted"),
        }
    }

    /// Writes what was noted since the last time, in one commit. Called every few seconds while a
    /// server runs, so an application's refused requests cost at most one write a second.
    ///
    /// # Errors
    /// The store failed; what was noted is lost.
    pub async fn write_usage(&self) -> Result<(), Error> {
        let pending = self.usage().take();
        if pending.used.is_empty() && pending.refused.is_empty() {
            return Ok(());
        }
        self.write(pending, |_, tx, pending| {
            Box::pin(async move {
                for (used, at) in &pending.used {
                    match used {
                        UsageTarget::Application(id) => tx.application_used(id, *at).await?,
                        UsageTarget::Secret(digest) => tx.secret_used(*digest, *at).await?,
                        UsageTarget::Grant(id) => tx.grant_used(id, *at).await?,
                        UsageTarget::RedirectUri(id, uri) => {
                            tx.redirect_uri_used(id, uri, *at).await?;
                        }
                    }
                }
                for (id, groups) in &pending.refused {
                    for group in groups {
                        tx.count_refused(id, group).await?;
                    }
                    tx.trim_refused(id).await?;
                }
                Ok(Commit(()))
            })
        })
        .await?;
        self.usage().written();
        Ok(())
    }

    /// The refused requests of an account's application, the latest first.
    ///
    /// # Errors
    /// The store failed.
    pub async fn refused_requests(
        &self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<Vec<RefusedRequests>, Error> {
        Ok(self.store().read().await?.refused_requests(owner, id).await?)
    }

    /// Forgets the refused requests of an account's application.
    ///
    /// # Errors
    /// The store failed.
    pub async fn forget_refused_requests(
        &self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<(), Error> {
        self.write((owner.clone(), id.clone()), |_, tx, (owner, id)| {
            Box::pin(async move {
                tx.forget_refused(owner, id).await?;
                Ok(Commit(()))
            })
        })
        .await
    }
}
