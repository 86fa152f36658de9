//! The kinds of database failure that the rest of the program distinguishes.

use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;
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
    /// Another transaction changed what this one read, or the same rows: it may be run again.
    Conflict,
    /// The database server can't be reached, or is starting or stopping.
    Unavailable,
    /// The connection was lost during COMMIT: whether the writes remain is unknown, so they must not
    /// be repeated.
    Unknown,
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
        StoreFailure::Corrupt => "the database is damaged, or the file is no SQLite database",
        StoreFailure::Closed => "the database is closed",
        StoreFailure::Conflict => "other transactions changed the same rows",
        StoreFailure::Unavailable => "the database server can't be reached",
        StoreFailure::Unknown => "the connection was lost during COMMIT",
        StoreFailure::Lost => "the commit was lost",
        StoreFailure::Other => "the database refused a statement",
    }
}

impl StoreError {
    /// What kind of failure it is.
    pub fn failure(&self) -> StoreFailure {
        self.failure
    }

    /// Whether the transaction may succeed when it is run again.
    pub fn is_conflict(&self) -> bool {
        self.failure == StoreFailure::Conflict
    }

    /// Whether opening the database may succeed later without anything being corrected.
    pub(super) fn is_temporary(&self) -> bool {
        self.source.as_deref().map_or(self.failure == StoreFailure::Unavailable, is_temporary)
    }

    /// Whether the writes may have been committed.
    pub(crate) fn is_unknown(&self) -> bool {
        self.failure == StoreFailure::Unknown
    }

    /// Whether the file itself is damaged, so that neither permissions nor waiting help.
    pub fn is_corrupt(&self) -> bool {
        self.failure == StoreFailure::Corrupt
    }

    #[cfg(test)]
    pub(crate) fn of_result_code(code: i32) -> Self {
        Self { failure: self::of_result_code(code), source: None }
    }

    pub(super) fn closed() -> Self {
        Self { failure: StoreFailure::Closed, source: None }
    }

    pub(super) fn busy() -> Self {
        Self { failure: StoreFailure::Busy, source: None }
    }

    /// The database server did not answer.
    pub(super) fn unavailable() -> Self {
        Self { failure: StoreFailure::Unavailable, source: None }
    }

    /// A failure of the database server, or of the connection to it.
    pub(super) fn of_server(error: sqlx::Error) -> Self {
        match Self::from(error) {
            Self { failure: StoreFailure::Io, source } => {
                Self { failure: StoreFailure::Unavailable, source }
            }
            known => known,
        }
    }

    /// A COMMIT after a statement that had failed, which is a defect of the program.
    pub(super) fn failed_before() -> Self {
        Self { failure: StoreFailure::Other, source: None }
    }

    /// A failure of COMMIT. If the connection was lost, nobody knows whether it happened.
    pub(super) fn of_commit(self) -> Self {
        if self.is_lost_connection() {
            Self { failure: StoreFailure::Unknown, ..self }
        } else {
            self
        }
    }

