//! Migrations of a PostgreSQL database: all or none, by one node at a time.

use super::options::{Options, connect, server_failed};
use crate::store::level::{self, Pending};
use crate::store::open_error::OpenError;
use sqlx::migrate::{Migrate as _, Migrator};
use sqlx::{Connection as _, PgConnection};

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Waits for another node that migrates. The lock belongs to the transaction, so it can't outlive a
/// node; its second number tells schemas of one database apart.
const LOCK: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
     SELECT pg_advisory_xact_lock(1668245103, hashtext(current_schema()))";

/// Applies the missing migrations.
pub(super) async fn migrate(options: &Options) -> Result<(), OpenError> {
    let failed = |error| server_failed(options, error);
    let mut connection = connect(options).await?;
    if pending(&mut connection, options).await? != Pending::Nothing {
        // READ COMMITTED: after the wait, what the other node did is seen.
        let begin = "BEGIN ISOLATION LEVEL READ COMMITTED";
        let mut change = connection.begin_with(begin).await.map_err(failed)?;
        sqlx::raw_sql(LOCK).execute(&mut *change).await.map_err(failed)?;
        if pending(&mut change, options).await? != Pending::Nothing {
            let mut migrator = Migrator::with_migrations(MIGRATIONS.iter().cloned().collect());
            // The lock of `sqlx` belongs to the session, and so it would leak behind a pooler.
            migrator.set_locking(false);
            migrator.run_direct(None, &mut *change, false).await.map_err(OpenError::Migration)?;
        }
        change.commit().await.map_err(failed)?;
    }
    connection.close().await.map_err(failed)
}

/// What the database lacks. Changes nothing.
pub(super) async fn look_up_pending(options: &Options) -> Result<Pending, OpenError> {
    let mut connection = connect(options).await?;
    let pending = pending(&mut connection, options).await?;
    connection.close().await.map_err(|error| server_failed(options, error))?;
    Ok(pending)
}

async fn pending(connection: &mut PgConnection, options: &Options) -> Result<Pending, OpenError> {
    const HAS_TABLE: &str = "SELECT to_regclass($1) IS NOT NULL";
    let failed = |error| server_failed(options, error);
    let table = MIGRATIONS.table_name.as_ref();
    let has_table: bool = sqlx::query_scalar(HAS_TABLE)
        .bind(table)
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if !has_table {
        return Ok(Pending::Everything);
    }
    let applied = connection.list_applied_migrations(table).await.map_err(OpenError::Migration)?;
    let applied: Vec<i64> = applied.iter().map(|migration| migration.version).collect();
    let oldest_program = sqlx::query_scalar(level::OLDEST_PROGRAM)
        .bind(applied.iter().max())
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?;
    level::pending(&applied, oldest_program, &MIGRATIONS)
}
