//! A connection to PostgreSQL for one use case.

use super::pool::Pooled;
use crate::store::error::StoreError;
use crate::store::turn::Turn;
use sqlx::{Executor as _, PgConnection};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::error::Elapsed;

/// How long an answer may take. The server ends a statement earlier (`statement_timeout`); this is
/// for a server that does not answer at all, for example behind a broken network.
const NO_ANSWER: Duration = Duration::from_secs(20);

/// Every transaction that writes locks one table, so that one of them can lock out all others. LOCK TABLE
/// takes no snapshot: the transaction sees what was committed while it waited
/// (<https://www.postgresql.org/docs/15/sql-lock.html>).
const TOGETHER: &str = "BEGIN; LOCK TABLE schema_level IN ROW SHARE MODE";
const ALONE: &str = "BEGIN; LOCK TABLE schema_level IN EXCLUSIVE MODE";

/// Ends the transaction. The limit of time is lifted first: a COMMIT that is canceled while it waits
/// for a synchronous standby is acknowledged although the standby may not have it
/// (<https://www.postgresql.org/docs/15/warm-standby.html#SYNCHRONOUS-REPLICATION-HA>).
const COMMIT: &str = "SET LOCAL statement_timeout = 0; COMMIT";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    /// Each statement is its own.
    None,
    Open,
    /// A statement failed. PostgreSQL answers a COMMIT with a rollback, and no error.
    Failed,
}

/// A connection, with a transaction if it is for writing. If it is dropped before
/// [`commit`](Self::commit), the transaction is rolled back.
pub(crate) struct Session {
    /// `None` once the transaction was committed, or the connection was lost.
    pooled: Option<Pooled>,
    transaction: Transaction,
    /// A statement was sent and its answer not read, as when the caller is dropped.
    is_waiting: bool,
}

/// Limits how long an answer may take.
pub(in crate::store) fn timed<T>(
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> impl Future<Output = Result<Result<T, sqlx::Error>, Elapsed>> {
    tokio::time::timeout(NO_ANSWER, work)
}

impl Session {
    pub(super) fn new(pooled: Pooled) -> Self {
        Self { pooled: Some(pooled), transaction: Transaction::None, is_waiting: false }
    }

    /// Opens a transaction, of the session's default isolation level.
    pub(super) async fn begin(&mut self, turn: Turn) -> Result<(), StoreError> {
        let sql = match turn {
            Turn::Together => TOGETHER,
            Turn::Alone => ALONE,
        };
        let begun = timed(self.connection()?.execute(sql)).await;
        self.finish(begun)?;
        self.transaction = Transaction::Open;
        Ok(())
    }

    /// The connection, for one statement whose answer goes to [`finish`](Self::finish).
    pub(in crate::store) fn connection(&mut self) -> Result<&mut PgConnection, StoreError> {
        let pooled = self.pooled.as_mut().ok_or_else(StoreError::closed)?;
        self.is_waiting = true;
        Ok(pooled)
    }

    /// Takes the answer to a statement.
    pub(in crate::store) fn finish<T>(
        &mut self,
        answer: Result<Result<T, sqlx::Error>, Elapsed>,
    ) -> Result<T, StoreError> {
        let answer = match answer {
            Ok(answer) => answer.map_err(StoreError::of_server),
            Err(_) => Err(StoreError::unavailable()),
        };
        self.is_waiting = false;
        if let Err(error) = &answer {
            if error.is_lost_connection() {
                self.discard();
            } else if self.transaction == Transaction::Open {
                self.transaction = Transaction::Failed;
            }
        }
        answer
    }

    /// Commits, and returns when the writes are on disk, and on the synchronous standby if there is
    /// one.
    ///
    /// # Errors
    /// A conflict or a refusal: nothing of it remains. A lost connection: it may have been
    /// committed ([`StoreFailure::Unknown`](crate::store::StoreFailure::Unknown)).
    pub(in crate::store) async fn commit(mut self) -> Result<(), StoreError> {
        match self.transaction {
            Transaction::None => return Ok(()),
            Transaction::Open => {}
            Transaction::Failed => return Err(StoreError::failed_before()),
        }
        let committed = timed(self.connection()?.execute(COMMIT)).await;
        // Whether it succeeded or failed, PostgreSQL ended the transaction.
        self.transaction = Transaction::None;
        self.finish(committed).map(drop).map_err(StoreError::of_commit)
    }

    /// Closes the connection, and the idle ones that are as old: a server that went away took all
    /// with it.
    fn discard(&mut self) {
        if let Some(pooled) = self.pooled.take() {
            pooled.discard();
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.is_waiting
            && let Some(pooled) = self.pooled.take()
        {
            pooled.close();
        }
        let open = self.transaction != Transaction::None;
        if let Some(mut pooled) = self.pooled.take()
            && open
            && let Ok(runtime) = Handle::try_current()
        {
            // The connection goes back to the pool afterwards.
            runtime.spawn(async move {
                if !matches!(timed(pooled.execute("ROLLBACK")).await, Ok(Ok(_))) {
                    pooled.discard();
                }
            });
        }
    }
}
