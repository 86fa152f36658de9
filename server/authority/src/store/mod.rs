//! The database. All SQL is here, and no decision is made here.
//!
//! There are two engines behind it: [`sqlite`], a file for one process, and [`postgres`], for any
//! number of them. A statement stands once and runs on both ([`query`]); what differs is named in
//! [`connection::Engine`].

#![expect(clippy::disallowed_methods, reason = "the store is where SQL belongs")]

mod accounts;
mod applications;
mod audit;
pub(crate) mod batch;
mod changes;
mod client_authentication;
mod client_secrets;
mod codes;
mod connection;
mod consents;
mod copy;
pub(crate) mod error;
mod failure_limits;
mod grants;
mod idempotency;
mod impact;
mod introspection;
mod last_used;
mod level;
mod links;
mod listing;
pub(crate) mod open_error;
mod postgres;
mod query;
mod refresh_tokens;
mod refused_requests;
mod resource_servers;
mod rows;
mod search;
mod sessions;
mod sqlite;
mod sweep;
mod test_flows;
mod tokens;
mod turn;
mod tx;

pub(crate) use accounts::{AccountRecord, NewAccount};
pub(crate) use applications::NewApplication;
pub(crate) use audit::NewEvent;
pub(crate) use changes::{ChangeTarget, NewChange};
pub(crate) use client_authentication::{CredentialQuery, CredentialRecord};
pub(crate) use client_secrets::NewSecret;
pub(crate) use codes::{NewCode, SpendCode};
pub(crate) use consents::{AskedConsent, ConsentRecord};
pub(crate) use copy::{CopyFailure, TABLES, Table};
pub use error::{StoreError, StoreFailure};
pub(crate) use grants::{NewGrant, RequestedApplication};
pub(crate) use idempotency::{FirstSend, FormAction, SentForm};
pub(crate) use introspection::{OwnTokenQuery, OwnTokenRecord};
pub(crate) use links::{LinkRecord, NewLink};
pub use open_error::OpenError;
pub(crate) use refresh_tokens::{NewRefreshToken, UsedRefreshToken};
pub(crate) use search::ListQuery;
pub(crate) use sessions::{NewSessionRow, SessionRow};
pub(crate) use test_flows::{TestFlowKey, WaitingTestFlow};
pub(crate) use tokens::{NewAccessToken, NewFamily, TokenRecord};
pub(crate) use turn::Turn;
pub(crate) use tx::Tx;

use crate::data_dir;
use crate::settings::{DatabaseServer, DatabaseSettings, PostgresSettings, Settings};
use level::Pending;
use std::path::Path;

/// What opening a database would do to its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// Make it.
    Empty,
    /// Migrate it.
    Older,
    /// Nothing.
    Current,
}

/// The open database.
pub(crate) enum Store {
    Sqlite(sqlite::Database),
    Postgres(postgres::Database),
}

impl Store {
    /// Opens the database that the settings name. Creates and migrates it if necessary.
    ///
    /// # Errors
    /// It can't be used as it is; nothing was changed in it.
    pub(crate) async fn open(settings: &Settings) -> Result<Self, OpenError> {
        Ok(match &settings.database {
            DatabaseSettings::Sqlite => {
                let file = data_dir::prepare(&settings.data_dir)?;
                Self::Sqlite(sqlite::Database::open(&file).await?)
            }
            DatabaseSettings::Postgres(server) => {
                Self::Postgres(postgres::Database::open(server).await?)
            }
        })
    }

    /// Reads a SQLite database file, which must exist, and changes nothing. Returns whether opening it
    /// would migrate it.
    pub(crate) async fn is_older(file: &Path) -> Result<bool, OpenError> {
        sqlite::Database::is_older(file).await
    }

    /// What the address of a PostgreSQL database names.
    pub(crate) fn server(settings: &PostgresSettings) -> Result<DatabaseServer, OpenError> {
        postgres::server(settings)
    }

    /// Reads a PostgreSQL database and changes nothing.
    pub(crate) async fn schema_state(server: &PostgresSettings) -> Result<SchemaState, OpenError> {
        Ok(match postgres::Database::pending(server).await? {
            Pending::Nothing => SchemaState::Current,
            Pending::From(_) => SchemaState::Older,
            Pending::Everything => SchemaState::Empty,
        })
    }

    /// How many sessions of servers and commands use a PostgreSQL database.
    pub(crate) async fn sessions(server: &PostgresSettings) -> Result<i64, OpenError> {
        postgres::sessions(server).await
    }

    /// A connection for reading, without a transaction: each statement sees the last commit, so two
    /// statements may see two states.
    pub(crate) async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(database) => database.read().await?.into(),
            Self::Postgres(database) => database.read().await?.into(),
        })
    }

    /// A transaction for writing. With SQLite it holds the write lock: other writers wait until it is
    /// committed or dropped. With PostgreSQL they don't wait; of two that conflict one fails
    /// ([`StoreFailure::Conflict`]), unless it has a turn of its own.
    pub(crate) async fn write(&self, turn: Turn) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(database) => database.write().await?.into(),
            Self::Postgres(database) => database.write(turn).await?.into(),
        })
    }

    /// Whether other nodes may use the database too.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// A connection for counting failures, without a transaction: each statement is committed by
    /// itself, and a crash of the database may forget it. With SQLite there is none: the one server
    /// counts in memory.
    pub(crate) async fn failures(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite(_) => Err(StoreError::closed()),
            Self::Postgres(database) => Ok(database.failures().await?.into()),
        }
    }

    /// Commits what waits, and closes the database.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(database) => database.close().await,
            Self::Postgres(database) => database.close(),
        }
    }
}

#[cfg(test)]
mod tests;
