//! PostgreSQL: any number of nodes share one database.
//!
//! Transactions that write are SERIALIZABLE, so a conflict with another one ends one of them with an
//! error, and its use case runs again (`crate::use_case`). Statements that read run by themselves and
//! see the last commit. So do statements that count failures: waiting for each other instead of failing,
//! and not for the disk. Each kind has a pool of its own, so that readers can't write and a queue of
//! writers doesn't hold up readers.

mod migrate;
mod options;
mod pool;
pub(super) mod session;
mod sessions;

pub(super) use options::server;
pub(super) use sessions::sessions;

use super::error::StoreError;
use super::level::Pending;
use super::open_error::OpenError;
use super::turn::Turn;
use crate::settings::PostgresSettings;
use options::{counting, options, reading, writing};
use pool::Pool;
use session::Session;

/// An open database.
pub(crate) struct Database {
    readers: Pool,
    writers: Pool,
    failures: Pool,
}

impl Database {
    /// Connects and migrates the database if necessary.
    pub(super) async fn open(settings: &PostgresSettings) -> Result<Self, OpenError> {
        let options = options(settings)?;
        migrate::migrate(&options).await?;
        let half = settings.connections / 2;
        // Counting a failure is short.
        let for_counting = (settings.connections / 8).clamp(1, 4);
        let pool = |options, size: u32| {
            let size = usize::try_from(size).unwrap_or(1).max(1);
            Pool::new(options, size).map_err(OpenError::Pool)
        };
        Ok(Self {
            readers: pool(reading(options.clone()), half.saturating_sub(for_counting))?,
            failures: pool(counting(options.clone()), for_counting)?,
            writers: pool(writing(options), half)?,
        })
    }

    /// What the database lacks. Changes nothing.
    pub(super) async fn pending(settings: &PostgresSettings) -> Result<Pending, OpenError> {
        migrate::look_up_pending(&options(settings)?).await
    }

    pub(super) async fn read(&self) -> Result<Session, StoreError> {
        Ok(Session::new(self.readers.get().await?))
    }

    pub(super) async fn write(&self, turn: Turn) -> Result<Session, StoreError> {
        let mut session = Session::new(self.writers.get().await?);
        let begun = session.begin(turn).await;
        if begun.as_ref().is_err_and(StoreError::is_lost_connection) {
            // The connection was idle for longer than the server lived. Nothing was sent yet.
            session = Session::new(self.writers.get().await?);
            session.begin(turn).await?;
            return Ok(session);
        }
        begun?;
        Ok(session)
    }

    /// For statements that compare and count in one: they are committed by themselves.
    pub(super) async fn failures(&self) -> Result<Session, StoreError> {
        Ok(Session::new(self.failures.get().await?))
    }

    pub(super) fn close(&self) {
        self.readers.close();
        self.writers.close();
        self.failures.close();
    }
}
