//! What an owner is told about refused requests of their application. A request records its refusal in
//! memory; `write_behind` stores it.

pub(crate) mod pending;

use crate::authority::Authority;
use crate::error::Error;
use crate::store::CredentialQuery;
use crate::use_case::Decision::Commit;
use domain::account::AccountId;
use domain::application::ClientId;
use domain::refused_request::{Reason, RefusedRequests};
use domain::text::without_wrapping;

impl Authority {
    /// Records for its owner that a request of an application was refused. `value` is what [`Reason`]
    /// says about it, never a secret of the request.
    pub fn refuse(&self, id: &ClientId, reason: Reason, value: &str) {
        self.pending_refusals().record(id, reason, value, self.now());
    }

    /// As [`refuse`](Self::refuse), for a client ID that was not authenticated: recorded only if there
    /// is such an application, so that invented client IDs fill no memory.
    pub async fn refuse_named(&self, client_id: &str, reason: Reason, value: &str) {
        let Ok(id) = ClientId::parse(without_wrapping(client_id)) else { return };
        let known = self.credentials(CredentialQuery { application: id.clone(), secret: None });
        match known.await {
            Ok(Some(_)) => self.refuse(&id, reason, value),
            Ok(None) => {}
            // The request is refused either way.
            Err(error) => tracing::warn!(%error, "a refused request was not recorded"),
        }
    }

    /// The refused requests of an account's application, latest first.
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

    /// Deletes the refused requests of an account's application.
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
