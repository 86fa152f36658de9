//! The repository of a use case. Each noun adds an `impl Tx` in its own file; only this file
//! depends on the kind of connection.

use super::connection::{Connection, Engine};
use super::error::StoreError;
use super::postgres::session::Session;
use super::query::query_scalar;
use super::sqlite::writer::Lease;
use domain::time::Timestamp;
use sqlx::pool::PoolConnection;

/// A connection for one use case: to read, or to read and write until [`Tx::commit`]. If it is
/// dropped without `commit`, its writes are rolled back.
pub(crate) struct Tx(Kind);

enum Kind {
    SqliteRead(PoolConnection<sqlx::Sqlite>),
    SqliteWrite(Lease),
    /// To read or to write.
    Postgres(Session),
}

impl From<PoolConnection<sqlx::Sqlite>> for Tx {
    fn from(connection: PoolConnection<sqlx::Sqlite>) -> Self {
        Self(Kind::SqliteRead(connection))
    }
}

impl From<Lease> for Tx {
    fn from(lease: Lease) -> Self {
        Self(Kind::SqliteWrite(lease))
    }
}

impl From<Session> for Tx {
    fn from(session: Session) -> Self {
        Self(Kind::Postgres(session))
    }
}

impl Tx {
    pub(super) fn connection(&mut self) -> Result<Connection<'_>, StoreError> {
        Ok(match &mut self.0 {
            Kind::SqliteRead(connection) => Connection::Sqlite(connection),
            Kind::SqliteWrite(lease) => Connection::Sqlite(lease.connection()?),
            Kind::Postgres(session) => Connection::Postgres(session),
        })
    }

    pub(super) fn engine(&self) -> Engine {
        match self.0 {
            Kind::SqliteRead(_) | Kind::SqliteWrite(_) => Engine::Sqlite,
            Kind::Postgres(_) => Engine::Postgres,
        }
    }

    /// Takes note of the error for which the use case fails.
    pub(crate) fn failed(&mut self, error: &StoreError) {
        if let Kind::SqliteWrite(lease) = &mut self.0 {
            lease.failed(error);
        }
    }

    /// Commits, and returns when the writes are on disk.
    ///
    /// # Errors
    /// The commit failed; nothing of it remains, unless the connection to PostgreSQL was lost: then
    /// that is unknown.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            Kind::SqliteRead(_) => Ok(()),
            Kind::SqliteWrite(lease) => lease.commit().await,
            Kind::Postgres(session) => session.commit().await,
        }
    }

    /// The time of the database server; `None` with SQLite, which has no clock of its own.
    pub(crate) async fn time(&mut self) -> Result<Option<Timestamp>, StoreError> {
        const TIME: &str = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
        match self.engine() {
            Engine::Sqlite => Ok(None),
            Engine::Postgres => {
                let millis = query_scalar(TIME).fetch_one(self.connection()?).await?;
                Ok(Some(Timestamp::from_millis(millis)))
            }
        }
    }

    /// Checks that the database answers.
    pub(crate) async fn ping(&mut self) -> Result<(), StoreError> {
        query_scalar::<bool>("SELECT TRUE").fetch_one(self.connection()?).await?;
        Ok(())
    }
}
