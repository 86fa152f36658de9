//! The settings of an authority.

use crate::secrets::hasher::PasswordCost;
use domain::permission::Catalogue;
use domain::redirect_uri::RedirectUriRules;
use std::path::PathBuf;
use std::time::Duration;
use zeroize::Zeroizing;

/// The settings of an authority.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The directory of the SQLite database.
    pub data_dir: PathBuf,
    /// The engine that holds the data.
    pub database: DatabaseSettings,
    /// The catalogue of permissions.
    pub catalogue: Catalogue,
    /// Which redirect URIs may be registered.
    pub redirect_uri_rules: RedirectUriRules,
    /// Lifetimes of a session.
    pub session: SessionLifetimes,
    /// Lifetimes of codes and tokens.
    pub tokens: TokenLifetimes,
    /// The most applications that one account may register in an hour.
    pub create_per_hour: u32,
    /// How much work one guess at a password costs.
    pub password_cost: PasswordCost,
}

impl Settings {
    /// The defaults, for this data directory.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            database: DatabaseSettings::Sqlite,
            catalogue: Catalogue::default(),
            redirect_uri_rules: RedirectUriRules::default(),
            session: SessionLifetimes::default(),
            tokens: TokenLifetimes::default(),
            create_per_hour: 300,
            password_cost: PasswordCost::default(),
        }
    }
}

/// The engine that holds the data.
#[derive(Clone, Debug)]
pub enum DatabaseSettings {
    /// A file in the data directory, for one server.
    Sqlite,
    /// PostgreSQL, for any number of servers.
    Postgres(PostgresSettings),
}

/// How to reach and use a PostgreSQL database.
#[derive(Clone)]
pub struct PostgresSettings {
    /// `postgres://USER@HOST:PORT/DATABASE`, with the parameters of libpq such as `sslmode` and
    /// `sslrootcert`. May hold a password.
    pub url: String,
    /// The password, unless it is in the URL.
    pub password: Option<Zeroizing<String>>,
    /// The most connections that this server opens: half of them write, most of the others read,
    /// and up to four count failures.
    pub connections: u32,
    /// How long a statement may run.
    pub statement_timeout: Duration,
    /// How long a statement may wait for a lock.
    pub lock_timeout: Duration,
}

impl PostgresSettings {
    /// The defaults, for the database at this URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            password: None,
            connections: 20,
            statement_timeout: Duration::from_secs(10),
            lock_timeout: Duration::from_secs(5),
        }
    }
}

impl std::fmt::Debug for PostgresSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresSettings")
            .field("connections", &self.connections)
            .field("statement_timeout", &self.statement_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .finish_non_exhaustive()
    }
}

/// What the address of a PostgreSQL database names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseServer {
    /// `HOST:PORT/DATABASE`, without a password.
    pub name: String,
    /// It is on another machine, and its certificate is not verified for its name: who is between can
    /// read and change everything.
    pub is_exposed: bool,
}

/// Lifetimes of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// Without any request.
    pub idle: Duration,
    /// In total.
    pub absolute: Duration,
}

impl Default for SessionLifetimes {
    fn default() -> Self {
        let days = |days: u64| Duration::from_hours(days * 24);
        Self { idle: days(7), absolute: days(30) }
    }
}

/// Lifetimes of codes and tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenLifetimes {
    /// A consent question.
    pub consent: Duration,
    /// An authorization code.
    pub code: Duration,
    /// An access token.
    pub access: Duration,
    /// A refresh token that is not used.
    pub refresh_idle: Duration,
    /// A family: all tokens issued for one code.
    pub refresh_absolute: Duration,
    /// How long a used refresh token may be used again, because replies may be lost.
    pub refresh_grace: Duration,
}

impl Default for TokenLifetimes {
    fn default() -> Self {
        let days = |days: u64| Duration::from_hours(days * 24);
        Self {
            consent: Duration::from_mins(10),
            code: Duration::from_mins(1),
            access: Duration::from_hours(1),
            refresh_idle: days(30),
            refresh_absolute: days(180),
            refresh_grace: Duration::from_secs(10),
        }
    }
}
