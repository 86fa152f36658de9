//! Which endpoints a page of another origin may call (SECURITY G2): those that take no cookie and
//! prove who calls by a token or a client's credentials. Any origin, never with credentials.

use http::{
    HeaderName, Method,
    header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use std::time::Duration;
use tower_http::cors::{Any, CorsLayer};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Answers preflight requests, and lets pages read the replies.
pub fn any_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER, X_REQUEST_ID])
        .max_age(Duration::from_hours(1))
}