    /// Whether a connection can't be used any more after this error of PostgreSQL.
    pub(super) fn is_lost_connection(&self) -> bool {
        matches!(self.failure, StoreFailure::Unavailable | StoreFailure::Io | StoreFailure::Closed)
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
    pub(crate) fn corrupt(what: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self {
            failure: StoreFailure::Other,
            source: Some(Arc::new(sqlx::Error::Decode(Box::new(what)))),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let failure = match &error {
            sqlx::Error::Database(error) => of_database(error.as_ref()),
            sqlx::Error::Io(_) => StoreFailure::Io,
            sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => StoreFailure::Unavailable,
            sqlx::Error::PoolTimedOut => StoreFailure::Busy,
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => StoreFailure::Closed,
            _ => StoreFailure::Other,
        };
        Self { failure, source: Some(Arc::new(error)) }
    }
}

/// Whether a database server may do later what failed: nothing listens there yet, its name is not known
/// yet, or it is starting, stopping or full. A certificate or a password does not become right by itself.
pub(super) fn is_temporary(error: &sqlx::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, PermissionDenied};
    match error {
        // `rustls` reports an invalid certificate as invalid data.
        sqlx::Error::Io(error) => !matches!(error.kind(), InvalidData | PermissionDenied),
        sqlx::Error::Database(error) => matches!(
            of_database(error.as_ref()),
            StoreFailure::Unavailable | StoreFailure::Busy | StoreFailure::Conflict
        ),
        _ => false,
    }
}

fn of_database(error: &dyn DatabaseError) -> StoreFailure {
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<PgDatabaseError>().is_some() {
        of_sqlstate(&code)
    } else {
        of_result_code(code.parse().unwrap_or_default())
    }
}

/// Reads PostgreSQL's SQLSTATE (<https://www.postgresql.org/docs/15/errcodes-appendix.html>).
fn of_sqlstate(code: &str) -> StoreFailure {
    match code {
        // serialization_failure, deadlock_detected; unique_violation, because two transactions that
        // both saw no row may insert it.
        "40001" | "40P01" | "23505" => StoreFailure::Conflict,
        // disk_full
        "53100" => StoreFailure::Full,
        // read_only_sql_transaction: this is a standby.
        "25006" => StoreFailure::ReadOnly,
        // lock_not_available, query_canceled
        "55P03" | "57014" => StoreFailure::Busy,
        _ => match code.get(..2) {
            // connection_exception, insufficient_resources, operator_intervention
            Some("08" | "53" | "57") => StoreFailure::Unavailable,
            // idle_in_transaction_session_timeout
            Some("25") if code == "25P03" => StoreFailure::Unavailable,
            // system_error
            Some("58") => StoreFailure::Io,
            // data_corrupted, index_corrupted
            Some("XX") if code != "XX000" => StoreFailure::Corrupt,
            _ => StoreFailure::Other,
        },
    }
}

/// Reads SQLite's result code; its low byte is the primary one
/// (<https://sqlite.org/rescode.html>).
fn of_result_code(code: i32) -> StoreFailure {
    match code & 0xFF {
        libsqlite3_sys::SQLITE_FULL => StoreFailure::Full,
        libsqlite3_sys::SQLITE_READONLY | libsqlite3_sys::SQLITE_PERM => StoreFailure::ReadOnly,
        libsqlite3_sys::SQLITE_BUSY | libsqlite3_sys::SQLITE_LOCKED => StoreFailure::Busy,
        libsqlite3_sys::SQLITE_IOERR | libsqlite3_sys::SQLITE_CANTOPEN => StoreFailure::Io,
        libsqlite3_sys::SQLITE_NOTADB | libsqlite3_sys::SQLITE_CORRUPT => StoreFailure::Corrupt,
        _ => StoreFailure::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{self, ErrorKind};

    #[test]
    fn waiting_helps_where_nothing_must_be_corrected() {
        // cannot_connect_now, which is "starting up"; too_many_connections; admin_shutdown
        for code in ["57P03", "53300", "57P01"] {
            assert_eq!(of_sqlstate(code), StoreFailure::Unavailable, "{code}");
        }
        // invalid_authorization_specification, invalid_password, invalid_catalog_name
        for code in ["28000", "28P01", "3D000"] {
            assert_eq!(of_sqlstate(code), StoreFailure::Other, "{code}");
        }
        let io = |kind| sqlx::Error::Io(io::Error::from(kind));
        for kind in [ErrorKind::ConnectionRefused, ErrorKind::NotFound, ErrorKind::UnexpectedEof] {
            assert!(is_temporary(&io(kind)), "{kind}");
        }
        for kind in [ErrorKind::InvalidData, ErrorKind::PermissionDenied] {
            assert!(!is_temporary(&io(kind)), "{kind}");
        }
        assert!(!is_temporary(&sqlx::Error::Tls("the server has no TLS".into())));
        assert!(StoreError::unavailable().is_temporary());
        assert!(!StoreError::failed_before().is_temporary());
    }
}
