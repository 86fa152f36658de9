//! Opening a PostgreSQL database: address, settings of its sessions, migrations.

use super::Database;
use super::pool::Pool;
use crate::settings::PostgresSettings;
use crate::store::error::StoreError;
use crate::store::open_error::OpenError;
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;
use std::time::Duration;

pub(super) type Options = PgConnectOptions;

/// How long a transaction may do nothing: longer than any use case computes between two statements.
const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(30);

impl Database {
    /// Connects and migrates the database if necessary.
    pub(in crate::store) async fn open(settings: &PostgresSettings) -> Result<Self, OpenError> {
        let options = options(settings)?;
        super::migrate::migrate(&options).await?;
        let half = usize::try_from(settings.connections / 2).unwrap_or(1).max(1);
        let pool = |options| Pool::new(options, half).map_err(OpenError::Pool);
        Ok(Self { readers: pool(reading(options.clone()))?, writers: pool(writing(options))? })
    }
}

/// The server did not do what was asked. The address is said without its password.
pub(super) fn server_failed(options: &Options, error: sqlx::Error) -> OpenError {
    let database = options.get_database().unwrap_or(options.get_username());
    let server = format!("{}:{}/{database}", options.get_host(), options.get_port());
    OpenError::Server { server, source: StoreError::of_server(error) }
}

/// The address with the password, and the limits of every session.
fn options(settings: &PostgresSettings) -> Result<Options, OpenError> {
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
fn reading(options: Options) -> Options {
    options.options([
        ("default_transaction_isolation", "read committed"),
        ("default_transaction_read_only", "on"),
    ])
}

/// Each transaction as if it were alone, or it fails with a conflict.
fn writing(options: Options) -> Options {
    options.options([("default_transaction_isolation", "serializable")])
}
