//! What the browser asks the server for: server functions, one file per noun.
//!
//! Every function takes the account from the session of its request and passes it on; none
//! accepts an owner as an argument. What is somebody else's is answered like what is missing.

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

/// A refusal as it travels: [`Problem`], with the faults of the transport among them.
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

/// What may be said of a fault on the way. On the server, something that can't be read is what was
/// asked; in the browser it is the reply, which then is none of ours: a proxy or a captive portal
/// wrote it.
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
    fn what_cannot_be_read_is_the_fault_of_whoever_wrote_it() {
        let unreadable = ServerFnErrorErr::Deserialization("expected value".to_owned());
        assert_eq!(problem(&unreadable, true).code, ProblemCode::Rejected);
        let in_browser = problem(&unreadable, false);
        assert_eq!(in_browser.code, ProblemCode::Unavailable);
        assert_eq!(in_browser.message, "The server did not answer. Try again.");
    }
}
