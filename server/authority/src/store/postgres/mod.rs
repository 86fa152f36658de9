//! PostgreSQL: any number of nodes share one database.
//!
//! Transactions that write are SERIALIZABLE, so a conflict with another one ends one of them with an
//! error, and its use case runs again (`crate::use_case`). Statements that read run by themselves and
//! see the last commit. Each kind has a pool of its own, so that readers can't write and a queue of
//! writers doesn't hold up readers.

mod migrate;
mod options;
mod pool;
pub(super) mod session;

use super::error::StoreError;
use super::open_error::OpenError;
use super::turn::Turn;
use crate::settings::PostgresSettings;
use options::{options, reading, writing};
use pool::Pool;
use session::Session;

/// An open database.
pub(crate) struct Database {
    readers: Pool,
    writers: Pool,
}

impl Database {
    /// Connects and migrates the database if necessary.
    pub(super) async fn open(settings: &PostgresSettings) -> Result<Self, OpenError> {
        let options = options(settings)?;
        migrate::migrate(&options).await?;
        let half = usize::try_from(settings.connections / 2).unwrap_or(1).max(1);
        let pool = |options| Pool::new(options, half).map_err(OpenError::Pool);
        Ok(Self { readers: pool(reading(options.clone()))?, writers: pool(writing(options))? })
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

    pub(super) fn close(&self) {
        self.readers.close();
        self.writers.close();
    }
}
