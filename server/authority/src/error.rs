//! Why a use case did not do what it was asked for.
//!
//! `Display` is for the log and does not repeat the source. What a person reads is written where the
//! other texts are: `app::texts::problems` has a sentence for each variant.

use crate::store::error::{StoreError, StoreFailure};
use domain::problem::FieldProblem;
use std::time::Duration;

/// Why a use case did not do what it was asked for. Nothing of the failed transaction is
/// stored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Fields that break a rule of `domain`, in the order of the form; at least one.
    #[error("a field is not valid")]
    Invalid(Vec<FieldProblem>),
    /// Redirect URIs that `domain` accepts and the `url` crate writes differently.
    #[error("a redirect URI is not canonical")]
    NotCanonicalUris {
        /// Their lines in the field, counted from 1; at least one.
        lines: Vec<u32>,
    },
    /// There is an account with this email address.
    #[error("the email address is taken")]
    EmailTaken,
    /// There is no account with this email address.
    #[error("there is no such account")]
    NoSuchAccount,
    /// The current password, which must be entered to choose another one, is wrong.
    #[error("the current password is wrong")]
    WrongPassword,
    /// The link was used, has expired or never existed.
    #[error("the link is not valid")]
    LinkGone,
    /// The catalogue has no such permission.
    #[error("there is no permission {0:?}")]
    UnknownPermission(String),
    /// A resource server must guard at least one permission.
    #[error("a resource server without permissions")]
    NoPermissions,
    /// There is a resource server with this name.
    #[error("the name of the resource server is taken")]
    ResourceServerNameTaken,
    /// There is no resource server with this name.
    #[error("there is no such resource server")]
    NoSuchResourceServer,
    /// More than [`domain::change::MAX_SELECTED`] applications were named one by one.
    #[error("too many applications were selected")]
    TooManySelected,
    /// A public application has no client secret.
    #[error("a public application has no client secret")]
    PublicHasNoSecret,
    /// The application has [`domain::client_secret::MAX_SECRETS`] secrets: no other can be added.
    #[error("the application has as many secrets as it may have")]
    SecretLimitReached,
    /// The application has [`domain::client_secret::MAX_SECRETS`] secrets: a removed one can't be
    /// restored.
    #[error("a restored secret would be one too many")]
    RestoreLimitReached,
    /// The last client secret of an application can't be removed.
    #[error("the last secret can't be removed")]
    LastSecret,
    /// The form was sent before, and its secret was in the first reply.
    #[error("the form was sent before")]
    FormAlreadySent,
    /// The account registered as many applications in an hour as it may.
    #[error("too many applications in an hour")]
    TooMany {
        /// Whole seconds until it may register another one; at least one.
        retry_after: Duration,
    },
    /// More passwords wait to be checked than the server has time for.
    #[error("too many passwords are being checked")]
    Busy {
        /// Whole seconds until there is room; at least one.
        retry_after: Duration,
    },
    /// The database failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The task of the use case panicked, or ended together with the process.
    #[error("the task did not end")]
    Task(#[source] tokio::task::JoinError),
}

impl Error {
    /// After how many whole seconds the same request may succeed; `None` where waiting does not help.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooMany { retry_after } | Self::Busy { retry_after } => Some(*retry_after),
            Self::Store(error) => match error.failure() {
                StoreFailure::Busy
                | StoreFailure::Conflict
                | StoreFailure::Unavailable
                | StoreFailure::Unknown => Some(Duration::from_secs(1)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl From<FieldProblem> for Error {
    fn from(problem: FieldProblem) -> Self {
        Self::Invalid(vec![problem])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StoreFailure::{Busy, Corrupt, Full, Io, Other, ReadOnly};

    #[test]
    fn a_database_failure_has_its_kind_and_does_not_repeat_its_source() {
        for (code, expected, retry_after) in [
            (13, Full, None),       // SQLITE_FULL
            (8, ReadOnly, None),    // SQLITE_READONLY
            (1032, ReadOnly, None), // SQLITE_READONLY_DBMOVED
            (5, Busy, Some(1)),     // SQLITE_BUSY
            (6, Busy, Some(1)),     // SQLITE_LOCKED
            (778, Io, None),        // SQLITE_IOERR_WRITE
            (14, Io, None),         // SQLITE_CANTOPEN
            (26, Corrupt, None),    // SQLITE_NOTADB
            (1, Other, None),       // SQLITE_ERROR
            (2067, Other, None),    // SQLITE_CONSTRAINT_UNIQUE
        ] {
            let store = StoreError::of_result_code(code);
            assert_eq!(store.failure(), expected, "{code}");
            let error = Error::Store(store);
            assert_eq!(error.retry_after().map(|wait| wait.as_secs()), retry_after, "{code}");
            let inside = std::error::Error::source(&error).unwrap().to_string();
            assert!(!error.to_string().contains(&inside), "{code}: Display repeats its source");
        }
    }
}
