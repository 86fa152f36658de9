//! The database. All SQL is here, and no decision is made here.
//!
//! SQLite in WAL mode: one connection writes ([`writer`]), several read. The state that exists once
//! per process, and would have to move to run a second node, is the writer's batch, the queue of
//! password hashes (`secrets::hasher`), and the limits of the HTTP server.

#![expect(clippy::disallowed_methods, reason = "the store is where SQL belongs")]

mod accounts;
mod applications;
mod audit;
mod changes;
mod client_authentication;
mod client_secrets;
mod codes;
mod consents;
mod error;
mod grants;
mod idempotency;
mod impact;
mod introspection;
mod last_used;
mod links;
mod listing;
mod open;
mod open_error;
mod refresh_tokens;
mod refused_requests;
mod resource_servers;
mod rows;
mod search;
mod sessions;
mod sweep;
mod tokens;
mod tx;
mod writer;

pub(crate) use accounts::{AccountRecord, NewAccount};
pub(crate) use applications::NewApplication;
pub(crate) use audit::NewEvent;
pub(crate) use changes::{ChangeTarget, NewChange};
pub(crate) use client_authentication::CredentialRecord;
pub(crate) use client_secrets::NewSecret;
pub(crate) use codes::{NewCode, SpendCode};
pub(crate) use consents::{AskedConsent, ConsentRecord};
pub use error::{StoreError, StoreFailure};
pub(crate) use grants::{NewGrant, RequestedApplication};
pub(crate) use idempotency::{FirstSend, FormAction, SentForm};
pub(crate) use links::{LinkRecord, NewLink};
pub use open_error::OpenError;
pub(crate) use refresh_tokens::{NewRefreshToken, UsedRefreshToken};
pub(crate) use search::ListQuery;
pub(crate) use sessions::{NewSessionRow, SessionRow};
pub(crate) use tokens::{NewAccessToken, NewFamily, TokenRecord};
pub(crate) use tx::Tx;

use sqlx::SqlitePool;
use writer::Writer;

/// The open database.
pub(crate) struct Store {
    writer: Writer,
    readers: SqlitePool,
}

impl Store {
    /// A connection for reading, without a transaction: each statement sees the last commit, so two
    /// statements may see two states.
    pub(crate) async fn read(&self) -> Result<Tx, StoreError> {
        Ok(Tx::read(self.readers.acquire().await?))
    }

    /// Acquires the write lock; other writers wait until the `Tx` is committed or dropped.
    pub(crate) async fn write(&self) -> Result<Tx, StoreError> {
        Ok(Tx::write(self.writer.lease().await?))
    }

    /// Ends the batch, empties the write-ahead log into the database and closes it.
    pub(crate) async fn close(&self) {
        // Readers are closed first: an open reader keeps the log from being emptied.
        self.readers.close().await;
        self.writer.close().await;
    }
}

#[cfg(test)]
mod tests;
