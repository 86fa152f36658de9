//! Why a server can't start on its data directory.

use super::error::{StoreError, is_temporary};
use sqlx::migrate::MigrateError;
use std::path::PathBuf;

/// Why the data directory could not be opened. The text is one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory or a file in it can't be made, read or locked.
    #[error("can't use {}", path.display())]
    File {
        /// What can't be used.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// Another server uses the directory.
    #[error(
        "another configo server is using {}: stop it, or choose another data directory",
        .0.display()
    )]
    InUse(PathBuf),
    /// The program was linked with an SQLite that can lose commits.
    #[error("SQLite {0} can lose data in WAL mode: build with SQLite 3.51.3 or later")]
    OldSqlite(String),
    /// The database was written by a later version of the program.
    #[error(
        "the database was made by a later version of configo (migration {found}, this one knows {known}): \
         install that version, or restore a backup"
    )]
    NewerDatabase {
        /// The last migration in the database.
        found: i64,
        /// The last migration in the program.
        known: i64,
    },
    /// A migration was refused.
    #[error("the database can't be brought up to date")]
    Migration(#[source] MigrateError),
    /// The database can't be opened or read.
    #[error("can't open the database {}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: StoreError,
    },
    /// The address of the database server is no URL of PostgreSQL. It is not repeated, because it may
    /// hold a password.
    #[error("database_url is not valid: write postgres://USER@HOST:PORT/DATABASE")]
    DatabaseUrl,
    /// The database server can't be reached, or refuses.
    #[error("can't use the database {server}")]
    Server {
        /// Host, port and database.
        server: String,
        /// The cause.
        source: StoreError,
    },
    /// The pool of connections could not be made.
    #[error("can't make a pool of connections")]
    Pool(#[source] deadpool::managed::BuildError),
    /// The password cost in the settings is outside the limits of Argon2.
    #[error("the password cost is not possible: {0}")]
    PasswordCost(argon2::Error),
}

impl OpenError {
    /// Whether waiting may help, because the database server can't be reached or is not ready.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Server { source, .. } => source.is_temporary(),
            // The migration was rolled back.
            Self::Migration(
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _),
            ) => is_temporary(error),
            _ => false,
        }
    }
}
