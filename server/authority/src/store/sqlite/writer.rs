//! Group commit: one connection writes, and waiting writers share a COMMIT.
//!
//! The connection is guarded by a fair mutex. A holder opens a transaction (the batch) if none is
//! open, and works in a savepoint. [`Lease::commit`] keeps the finished savepoint open and queues
//! *one* committer behind the tasks that already wait for the mutex; the committer commits the
//! batch and notifies every writer in it. So a single write pays for its own COMMIT, and a hundred
//! concurrent ones share one.
//!
//! A lease that is dropped without `commit` leaves its savepoint to be rolled back by the next
//! holder. When the batch itself fails (disk full, I/O error), every writer in it gets the error,
//! and the connection is replaced.

use crate::store::error::{StoreError, StoreFailure};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// How long a use case waits for the write lock. While another process holds the database, every
/// holder waits in turn; a use case behind many of them gets an error instead.
const PATIENCE: Duration = Duration::from_secs(10);

/// A handle to the writing connection.
#[derive(Clone)]
pub(in crate::store) struct Writer {
    state: Arc<Mutex<State>>,
    /// Where committers run; a lease may be dropped outside the runtime.
    runtime: Handle,
    /// How many use cases wait for the lock.
    waiting: Arc<AtomicUsize>,
}

struct State {
    options: SqliteConnectOptions,
    /// `None` after a failure; the next holder connects again.
    connection: Option<SqliteConnection>,
    savepoint: Savepoint,
    waiters: Vec<oneshot::Sender<Result<(), StoreError>>>,
    committer_queued: bool,
    /// A statement failed because the file could not be written, which SQLite reports only at the
    /// first write: the connection is probed before it is used again.
    needs_probe: bool,
    closed: bool,
    #[cfg(test)]
    commits: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Savepoint {
    /// No transaction is open.
    None,
    /// The savepoint is finished and part of the batch.
    Finished,
    /// The savepoint must be rolled back.
    RolledBack,
    /// A statement that changes the transaction was interrupted; its outcome is unknown.
    Unknown,
}

/// Exclusive use of the writing connection, inside a savepoint.
pub(in crate::store) struct Lease {
    state: Option<OwnedMutexGuard<State>>,
    writer: Writer,
}

impl Writer {
    pub(in crate::store) fn new(
        options: SqliteConnectOptions,
        connection: SqliteConnection,
    ) -> Self {
        let state = State {
            options,
            connection: Some(connection),
            savepoint: Savepoint::None,
            waiters: Vec::new(),
            committer_queued: false,
            needs_probe: false,
            closed: false,
            #[cfg(test)]
            commits: 0,
        };
        let waiting = Arc::new(AtomicUsize::new(0));
        Self { state: Arc::new(Mutex::new(state)), runtime: Handle::current(), waiting }
    }

    /// Waits for the writer and opens a savepoint.
    pub(in crate::store) async fn lease(&self) -> Result<Lease, StoreError> {
        let turn = {
            let _waiting = Waiting::new(&self.waiting);
            tokio::time::timeout(PATIENCE, self.state.clone().lock_owned()).await
        };
        let mut state = turn.map_err(|_| StoreError::busy())?;
        state.begin().await?;
        Ok(Lease { state: Some(state), writer: self.clone() })
    }

    /// Commits the batch and closes the connection; later leases are refused.
    pub(in crate::store) async fn close(&self) {
        let mut state = self.state.lock().await;
        self.commit_batch(&mut state).await;
        state.closed = true;
        if let Some(mut connection) = state.connection.take() {
            // Best effort: acknowledged writes are in the write-ahead log already.
            let truncate = "PRAGMA wal_checkpoint(TRUNCATE)";
            if let Err(error) = sqlx::raw_sql(truncate).execute(&mut connection).await {
                tracing::warn!(%error, "the write-ahead log could not be emptied");
            }
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "the database did not close cleanly");
            }
        }
    }

    /// Queues a committer unless one is queued.
    fn queue_committer(&self, state: &mut State) {
        if !std::mem::replace(&mut state.committer_queued, true) {
            let writer = self.clone();
            self.runtime.spawn(async move {
                let mut state = writer.state.lock().await;
                state.committer_queued = false;
                writer.commit_batch(&mut state).await;
            });
        }
    }

    async fn commit_batch(&self, state: &mut State) {
        match state.end().await {
            Ok(true) => {
                #[cfg(test)]
                {
                    state.commits += 1;
                }
                for waiter in state.waiters.drain(..) {
                    // The receiver may have been dropped.
                    drop(waiter.send(Ok(())));
                }
            }
            Ok(false) => {}
            Err(error) => state.fail_batch(&error).await,
        }
    }
}

