//! The kinds of database failure that the rest of the program distinguishes.

use std::sync::Arc;

/// Kinds of database failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFailure {
    /// No room on the disk.
    Full,
    /// The file, or the file system it lives on, can't be written.
    ReadOnly,
    /// Another process or writer held the database for too long.
    Busy,
    /// The file system failed.
    Io,
    /// The file is no database, or is damaged.
    Corrupt,
    /// The store was closed.
    Closed,
    /// The batch that this write was part of could not be committed, because of another write in
    /// it.
    Lost,
    /// A defect of the program: a statement, a constraint or a stored value is wrong.
    Other,
}

/// A failure of the database. Cheap to clone, because one failed commit fails every write in it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", text(*failure))]
pub struct StoreError {
    failure: StoreFailure,
    source: Option<Arc<sqlx::Error>>,
}

fn text(failure: StoreFailure) -> &'static str {
    match failure {
        StoreFailure::Full => "the disk is full",
        StoreFailure::ReadOnly => "the database can't be written",
        StoreFailure::Busy => "the database is locked",
        StoreFailure::Io => "the file system failed",
        StoreFailure::Corrupt => "the file is no SQLite database, or is damaged",
        StoreFailure::Closed => "the database is closed",
        StoreFailure::Lost => "the commit was lost",
        StoreFailure::Other => "the database refused a statement",
    }
}

impl StoreError {
    /// What kind of failure it is.
    pub fn failure(&self) -> StoreFailure {
        self.failure
    }

    /// Whether the file itself is damaged, so that neither permissions nor waiting help.
    pub fn is_corrupt(&self) -> bool {
        self.failure == StoreFailure::Corrupt
    }

    #[cfg(test)]
    pub(crate) fn of_result_code(code: i32) -> Self {
        Self { failure: of_code(code), source: None }
    }

    pub(super) fn closed() -> Self {
        Self { failure: StoreFailure::Closed, source: None }
    }

    pub(super) fn busy() -> Self {
        Self { failure: StoreFailure::Busy, source: None }
    }

    /// The error for the other writes of a batch whose commit failed.
    pub(super) fn lost(&self) -> Self {
        let failure = match self.failure {
            StoreFailure::Other => StoreFailure::Lost,
            known => known,
        };
        Self { failure, source: self.source.clone() }
    }

    /// An invalid stored value, which this program can't have written.
    pub(super) fn corrupt(what: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self {
            failure: StoreFailure::Other,
            source: Some(Arc::new(sqlx::Error::Decode(Box::new(what)))),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let failure = match &error {
            sqlx::Error::Database(error) => {
                let code = error.code().and_then(|code| code.parse().ok());
                of_code(code.unwrap_or_default())
            }
            sqlx::Error::Io(_) => StoreFailure::Io,
            sqlx::Error::PoolTimedOut => StoreFailure::Busy,
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => StoreFailure::Closed,
            _ => StoreFailure::Other,
        };
        Self { failure, source: Some(Arc::new(error)) }
    }
}

/// Reads SQLite's result code; its low byte is the primary one
/// (<https://sqlite.org/rescode.html>).
fn of_code(code: i32) -> StoreFailure {
    match code & 0xFF {
        libsqlite3_sys::SQLITE_FULL => StoreFailure::Full,
        libsqlite3_sys::SQLITE_READONLY | libsqlite3_sys::SQLITE_PERM => StoreFailure::ReadOnly,
        libsqlite3_sys::SQLITE_BUSY | libsqlite3_sys::SQLITE_LOCKED => StoreFailure::Busy,
        libsqlite3_sys::SQLITE_IOERR | libsqlite3_sys::SQLITE_CANTOPEN => StoreFailure::Io,
        libsqlite3_sys::SQLITE_NOTADB | libsqlite3_sys::SQLITE_CORRUPT => StoreFailure::Corrupt,
        _ => StoreFailure::Other,
    }
}
