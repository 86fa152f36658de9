//! CORS: pages of any origin may call the endpoints that read no cookie and authenticate by a token or
//! client credentials, and the unknown paths beside them. Never with credentials of the browser.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, RETRY_AFTER, WWW_AUTHENTICATE,
    },
};
use std::time::Duration;
use tower_http::cors::{AllowHeaders, AllowMethods, Any, CorsLayer};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Answers preflight requests, and lets pages read the replies. Every header and method is allowed,
/// because these endpoints ignore cookies: extra headers of a client (`MCP-Protocol-Version`) do no
/// harm, and the refusal of a wrong method should be readable. Both are mirrored, because `*` does not
/// include `Authorization` (Fetch §3.3.6).
pub fn any_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER, X_REQUEST_ID])
        .max_age(Duration::from_hours(1))
}

/// Lets pages read a reply that did not pass [`any_origin`].
pub(super) fn readable(headers: &mut HeaderMap) {
    const EXPOSED: HeaderValue =
        HeaderValue::from_static("www-authenticate, retry-after, x-request-id");
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}
