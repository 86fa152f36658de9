//! The handler of the server functions: JSON in, JSON out, each at its own path. It gives every
//! refusal its status, also those that Leptos makes itself and answers with 500.

use app::api::ApiError;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use domain::problem::{Problem, ProblemCode};
use http::{
    StatusCode,
    header::{ACCEPT, CONTENT_LENGTH, REFERER},
    request::Parts,
};
use leptos::context::provide_context;

use crate::{problem, state::AppState, web::session::SignedIn};

const LONGEST_REFUSAL: usize = 64 * 1024;

/// The lists that pages read. They change nothing and hold no secret, so their replies are compressed
/// although the method is POST.
pub const COMPRESSED: [&str; 5] = [
    "/api/dashboard",
    "/api/applications/list",
    "/api/applications/deleted",
    "/api/applications/refused-requests",
    "/api/security/access",
];

pub async fn call(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    parts: Parts,
    body: Bytes,
) -> Response {
    let context = move || {
        provide_context(state.authority.clone());
        provide_context(state.endpoints());
        provide_context(caller.clone());
    };
    // Leptos takes a call that accepts HTML for a plain form, and redirects it to its `Referer`.
    let mut parts = parts;
    parts.headers.remove(ACCEPT);
    parts.headers.remove(REFERER);
    let request = Request::from_parts(parts, Body::from(body));
    let response = leptos_axum::handle_server_fns_with_context(context, request).await;
    with_its_status(response.into_response()).await
}

async fn with_its_status(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, LONGEST_REFUSAL).await else {
        return problem::reply(Problem::new(
            ProblemCode::Internal,
            "Something went wrong on the server.",
        ));
    };
    if let Ok(ApiError(problem)) = serde_json::from_slice(&body) {
        parts.status = problem::status(&problem);
    }
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body))
}
