//! What a person reads when a use case was refused or failed: one sentence for each
//! [`authority::Error`]. Compiled into the server alone.

use authority::{Error, StoreFailure};
use domain::change::MAX_SELECTED;
use domain::client_secret::MAX_SECRETS;
use domain::problem::{Field, FieldProblem, Problem, ProblemCode};
use std::time::Duration;

/// What may be said outside. It names no cause: that is for the log.
pub fn problem(error: &Error) -> Problem {
    let conflict = |message: &str| Problem::new(ProblemCode::Conflict, message);
    match error {
        Error::Invalid(fields) => Problem::invalid(fields.clone()),
        Error::NotCanonicalUris { lines } => {
            Problem::invalid(lines.iter().copied().map(not_canonical).collect())
        }
        Error::EmailTaken => {
            field(Field::Email, "There is already an account with this email address.")
        }
        Error::NoSuchAccount => field(Field::Email, "There is no account with this email address."),
        Error::WrongPassword => field(Field::CurrentPassword, "This is not your password."),
        Error::LinkGone => Problem::new(
            ProblemCode::NotFound,
            "This link was used before or has expired. Ask for a new one.",
        ),
        Error::UnknownPermission(scope) => {
            field(Field::Permissions, format!("There is no permission {scope:?}."))
        }
        Error::NoPermissions => field(Field::Permissions, "Name at least one permission."),
        Error::ResourceServerNameTaken => {
            field(Field::Name, "There is already a resource server with this name.")
        }
        Error::NoSuchResourceServer => {
            field(Field::Name, "There is no resource server with this name.")
        }
        Error::TooManySelected => Problem::new(
            ProblemCode::Rejected,
            format!("Choose at most {MAX_SELECTED} applications one by one."),
        ),
        Error::PublicHasNoSecret => conflict("A public application has no client secret."),
        Error::SecretLimitReached => {
            conflict(&format!("There are {MAX_SECRETS} secrets already. Remove one first."))
        }
        Error::RestoreLimitReached => conflict("Two other secrets work. Remove one of them first."),
        Error::LastSecret => conflict("The last secret stays. Add another one first."),
        Error::FormAlreadySent => conflict(
            "This form was already sent, and its secret was in the first reply. If nobody saved \
             it, use Add secret to make another one.",
        ),
        Error::TooMany { retry_after } => too_many(*retry_after),
        Error::Busy { .. } => unavailable(),
        Error::Store(error) => store_failure(error.failure()),
        Error::Task(_) => internal(),
    }
}

fn field(field: Field, message: impl Into<String>) -> Problem {
    Problem::invalid(vec![FieldProblem::new(field, message)])
}

fn not_canonical(line: u32) -> FieldProblem {
    let message = format!("Line {line}: this is not how the URI is usually written.");
    FieldProblem { line: Some(line), ..FieldProblem::new(Field::RedirectUris, message) }
}

fn too_many(retry_after: Duration) -> Problem {
    let minutes = retry_after.as_secs().div_ceil(60);
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    Problem::new(
        ProblemCode::TooMany,
        format!("Too many applications in an hour. Try again in {minutes} {unit}."),
    )
}

fn store_failure(failure: StoreFailure) -> Problem {
    match failure {
        StoreFailure::Full => Problem::new(
            ProblemCode::StorageFull,
            "The server's disk is full. Nothing was changed.",
        ),
        StoreFailure::ReadOnly
        | StoreFailure::Busy
        | StoreFailure::Io
        | StoreFailure::Closed
        | StoreFailure::Conflict
        | StoreFailure::Unavailable
        | StoreFailure::Lost => unavailable(),
        StoreFailure::Unknown => Problem::new(
            ProblemCode::Unavailable,
            "The connection to the database was lost while it saved: this may be done or not. \
             Look before you try again.",
        ),
        StoreFailure::Corrupt | StoreFailure::Other => internal(),
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
    fn a_database_failure_says_what_can_be_done() {
        for (failure, expected) in [
            (StoreFailure::Full, ProblemCode::StorageFull),
            (StoreFailure::ReadOnly, ProblemCode::Unavailable),
            (StoreFailure::Busy, ProblemCode::Unavailable),
            (StoreFailure::Io, ProblemCode::Unavailable),
            (StoreFailure::Closed, ProblemCode::Unavailable),
            (StoreFailure::Conflict, ProblemCode::Unavailable),
            (StoreFailure::Unavailable, ProblemCode::Unavailable),
            (StoreFailure::Unknown, ProblemCode::Unavailable),
            (StoreFailure::Lost, ProblemCode::Unavailable),
            (StoreFailure::Corrupt, ProblemCode::Internal),
            (StoreFailure::Other, ProblemCode::Internal),
        ] {
            assert_eq!(store_failure(failure).code, expected, "{failure:?}");
        }
    }

    #[test]
    fn a_commit_whose_outcome_is_unknown_is_not_said_to_have_failed() {
        for failure in [StoreFailure::Unknown, StoreFailure::Conflict, StoreFailure::Lost] {
            let says_nothing = store_failure(failure).message.contains("Nothing was changed");
            assert_eq!(says_nothing, failure != StoreFailure::Unknown, "{failure:?}");
        }
    }

    #[test]
    fn waiting_is_said_in_minutes() {
        for (seconds, text) in [(1, "1 minute."), (60, "1 minute."), (61, "2 minutes.")] {
            let problem = problem(&Error::TooMany { retry_after: Duration::from_secs(seconds) });
            assert!(problem.message.ends_with(text), "{}", problem.message);
        }
    }
}
