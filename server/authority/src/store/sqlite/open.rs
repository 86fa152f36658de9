//! Opening the database: version of SQLite, settings, migrations.

use super::Database;
use super::writer::Writer;
use crate::store::connection::Connection;
use crate::store::error::StoreError;
use crate::store::level::{self, Pending};
use crate::store::open_error::OpenError;
use crate::store::search;
use sqlx::migrate::{Migrate as _, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::path::{Path, PathBuf};
use std::time::Duration;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// The last migration after which the program recomputes all search keys, because the key function
/// changed with it ([`domain::search::fold`]).
const SEARCH_KEYS: i64 = 5;

/// The migration that made the table `schema_level`.
const LEVELS: i64 = 7;

/// The first SQLite without the WAL-reset bug, three digits for each part after the
/// first.
const OLDEST_SQLITE: u32 = 3_051_003;
/// How long SQLite itself waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a use case waits for a reader.
const READER_TIMEOUT: Duration = Duration::from_secs(5);
/// A reader's page cache, in KiB with a minus sign: enough for a search among 10,000 applications.
/// With SQLite's default of 2 MiB the pages would be read again each time.
const READER_CACHE: &str = "-8192";

impl Database {
    /// Opens the database file, which must exist (it may be empty), and migrates it.
    pub(in crate::store) async fn open(file: &Path) -> Result<Self, OpenError> {
        Self::open_at(file, &MIGRATIONS).await
    }

    /// Reads the database file, which must exist, and changes nothing. Returns whether opening it
    /// would migrate it.
    pub(in crate::store) async fn is_older(file: &Path) -> Result<bool, OpenError> {
        let failed = |error: sqlx::Error| OpenError::Database {
            path: file.to_owned(),
            source: error.into(),
        };
        // No setting that is stored in the file.
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        let options = options.busy_timeout(BUSY_TIMEOUT).disable_statement_logging();
        let mut connection = options.connect().await.map_err(failed)?;
        let pending = pending(&mut connection, file, &MIGRATIONS).await?;
        connection.close().await.map_err(failed)?;
        Ok(!matches!(pending, Pending::Nothing))
    }

    async fn open_at(file: &Path, migrations: &Migrator) -> Result<Self, OpenError> {
        let failed = |source: StoreError| OpenError::Database { path: file.to_owned(), source };
        let options = options(file);
        let mut connection = options.connect().await.map_err(|error| failed(error.into()))?;
        let version: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&mut connection)
            .await
            .map_err(|error| failed(error.into()))?;
        refuse_old(&version)?;
        migrate(&mut connection, file, migrations).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(readers())
            .min_connections(1)
            .acquire_timeout(READER_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(
                options.clone().pragma("query_only", "ON").pragma("cache_size", READER_CACHE),
            )
            .await
            .map_err(|error| failed(error.into()))?;
        Ok(Self { writer: Writer::new(options, connection), readers })
    }
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("trusted_schema", "OFF")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

/// One reader per processor, and two more for those that wait for the disk.
fn readers() -> u32 {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    u32::try_from(processors).unwrap_or(2).saturating_add(2).min(16)
}

fn refuse_old(version: &str) -> Result<(), OpenError> {
    let number = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or_default())
        .chain(std::iter::repeat(0))
        .take(3)
        .fold(0, |number, part| number * 1000 + part);
    if number >= OLDEST_SQLITE { Ok(()) } else { Err(OpenError::OldSqlite(version.to_owned())) }
}

/// Applies the missing migrations, all or none, while no other process can write.
async fn migrate(
    connection: &mut SqliteConnection,
    file: &Path,
    migrations: &Migrator,
) -> Result<(), OpenError> {
    let failed =
        |error: sqlx::Error| OpenError::Database { path: file.to_owned(), source: error.into() };
    let next = match pending(connection, file, migrations).await? {
        Pending::Nothing => return Ok(()),
        Pending::Everything => None,
        Pending::From(next) => Some(next),
    };
    if let Some(next) = next {
        back_up(connection, file, next).await?;
    }
    let mut change = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    migrations.run_direct(None, &mut *change, false).await.map_err(OpenError::Migration)?;
    // SQLite can't compute the keys, so the program does, in the same transaction.
    let outdated = next.is_some_and(|next| next <= SEARCH_KEYS);
    if outdated && migrations.version_exists(SEARCH_KEYS) {
        let keys = search::refill_keys(Connection::Sqlite(&mut change)).await;
        keys.map_err(|source| OpenError::Database { path: file.to_owned(), source })?;
    }
    change.commit().await.map_err(failed)
}

async fn pending(
    connection: &mut SqliteConnection,
    file: &Path,
    migrations: &Migrator,
) -> Result<Pending, OpenError> {
    let failed =
        |error: sqlx::Error| OpenError::Database { path: file.to_owned(), source: error.into() };
    let table = migrations.table_name.as_ref();
    let has_table: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1")
            .bind(table)
            .fetch_optional(&mut *connection)
            .await
            .map_err(failed)?;
    if has_table.is_none() {
        return Ok(Pending::Everything);
    }
    let applied = connection.list_applied_migrations(table).await.map_err(OpenError::Migration)?;
    let applied: Vec<i64> = applied.iter().map(|migration| migration.version).collect();
    let oldest_program = match applied.iter().max() {
        // Earlier levels have no such table.
        Some(&found) if found >= LEVELS => sqlx::query_scalar(level::OLDEST_PROGRAM)
            .bind(found)
            .fetch_optional(&mut *connection)
            .await
            .map_err(failed)?,
        _ => None,
    };
    level::pending(&applied, oldest_program, migrations)
}

/// Copies the database to `configo-before-N.sqlite3` beside it. A copy from an earlier attempt at
/// the same migration is replaced: the attempt left the database as it was.
async fn back_up(
    connection: &mut SqliteConnection,
    file: &Path,
    next: i64,
) -> Result<(), OpenError> {
    let copy = file.with_file_name(format!("configo-before-{next}.sqlite3"));
    let unfinished = file.with_file_name(format!("configo-before-{next}.unfinished"));
    let failed = |source| OpenError::File { path: copy.clone(), source };
    create_private(&unfinished).map_err(failed)?;
    sqlx::query("VACUUM INTO $1")
        .bind(unfinished.to_string_lossy().into_owned())
        .execute(connection)
        .await
        .map_err(|error| OpenError::Database { path: copy.clone(), source: error.into() })?;
    std::fs::File::open(&unfinished).and_then(|written| written.sync_all()).map_err(failed)?;
    std::fs::rename(&unfinished, &copy).map_err(failed)
}

/// Creates an empty file that only its owner can read, replacing an existing one.
fn create_private(path: &PathBuf) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    crate::data_dir::create_private_file(path)
}

#[cfg(test)]
mod tests;
