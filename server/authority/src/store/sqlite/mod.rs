//! SQLite in WAL mode: one connection writes ([`writer`]), several read.

mod open;
pub(super) mod writer;

use super::error::StoreError;
use sqlx::SqlitePool;
use sqlx::pool::PoolConnection;
use writer::{Lease, Writer};

/// An open database file.
pub(crate) struct Database {
    pub(super) writer: Writer,
    readers: SqlitePool,
}

impl Database {
    pub(super) async fn read(&self) -> Result<PoolConnection<sqlx::Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    pub(super) async fn write(&self) -> Result<Lease, StoreError> {
        self.writer.lease().await
    }

    pub(super) async fn close(&self) {
        // Readers are closed first: an open reader keeps the log from being emptied.
        self.readers.close().await;
        self.writer.close().await;
    }
}
