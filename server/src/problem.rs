//! How failures of the authority leave the server: what may be said of them, their status, and their
//! form in replies to calls of server functions.

use app::{api::ApiError, texts::problems};
use authority::Error;
use axum::response::{IntoResponse, Response};
use domain::problem::Problem;
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};

use crate::web::media_type::JSON;

/// What may be said of a failure outside. Failures of the server are logged here, and nowhere else.
pub fn public_problem(error: &Error) -> Problem {
    let problem = problems::problem(error);
    if problem.code.status() >= 500 {
        tracing::error!(error = error as &dyn std::error::Error, "request failed");
    }
    problem
}

/// `Retry-After`, where the same request may work later.
pub fn retry_after_value(error: &Error) -> Option<HeaderValue> {
    error.retry_after().map(|wait| HeaderValue::from(wait.as_secs()))
}

/// Sets `Retry-After`, where the same request may work later.
pub fn retry_after(error: &Error, response: &mut Response) {
    if let Some(seconds) = retry_after_value(error) {
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
}

pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A problem as server functions write it.
pub fn reply(problem: Problem) -> Response {
    let status = status(&problem);
    let body = serde_json::to_vec(&ApiError(problem)).unwrap_or_default();
    (status, [(CONTENT_TYPE, HeaderValue::from_static(JSON))], body).into_response()
}

/// A failure as server functions write it.
pub fn failure(error: &Error) -> Response {
    let mut response = reply(public_problem(error));
    retry_after(error, &mut response);
    response
}
