//! Levels of the schema: a level is the number of a migration, the same for both engines.
//!
//! Migrations only add, so a program can run on a later level than the one it was made with, until a
//! level says otherwise in the table `schema_level`. So a node of the next version can start, and
//! migrate, while others serve.

use super::open_error::OpenError;
use sqlx::migrate::Migrator;

/// Reads for a level the oldest program that may run on it, by that program's own level.
pub(super) const OLDEST_PROGRAM: &str = "SELECT oldest_program FROM schema_level WHERE level = $1";

/// The migrations that a database lacks.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pending {
    Nothing,
    Everything,
    /// This migration and those after it.
    From(i64),
}

/// What a database lacks in which these migrations were applied.
///
/// # Errors
/// It is of a later level that says that this program is too old for it, or says nothing.
pub(super) fn pending(
    applied: &[i64],
    oldest_program: Option<i64>,
    migrations: &Migrator,
) -> Result<Pending, OpenError> {
    let versions = || migrations.iter().map(|migration| migration.version);
    let known = versions().max().unwrap_or_default();
    let Some(found) = applied.iter().copied().max() else { return Ok(Pending::Everything) };
    if found > known {
        return match oldest_program {
            Some(oldest) if oldest <= known => Ok(Pending::Nothing),
            _ => Err(OpenError::NewerDatabase { found, known }),
        };
    }
    Ok(versions()
        .find(|version| !applied.contains(version))
        .map_or(Pending::Nothing, Pending::From))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::migrate::{Migration, MigrationType};

    #[test]
    fn a_later_level_is_used_if_it_allows_that() {
        let migration = |version| {
            let sql = sqlx::SqlSafeStr::into_sql_str("");
            Migration::new(version, "".into(), MigrationType::Simple, sql, false)
        };
        let migrations = Migrator::with_migrations(vec![migration(6), migration(7)]);
        let pending = |applied: &[i64], oldest| pending(applied, oldest, &migrations).ok();
        assert_eq!(pending(&[], None), Some(Pending::Everything));
        assert_eq!(pending(&[6], None), Some(Pending::From(7)));
        assert_eq!(pending(&[6, 7], Some(7)), Some(Pending::Nothing));
        for (oldest, usable) in [(None, false), (Some(8), false), (Some(7), true), (Some(6), true)]
        {
            assert_eq!(pending(&[6, 7, 8], oldest).is_some(), usable, "{oldest:?}");
        }
    }
}
