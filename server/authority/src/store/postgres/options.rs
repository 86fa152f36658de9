//! The address of a PostgreSQL database, and the settings of its sessions.

use crate::settings::PostgresSettings;
use crate::store::error::StoreError;
use crate::store::open_error::OpenError;
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;
use std::time::Duration;

pub(super) type Options = PgConnectOptions;

/// How long a transaction may do nothing: longer than any use case computes between two statements.
const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(30);

/// The server did not do what was asked. The address is said without its password.
pub(super) fn server_failed(options: &Options, error: sqlx::Error) -> OpenError {
    let database = options.get_database().unwrap_or(options.get_username());
    let server = format!("{}:{}/{database}", options.get_host(), options.get_port());
    OpenError::Server { server, source: StoreError::of_connecting(error) }
}

/// The address with the password, and the limits of every session.
pub(super) fn options(settings: &PostgresSettings) -> Result<Options, OpenError> {
    let invalid = || OpenError::DatabaseUrl;
    let mut options: Options = settings.url.parse().map_err(|_| invalid())?;
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

/// Every statement finds its rows by an index. A sequential scan, which PostgreSQL prefers for small
/// tables, would count as having read the whole table, and conflict with every other write.
pub(super) fn writing(options: Options) -> Options {
    options.options([("default_transaction_isolation", "serializable"), ("enable_seqscan", "off")])
}
