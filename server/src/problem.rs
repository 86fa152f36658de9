//! A failure or refusal on its way out: what may be said of it, its status, and its form for calls of
//! server functions.

use app::{api::ApiError, texts::problems};
use authority::Error;
use axum::response::{IntoResponse, Response};
use domain::problem::Problem;
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};

use crate::web::media_type::JSON;

/// What may be said of a failure outside; a fault of ours is logged here.
pub fn public_problem(error: &Error) -> Problem {
    let problem = problems::problem(error);
    if problem.code.status() >= 500 {
        tracing::error!(error = error as &dyn std::error::Error, "request failed");
    }
    problem
}

/// Says when the same request may work, if waiting helps.
pub fn retry_after(error: &Error, response: &mut Response) {
    if let Some(wait) = error.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs()));
    }
}

/// The status that goes with a refusal.
pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A refusal as server functions write it.
pub fn reply(problem: Problem) -> Response {
    let status = status(&problem);
    let body = serde_json::to_vec(&ApiError(problem)).unwrap_or_default();
    (status, [(CONTENT_TYPE, HeaderValue::from_static(JSON))], body).into_response()
}
