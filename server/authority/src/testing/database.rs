//! The database that a test runs on, and looking into it past the use cases.
//!
//! By default that is a SQLite file. With `CONFIGO_TEST_DATABASE`, the URL of a PostgreSQL database in
//! which schemas may be created (`end2end/scripts/postgres.mjs` starts one), each call of
//! [`fresh`] makes an empty schema there.

use crate::settings::{DatabaseSettings, PostgresSettings, Settings};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{
    AssertSqlSafe, ColumnIndex, ConnectOptions as _, Connection as _, Database, PgConnection, Row,
    SqliteConnection,
};
use std::sync::atomic::{AtomicU64, Ordering};

static NUMBER: AtomicU64 = AtomicU64::new(1);

/// Whether tests run on PostgreSQL.
pub fn is_postgres() -> bool {
    server_url().is_some()
}

fn server_url() -> Option<String> {
    std::env::var("CONFIGO_TEST_DATABASE").ok()
}

/// The settings of an empty database.
///
/// # Panics
/// The schema can't be created.
pub async fn fresh() -> DatabaseSettings {
    let Some(url) = server_url() else { return DatabaseSettings::Sqlite };
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let schema = format!("test_{}_{number}", std::process::id());
    create(&url, format!("CREATE SCHEMA {schema}")).await;
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{separator}options=-c%20search_path%3D{schema}");
    // Each test has an authority of its own, so few connections are enough.
    DatabaseSettings::Postgres(PostgresSettings { connections: 8, ..PostgresSettings::new(url) })
}

/// The settings of a PostgreSQL database of its own, where nobody else is connected.
///
/// # Panics
/// There is no server, or the database can't be created.
pub async fn fresh_database() -> DatabaseSettings {
    let url = server_url().expect("CONFIGO_TEST_DATABASE: run the tests of `postgres` modules by `node end2end/scripts/postgres.mjs`");
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    create(&url, format!("CREATE DATABASE {name}")).await;
    let mut url = url::Url::parse(&url).expect("a URL");
    url.set_path(&name);
    DatabaseSettings::Postgres(PostgresSettings { connections: 8, ..PostgresSettings::new(url) })
}

async fn create(url: &str, sql: String) {
    let mut connection = PgConnection::connect(url).await.expect("a PostgreSQL server");
    let created = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await;
    created.expect("a statement that may be run");
    connection.close().await.expect("a connection that closes");
}

/// A connection past the use cases.
#[derive(Debug)]
pub enum RawConnection {
    /// To the file.
    Sqlite(SqliteConnection),
    /// To the schema.
    Postgres(PgConnection),
}

impl RawConnection {
    /// Connects to the database of an authority with these settings.
    ///
    /// # Panics
    /// There is none.
    pub async fn open(settings: &Settings) -> Self {
        match &settings.database {
            DatabaseSettings::Sqlite => {
                let file = settings.data_dir.join("configo.sqlite3");
                let options = SqliteConnectOptions::new().filename(file);
                Self::Sqlite(options.connect().await.expect("a database file"))
            }
            DatabaseSettings::Postgres(server) => {
                let connected = PgConnection::connect(&server.url).await;
                Self::Postgres(connected.expect("a PostgreSQL server"))
            }
        }
    }

    /// Runs statements.
    ///
    /// # Panics
    /// One is refused.
    pub async fn execute(&mut self, sql: &'static str) {
        match self {
            Self::Sqlite(connection) => {
                sqlx::raw_sql(sql).execute(connection).await.expect("statements that run");
            }
            Self::Postgres(connection) => {
                sqlx::raw_sql(sql).execute(connection).await.expect("statements that run");
            }
        }
    }

    /// Checks that this engine can run a statement with parameters on its schema. `types` are those of
    /// its parameters, for PostgreSQL.
    ///
    /// # Errors
    /// It can't.
    pub async fn prepare(&mut self, sql: &str, types: &str) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let sql = AssertSqlSafe(format!("EXPLAIN {sql}"));
                sqlx::raw_sql(sql).execute(connection).await?;
            }
            Self::Postgres(connection) => {
                let types = if types.is_empty() { String::new() } else { format!("({types})") };
                let sql = format!("PREPARE one {types} AS {sql}; DEALLOCATE one");
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
            }
        }
        Ok(())
    }

    /// Reads rows as text; NULL is empty.
    ///
    /// # Panics
    /// The statement is refused.
    pub async fn rows(&mut self, sql: &'static str) -> Vec<Vec<String>> {
        match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::raw_sql(sql).fetch_all(connection).await;
                texts(&rows.expect("a statement that runs"))
            }
            Self::Postgres(connection) => {
                let rows = sqlx::raw_sql(sql).fetch_all(connection).await;
                texts(&rows.expect("a statement that runs"))
            }
        }
    }

    /// Reads one number.
    ///
    /// # Panics
    /// The statement is refused, or reads something else.
    pub async fn number(&mut self, sql: &'static str) -> i64 {
        self.rows(sql).await[0][0].parse().expect("a number")
    }
}

/// Both engines give any value as text, where no type is asked for.
fn texts<R: Row>(rows: &[R]) -> Vec<Vec<String>>
where
    usize: ColumnIndex<R>,
    Option<String>: for<'r> sqlx::Decode<'r, <R as Row>::Database>,
    <R as Row>::Database: Database,
{
    let text = |row: &R, index: usize| row.get_unchecked::<Option<String>, _>(index);
    let row = |row: &R| (0..row.len()).map(|index| text(row, index).unwrap_or_default()).collect();
    rows.iter().map(row).collect()
}
