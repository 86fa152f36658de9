//! The repository of a use case. Each noun adds an `impl Tx` in its own file; only this file
//! depends on the kind of connection.

use super::error::StoreError;
use super::writer::Lease;
use sqlx::SqliteConnection;
use sqlx::pool::PoolConnection;

/// A connection for one use case: to read, or to read and write until [`Tx::commit`]. If it is
/// dropped without `commit`, its writes are rolled back.
pub(crate) struct Tx(Kind);

enum Kind {
    Read(PoolConnection<sqlx::Sqlite>),
    Write(Lease),
}

impl Tx {
    pub(super) fn read(connection: PoolConnection<sqlx::Sqlite>) -> Self {
        Self(Kind::Read(connection))
    }

    pub(super) fn write(lease: Lease) -> Self {
        Self(Kind::Write(lease))
    }

    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        match &mut self.0 {
            Kind::Read(connection) => Ok(connection),
            Kind::Write(lease) => lease.connection(),
        }
    }

    /// Commits, and returns when the writes are on disk.
    ///
    /// # Errors
    /// The commit failed; nothing of it remains.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            Kind::Read(_) => Ok(()),
            Kind::Write(lease) => lease.commit().await,
        }
    }

    /// Checks that the database answers.
    pub(crate) async fn ping(&mut self) -> Result<(), StoreError> {
        let _: i64 = sqlx::query_scalar("SELECT 1").fetch_one(self.connection()?).await?;
        Ok(())
    }
}