impl State {
    async fn begin(&mut self) -> Result<(), StoreError> {
        if self.closed {
            return Err(StoreError::closed());
        }
        self.reconnect_if_read_only().await;
        let joined = match self.savepoint {
            Savepoint::None => Ok(false),
            Savepoint::Finished => {
                self.open_savepoint("RELEASE use_case; SAVEPOINT use_case").await
            }
            Savepoint::RolledBack => self.open_savepoint("ROLLBACK TO use_case").await,
            Savepoint::Unknown => Err(StoreError::closed()),
        };
        match joined {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            // The earlier batch failed; this lease gets a new one.
            Err(error) => self.fail_batch(&error).await,
        }
        let opened = self.open_savepoint("BEGIN IMMEDIATE; SAVEPOINT use_case").await;
        if let Err(error) = &opened {
            self.fail_batch(error).await;
        }
        opened.map(drop)
    }

    /// Opens a savepoint, which counts as rolled back until its lease commits.
    async fn open_savepoint(&mut self, sql: &'static str) -> Result<bool, StoreError> {
        self.savepoint = Savepoint::Unknown;
        self.run(sql).await?;
        self.savepoint = Savepoint::RolledBack;
        Ok(true)
    }

    /// A connection to a file that was read-only when it was opened stays read-only, and reports it
    /// only at the first write, not at BEGIN IMMEDIATE.
    async fn reconnect_if_read_only(&mut self) {
        const CHANGE_NOTHING: &str = "DELETE FROM account WHERE account_id IS NULL";
        if !self.needs_probe || !self.waiters.is_empty() {
            return;
        }
        self.needs_probe = false;
        let usable = match self.end().await {
            Ok(_) => self.run(CHANGE_NOTHING).await,
            Err(error) => Err(error),
        };
        if let Err(error) = usable {
            self.fail_batch(&error).await;
        }
    }

    /// Ends the batch; `false` if there was nothing to commit.
    async fn end(&mut self) -> Result<bool, StoreError> {
        let sql = match self.savepoint {
            Savepoint::None => return Ok(false),
            Savepoint::Finished => "COMMIT",
            Savepoint::RolledBack if self.waiters.is_empty() => "ROLLBACK",
            Savepoint::RolledBack => "ROLLBACK TO use_case; COMMIT",
            Savepoint::Unknown => return Err(StoreError::closed()),
        };
        let commits = !self.waiters.is_empty();
        self.savepoint = Savepoint::Unknown;
        self.run(sql).await?;
        self.savepoint = Savepoint::None;
        Ok(commits)
    }

    async fn run(&mut self, sql: impl sqlx::SqlSafeStr) -> Result<(), StoreError> {
        if self.connection.is_none() {
            self.connection = Some(self.options.connect().await?);
        }
        let Some(connection) = &mut self.connection else { return Err(StoreError::closed()) };
        sqlx::raw_sql(sql).execute(connection).await?;
        Ok(())
    }

    /// Fails every write of the batch. Closing the connection makes sure that nothing of it
    /// remains.
    async fn fail_batch(&mut self, error: &StoreError) {
        self.savepoint = Savepoint::None;
        if let Some(connection) = self.connection.take() {
            drop(connection.close().await);
        }
        for waiter in self.waiters.drain(..) {
            drop(waiter.send(Err(error.lost())));
        }
    }
}

impl Lease {
    /// The connection, inside this lease's savepoint.
    pub(in crate::store) fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.state
            .as_mut()
            .and_then(|state| state.connection.as_mut())
            .ok_or_else(StoreError::closed)
    }

    /// Takes note of the error for which the lease is about to be dropped.
    pub(in crate::store) fn failed(&mut self, error: &StoreError) {
        if let (Some(state), StoreFailure::ReadOnly | StoreFailure::Io) =
            (&mut self.state, error.failure())
        {
            state.needs_probe = true;
        }
    }

    /// Adds the savepoint to the batch, releases the lock, and waits until the batch is on disk.
    pub(in crate::store) async fn commit(mut self) -> Result<(), StoreError> {
        let Some(mut state) = self.state.take() else { return Err(StoreError::closed()) };
        let (done, on_disk) = oneshot::channel();
        state.savepoint = Savepoint::Finished;
        state.waiters.push(done);
        self.writer.queue_committer(&mut state);
        drop(state);
        on_disk.await.unwrap_or_else(|_| Err(StoreError::closed()))
    }
}

/// Counts a use case that waits, until it is dropped: the use case has the lock, or gave up.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(mut state) = self.state.take() {
            self.writer.queue_committer(&mut state);
        }
    }
}

/// Access for tests.
#[cfg(test)]
impl Writer {
    /// COMMITs so far.
    pub(in crate::store) async fn commits(&self) -> u64 {
        self.state.lock().await.commits
    }

    /// How many use cases wait for the lock.
    pub(in crate::store) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Changes a setting of the connection.
    pub(in crate::store) async fn set(&self, pragma: impl sqlx::SqlSafeStr) {
        self.state.lock().await.run(pragma).await.unwrap();
    }

    /// Pages in the database.
    pub(in crate::store) async fn pages(&self) -> i64 {
        let mut state = self.state.lock().await;
        let connection = state.connection.as_mut().unwrap();
        sqlx::query_scalar("PRAGMA page_count").fetch_one(connection).await.unwrap()
    }
}
