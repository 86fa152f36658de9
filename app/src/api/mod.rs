//! Server functions, one file per noun.
//!
//! Every function takes the account from the session of its request; none accepts an owner as an
//! argument. Objects of another account are answered like objects that do not exist.

use domain::problem::{Problem, ProblemCode};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

pub mod applications;
pub mod call;
pub mod dashboard;
mod json;
pub mod security;
#[cfg(feature = "ssr")]
pub mod ssr;

/// The error of server functions: a [`Problem`], also for transport errors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error(transparent)]
#[serde(transparent)]
pub struct ApiError(pub Problem);

impl FromServerFnError for ApiError {
    type Encoder = json::TextJson;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(problem(&error, cfg!(feature = "ssr")))
    }
}

/// The problem for a transport error. What can't be deserialized is the request on the server; in the
/// browser it is the reply, which then is not from Configo but from a proxy or a captive portal.
fn problem(error: &ServerFnErrorErr, on_server: bool) -> Problem {
    match error {
        ServerFnErrorErr::Args(_)
        | ServerFnErrorErr::MissingArg(_)
        | ServerFnErrorErr::Deserialization(_)
            if on_server =>
        {
            Problem::new(ProblemCode::Rejected, "The server did not understand the request.")
        }
        _ => Problem::new(ProblemCode::Unavailable, crate::texts::NO_ANSWER),
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreadable_requests_are_rejected_and_unreadable_replies_are_no_answer() {
        let unreadable = ServerFnErrorErr::Deserialization("expected value".to_owned());
        assert_eq!(problem(&unreadable, true).code, ProblemCode::Rejected);
        let in_browser = problem(&unreadable, false);
        assert_eq!(in_browser.code, ProblemCode::Unavailable);
        assert_eq!(in_browser.message, "The server did not answer. Try again.");
    }
}
