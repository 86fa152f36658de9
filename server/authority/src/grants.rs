//! What an account has allowed applications to do, and how it takes that back.

use crate::actor::Actor;
use crate::authority::Authority;
use crate::error::Error;
use crate::sessions::ActiveSession;
use crate::use_case::Decision::{Commit, RollBack};
use domain::application::ClientId;
use domain::audit::AuditAction;
use domain::grant::AuthorizedParties;

impl Authority {
    /// The sessions and applications that may act for the account of a session.
    ///
    /// # Errors
    /// The store failed.
    pub async fn authorized_parties(
        &self,
        session: &ActiveSession,
    ) -> Result<AuthorizedParties, Error> {
        let account = &session.account.account;
        let now = self.now();
        let mut tx = self.store().read().await?;
        let applications = tx.authorised_applications(account, now).await?;
        let rows = tx.sessions_of(account, now, self.idle_since(now)).await?;
        Ok(AuthorizedParties { sessions: Self::session_summaries(rows, session), applications })
    }

    /// Revokes a grant: all its codes and tokens are deleted in this commit. `false` if there is no
    /// such grant.
    ///
    /// # Errors
    /// The store failed.
    pub async fn revoke_grant(&self, by: &Actor, id: &ClientId) -> Result<bool, Error> {
        self.write((by.clone(), id.clone()), |this, tx, (by, id)| {
            Box::pin(async move {
                let Some(name) = tx.delete_grant(&by.account, id).await? else {
                    return Ok(RollBack(false));
                };
                tx.insert_event(by.event(this.now(), AuditAction::GrantRevoked, id, &name)).await?;
                Ok(Commit(true))
            })
        })
        .await
    }
}
