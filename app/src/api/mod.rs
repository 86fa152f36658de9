//! What the browser asks the server for: server functions, one file per noun.
//!
//! Every function takes the account from the session of its request and passes it on; none
//! accepts an owner as an argument. What is somebody else's is answered like what is missing.

use domain::problem::{Problem, ProblemCode};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

pub mod applications;
pub mod dashboard;
pub mod json;
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
        Self(match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => {
                Problem::new(ProblemCode::Rejected, "The server did not understand the request.")
            }
            _ => Problem::new(ProblemCode::Unavailable, crate::texts::NO_ANSWER),
        })
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}
