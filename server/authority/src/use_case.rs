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
#[cfg(doc)]
use crate::store::StoreFailure;
use crate::store::{Turn, Tx};
use std::pin::Pin;
use std::time::Duration;
use tracing::Instrument as _;

/// How often a use case is run that conflicts with others; the last time alone, so that a busy
/// application can be deleted however fast it asks for tokens.
const ATTEMPTS: u32 = 5;
/// Conflicting transactions last some milliseconds.
const SHORTEST_PAUSE: Duration = Duration::from_millis(2);

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
    /// The use case failed or could not be committed; nothing of it remains. It conflicted with
    /// others each time that it was run ([`StoreFailure::Conflict`]). The connection was lost during
    /// COMMIT ([`StoreFailure::Unknown`]): it is not run again, because it may have been committed.
    pub(crate) async fn write<A, T>(
        &self,
        arguments: A,
        use_case: for<'a> fn(&'a Self, &'a mut Tx, &'a A) -> Run<'a, T>,
    ) -> Result<T, Error>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
    {
        #[cfg(feature = "testing")]
        crate::testing::count(crate::testing::Counted::UseCase);
        let this = self.clone();
        detached(async move {
            for attempt in 1..ATTEMPTS {
                match this.attempt(Turn::Together, &arguments, use_case).await {
                    Err(Error::Store(error)) if error.is_conflict() => {
                        this.count_conflict();
                        tokio::time::sleep(this.pause_after(attempt)).await;
                    }
                    done => return done,
                }
            }
            this.attempt(Turn::Alone, &arguments, use_case).await
        })
        .await
    }

    /// Runs a use case once.
    async fn attempt<A, T>(
        &self,
        turn: Turn,
        arguments: &A,
        use_case: for<'a> fn(&'a Self, &'a mut Tx, &'a A) -> Run<'a, T>,
    ) -> Result<T, Error> {
        #[cfg(feature = "testing")]
        if crate::testing::runs_use_cases_twice() {
            let mut tx = self.store().write(turn).await?;
            drop(use_case(self, &mut tx, arguments).await);
        }
        let mut tx = self.store().write(turn).await?;
        match use_case(self, &mut tx, arguments).await {
            Ok(Decision::Commit(reply)) => {
                tx.commit().await?;
                Ok(reply)
            }
            Ok(Decision::RollBack(reply)) => Ok(reply),
            Err(error) => {
                if let Error::Store(failure) = &error {
                    tx.failed(failure);
                }
                Err(error)
            }
        }
    }

    /// How long to wait after a conflict: at random, so that the same use cases don't meet again, and
    /// longer each time.
    fn pause_after(&self, attempt: u32) -> Duration {
        let mut byte = [0];
        self.random().fill(&mut byte);
        let at_most = SHORTEST_PAUSE * 2u32.pow(attempt);
        at_most * u32::from(byte[0]) / 255
    }
}

/// Runs `work` to its end, whatever becomes of the caller. For what consists of several
/// transactions; one transaction is run by [`Authority::write`].
pub(crate) async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    tokio::spawn(work.in_current_span()).await.map_err(Error::Task)?
}
