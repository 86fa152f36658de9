//! The address of a PostgreSQL database, and the settings of its sessions.

use crate::settings::{DatabaseServer, PostgresSettings};
use crate::store::error::StoreError;
use crate::store::open_error::OpenError;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions as _, PgConnection};
use std::net::IpAddr;
use std::time::Duration;

pub(super) type Options = PgConnectOptions;

/// How long a transaction may do nothing: longer than any use case computes between two statements.
const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(30);

/// How long connecting may take, where nothing answers at all.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the address names; see [`DatabaseServer`].
pub(in crate::store) fn server(settings: &PostgresSettings) -> Result<DatabaseServer, OpenError> {
    let options = options(settings)?;
    let host = options.get_host().trim_matches(['[', ']']);
    let is_local = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    let is_verified = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull);
    Ok(DatabaseServer { name: name(&options), is_exposed: !is_local && !is_verified })
}

/// A connection that is in no pool.
pub(super) async fn connect(options: &Options) -> Result<PgConnection, OpenError> {
    match tokio::time::timeout(PATIENCE, options.connect()).await {
        Ok(connected) => connected.map_err(|error| server_failed(options, error)),
        Err(_) => {
            Err(OpenError::Server { server: name(options), source: StoreError::unavailable() })
        }
    }
}

/// Host, port and database: never the password.
fn name(options: &Options) -> String {
    let database = options.get_database().unwrap_or(options.get_username());
    let port = options.get_port();
    match options.get_socket() {
        Some(directory) => format!("{}:{port}/{database}", directory.display()),
        None => format!("{}:{port}/{database}", options.get_host()),
    }
}

/// The server did not do what was asked.
pub(super) fn server_failed(options: &Options, error: sqlx::Error) -> OpenError {
    OpenError::Server { server: name(options), source: StoreError::of_server(error) }
}

/// The address with the password, and the limits of every session.
pub(super) fn options(settings: &PostgresSettings) -> Result<Options, OpenError> {
    // `sqlx` takes any scheme.
    let is_postgres =
        ["postgres://", "postgresql://"].iter().any(|scheme| settings.url.starts_with(scheme));
    let parsed = settings.url.parse().ok().filter(|_| is_postgres);
    let mut options: Options = parsed.ok_or(OpenError::DatabaseUrl)?;
    if let Some(password) = &settings.password {
        options = options.password(password);
    }
    let millis = |limit: Duration| limit.as_millis().to_string();
    Ok(options
        .application_name("configo")
        .options([
            ("statement_timeout", millis(settings.statement_timeout)),
            ("lock_timeout", millis(settings.lock_timeout)),
            ("idle_in_transaction_session_timeout", millis(IDLE_IN_TRANSACTION)),
            // Short statements: compiling one takes longer than running it.
            ("jit", "off".to_owned()),
            // Every statement finds its rows by an index. A sequential scan, which PostgreSQL prefers
            // for small tables, counts as having read the whole table, and so conflicts with every
            // other write.
            ("enable_seqscan", "off".to_owned()),
            ("random_page_cost", "1.1".to_owned()),
        ])
        .disable_statement_logging())
}

/// A statement by itself: it sees the last commit, and conflicts with nobody.
pub(super) fn reading(options: Options) -> Options {
    options.options([
        ("default_transaction_isolation", "read committed"),
        ("default_transaction_read_only", "on"),
    ])
}

/// A statement by itself that writes: one that meets another one waits for it, and then sees what it
/// wrote. Nothing waits for the disk.
pub(super) fn counting(options: Options) -> Options {
    options.options([
        ("default_transaction_isolation", "read committed"),
        ("synchronous_commit", "off"),
    ])
}

/// Each transaction as if it were alone, or it fails with a conflict.
pub(super) fn writing(options: Options) -> Options {
    options.options([("default_transaction_isolation", "serializable")])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(url: &str) -> (String, bool) {
        let found = server(&PostgresSettings::new(url)).expect(url);
        (found.name, found.is_exposed)
    }

    #[test]
    fn a_server_is_named_without_its_password() {
        for (url, name) in [
            ("postgres://a:secret@db.example/x", "db.example:5432/x"),
            ("postgres://a:secret@db.example:6432", "db.example:6432/a"),
            ("postgres://a@localhost/x?host=/run/pg&password=secret", "/run/pg:5432/x"),
            ("postgres://a@[2001:db8::1]/x", "[2001:db8::1]:5432/x"),
        ] {
            assert_eq!(found(url).0, name);
        }
        let refused = server(&PostgresSettings::new("postgres://a:secret@db:x/"));
        let refused = refused.expect_err("no port").to_string();
        assert!(refused.contains("database_url") && !refused.contains("secret"), "{refused}");
    }

    #[test]
    fn only_a_verified_name_protects_on_a_network() {
        for (url, is_exposed) in [
            ("postgres://db.example/x", true),
            ("postgres://db.example/x?sslmode=prefer", true),
            ("postgres://db.example/x?sslmode=require", true),
            ("postgres://db.example/x?sslmode=verify-ca", true),
            ("postgres://db.example/x?sslmode=verify-full", false),
            ("postgres://localhost/x", false),
            ("postgres://127.0.0.9/x", false),
            ("postgres://[::1]/x", false),
            ("postgres://10.0.0.9/x", true),
            ("postgres://localhost.example/x", true),
            ("postgres://db.example/x?host=/run/pg", false),
            ("postgres://%2Frun%2Fpg/x", false),
        ] {
            assert_eq!(found(url).1, is_exposed, "{url}");
        }
    }
}
