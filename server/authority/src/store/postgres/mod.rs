//! PostgreSQL: any number of nodes share one database.
//!
//! Transactions that write are SERIALIZABLE, so a conflict with another one ends one of them with an
//! error, and its use case runs again (`crate::use_case`). Statements that read run by themselves and
//! see the last commit. Each kind has a pool of its own, so that readers can't write and a queue of
//! writers doesn't hold up readers.

mod migrate;
mod open;
mod pool;
pub(super) mod session;
mod sessions;

pub(super) use open::{pending, server};
pub(super) use sessions::sessions;

use super::Turn;
use super::error::StoreError;
use pool::Pool;
use session::Session;

/// An open database.
pub(crate) struct Database {
    readers: Pool,
    writers: Pool,
}

impl Database {
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
