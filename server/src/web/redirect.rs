//! Redirects within this server.

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{LOCATION, SET_COOKIE},
};

/// 303 to a path of this server, which the caller wrote or checked.
pub fn see_other(path: &str) -> Response {
    let path = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}

pub fn see_other_with_cookie(path: &str, cookie: HeaderValue) -> Response {
    let mut response = see_other(path);
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}
