//! What can go wrong, in two texts: `Display` is the inside one, for the log at the door;
//! [`Error::problem`] is the outside one. Neither repeats its source.

use crate::store::{Failure, StoreError};
use domain::problem::{Field, FieldProblem, Problem, ProblemCode};
use std::time::Duration;

/// Why a use case did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules forbid it; the problem says which.
    #[error("refused")]
    Refused(Problem),
    /// Too many applications in an hour.
    #[error("too many applications in an hour")]
    TooMany {
        /// Whole seconds until it is allowed again.
        retry_after: Duration,
    },
    /// A link that was used, has expired or never was.
    #[error("the link is not valid")]
    LinkGone,
    /// More passwords wait to be checked than the server has time for.
    #[error("too many passwords are being checked")]
    Busy {
        /// Whole seconds until there is room.
        retry_after: Duration,
    },
    /// The database did not do it.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The task of the use case panicked or was stopped with the process.
    #[error("the task did not end")]
    Task(#[source] tokio::task::JoinError),
}

impl Error {
    pub(crate) fn invalid(fields: Vec<FieldProblem>) -> Self {
        Self::Refused(Problem::invalid(fields))
    }

    pub(crate) fn field(field: Field, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldProblem::new(field, message)])
    }

    /// What may be said outside.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Refused(problem) => problem.clone(),
            Self::TooMany { retry_after } => {
                let minutes = retry_after.as_secs().div_ceil(60);
                let unit = if minutes == 1 { "minute" } else { "minutes" };
                Problem::new(
                    ProblemCode::TooMany,
                    format!("Too many applications in an hour. Try again in {minutes} {unit}."),
                )
            }
            Self::LinkGone => Problem::new(
                ProblemCode::NotFound,
                "This link was used before or has expired. Ask for a new one.",
            ),
            Self::Busy { .. } => unavailable(),
            Self::Store(error) => match error.failure() {
                Failure::Full => Problem::new(
                    ProblemCode::StorageFull,
                    "The server's disk is full. Nothing was changed.",
                ),
                Failure::ReadOnly
                | Failure::Busy
                | Failure::Io
                | Failure::Closed
                | Failure::Lost => unavailable(),
                Failure::Corrupt | Failure::Other => internal(),
            },
            Self::Task(_) => internal(),
        }
    }

    /// Whole seconds after which the same request may work; `None` where waiting does not help.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooMany { retry_after } | Self::Busy { retry_after } => Some(*retry_after),
            Self::Store(error) if error.failure() == Failure::Busy => Some(Duration::from_secs(1)),
            _ => None,
        }
    }
}

fn unavailable() -> Problem {
    Problem::new(
        ProblemCode::Unavailable,
        "The server can't do this right now. Nothing was changed. Try again in a moment.",
    )
}

fn internal() -> Problem {
    Problem::new(ProblemCode::Internal, "Something went wrong on the server.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_failure_says_what_can_be_done_and_nothing_else() {
        for (code, expected, retry_after) in [
            (13, ProblemCode::StorageFull, None),   // SQLITE_FULL
            (8, ProblemCode::Unavailable, None),    // SQLITE_READONLY
            (1032, ProblemCode::Unavailable, None), // SQLITE_READONLY_DBMOVED
            (5, ProblemCode::Unavailable, Some(1)), // SQLITE_BUSY
            (6, ProblemCode::Unavailable, Some(1)), // SQLITE_LOCKED
            (778, ProblemCode::Unavailable, None),  // SQLITE_IOERR_WRITE
            (14, ProblemCode::Unavailable, None),   // SQLITE_CANTOPEN
            (26, ProblemCode::Internal, None),      // SQLITE_NOTADB
            (1, ProblemCode::Internal, None),       // SQLITE_ERROR
            (2067, ProblemCode::Internal, None),    // SQLITE_CONSTRAINT_UNIQUE
        ] {
            let error = Error::Store(StoreError::of_result_code(code));
            let problem = error.problem();
            assert_eq!(problem.code, expected, "{code}");
            assert_eq!(error.retry_after().map(|wait| wait.as_secs()), retry_after, "{code}");
            let inside = std::error::Error::source(&error).unwrap().to_string();
            assert!(!error.to_string().contains(&inside), "{code}: Display repeats its source");
            assert!(!problem.message.contains(&inside), "{code}");
        }
    }

    #[test]
    fn waiting_is_said_in_minutes() {
        for (retry_after, text) in [(1, "1 minute."), (60, "1 minute."), (61, "2 minutes.")] {
            let retry_after = Duration::from_secs(retry_after);
            let problem = Error::TooMany { retry_after }.problem();
            assert!(problem.message.ends_with(text), "{}", problem.message);
        }
    }
}
