//! The media types of request bodies.

use http::{HeaderMap, header::CONTENT_TYPE};

pub const FORM: &str = "application/x-www-form-urlencoded";
pub const JSON: &str = "application/json";

/// Whether there is exactly one content type, and it is one of `accepted`, whatever its parameters.
pub(crate) fn content_type_is(headers: &HeaderMap, accepted: &[&str]) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let essence = types.next().and_then(|value| value.to_str().ok()?.split(';').next());
    let essence = essence.map(|essence| essence.trim().to_ascii_lowercase());
    essence.is_some_and(|essence| accepted.contains(&essence.as_str())) && types.next().is_none()
}
