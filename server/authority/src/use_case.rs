//! The one place that runs use cases that write.
//!
//! A use case is a function of its arguments and a transaction. It runs in a task of its own, so a
//! caller that is dropped, such as a closed connection, cannot stop it half-way. It may run more
//! than once before it is committed: a database that detects conflicts (PostgreSQL's 40001) asks
//! for that. Therefore it
//!
//! * generates secrets, codes and tokens inside the run,
//! * changes nothing but the database; memory is updated after it has returned,
//! * does no slow work such as hashing a password, which belongs before it.

use crate::authority::Authority;
use crate::error::Error;
use crate::store::Tx;
use std::pin::Pin;
use tracing::Instrument as _;

/// How a use case ended without an error.
pub(crate) enum Decision<T> {
    /// Commits what it wrote. A refusal that writes (reuse of a token revokes its family) is one of
    /// these: an error would roll the revocation back.
    Commit(T),
    /// Rolls back what it wrote.
    RollBack(T),
}

/// One run of a use case.
pub(crate) type Run<'a, T> = Pin<Box<dyn Future<Output = Result<Decision<T>, Error>> + Send + 'a>>;

impl Authority {
    /// Runs a use case in a transaction of its own. When it returns `Ok` after
    /// [`Decision::Commit`], what the use case wrote is on the disk.
    ///
    /// # Errors
    /// The use case failed or could not be committed; nothing of it remains.
    pub(crate) async fn write<A, T>(
        &self,
        arguments: A,
        use_case: for<'a> fn(&'a Self, &'a mut Tx, &'a A) -> Run<'a, T>,
    ) -> Result<T, Error>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
    {
        let this = self.clone();
        detached(async move {
            #[cfg(feature = "testing")]
            if crate::testing::runs_use_cases_twice() {
                let mut tx = this.store().write().await?;
                drop(use_case(&this, &mut tx, &arguments).await);
            }
            let mut tx = this.store().write().await?;
            match use_case(&this, &mut tx, &arguments).await? {
                Decision::Commit(reply) => {
                    tx.commit().await?;
                    Ok(reply)
                }
                Decision::RollBack(reply) => Ok(reply),
            }
        })
        .await
    }
}

/// Runs `work` to its end, whatever becomes of the caller. For what consists of several
/// transactions; one transaction is run by [`Authority::write`].
pub(crate) async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    tokio::spawn(work.in_current_span()).await.map_err(Error::Task)?
}
