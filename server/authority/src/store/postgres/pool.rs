//! Idle connections to PostgreSQL.
//!
//! `sqlx` has a pool too; it asks the server after each use whether the connection works, which is a
//! round trip for every statement. Here the first statement on a lost connection fails, and with it
//! all idle connections that were opened before are closed.

use super::options::Options;
use crate::store::error::StoreError;
use deadpool::managed::{
    BuildError, Manager, Metrics, Object, PoolError, RecycleError, RecycleResult,
};
use deadpool::{Runtime, managed};
use sqlx::{ConnectOptions as _, PgConnection};
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// After this time a connection is replaced, so that nodes come back to a server that was away, and
/// its memory is freed.
const MAX_AGE: Duration = Duration::from_mins(30);
/// How long a use case waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// A pool of connections with the same settings.
pub(super) struct Pool(managed::Pool<Connector>);

/// A connection that returns to its pool when it is dropped.
pub(super) struct Pooled(Object<Connector>);

struct Connector {
    options: Options,
    /// How often a connection was lost.
    losses: AtomicU64,
}

struct Connection {
    connection: PgConnection,
    /// How often one had been lost when this one was opened.
    losses: u64,
}

impl Manager for Connector {
    type Type = Connection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Connection, sqlx::Error> {
        let losses = self.losses.load(Ordering::Acquire);
        Ok(Connection { connection: self.options.connect().await?, losses })
    }

    async fn recycle(
        &self,
        found: &mut Connection,
        metrics: &Metrics,
    ) -> RecycleResult<sqlx::Error> {
        let was_lost = found.losses != self.losses.load(Ordering::Acquire);
        if was_lost || metrics.age() > MAX_AGE {
            return Err(RecycleError::message("too old"));
        }
        Ok(())
    }
}

impl Pool {
    pub(super) fn new(options: Options, size: usize) -> Result<Self, BuildError> {
        let connector = Connector { options, losses: AtomicU64::new(0) };
        managed::Pool::builder(connector)
            .max_size(size)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build()
            .map(Self)
    }

    pub(super) async fn get(&self) -> Result<Pooled, StoreError> {
        self.0.get().await.map(Pooled).map_err(|error| match error {
            PoolError::Backend(error) => StoreError::of_server(error),
            PoolError::Timeout(managed::TimeoutType::Wait) => StoreError::busy(),
            PoolError::Timeout(_) => StoreError::unavailable(),
            PoolError::Closed => StoreError::closed(),
            PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
                StoreError::unavailable()
            }
        })
    }

    pub(super) fn close(&self) {
        self.0.close();
    }
}

impl Pooled {
    /// Closes the connection.
    pub(super) fn close(self) {
        drop(Object::take(self.0));
    }

    /// Closes the connection and all idle ones that were opened before it was lost.
    pub(super) fn discard(self) {
        if let Some(pool) = Object::pool(&self.0) {
            pool.manager().losses.fetch_add(1, Ordering::AcqRel);
        }
        self.close();
    }
}

impl Deref for Pooled {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.0.connection
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.0.connection
    }
}
