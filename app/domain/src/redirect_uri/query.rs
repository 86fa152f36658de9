//! Query parameters that a redirect URI must not have: the response adds parameters of the same
//! names, and which of the two a client reads depends on its library.

use super::error::RedirectUriError;
use percent_encoding::percent_decode_str;

/// The parameters of a response (RFC 6749 §4.1.2, RFC 9207 §2), and `response` (JARM §2.3).
const RESERVED: [&str; 7] =
    ["code", "state", "iss", "error", "error_description", "error_uri", "response"];

/// Refuses the first reserved parameter, whatever separates it and however it is encoded.
pub(super) fn check(uri: &str) -> Result<(), RedirectUriError> {
    let Some((_, query)) = uri.split_once('?') else { return Ok(()) };
    match query.split(['&', ';']).find_map(reserved) {
        Some(name) => Err(RedirectUriError::Reserved(name)),
        None => Ok(()),
    }
}

/// The same URI without its reserved parameters, and without a `?` that nothing would follow.
pub(super) fn without_reserved(uri: &str) -> String {
    let Some((base, query)) = uri.split_once('?').filter(|_| check(uri).is_err()) else {
        return uri.to_owned();
    };
    let parts = query.split('&').filter_map(|part| {
        let kept: Vec<&str> = part.split(';').filter(|pair| reserved(pair).is_none()).collect();
        (!kept.is_empty()).then(|| kept.join(";"))
    });
    let query = parts.collect::<Vec<_>>().join("&");
    if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
}

/// The reserved name that a parameter has once it is decoded as a form is. White space around a
/// name is dropped, as some servers do.
fn reserved(pair: &str) -> Option<&'static str> {
    let name = pair.split('=').next().unwrap_or(pair).replace('+', " ");
    let name: Vec<u8> = percent_decode_str(&name).collect();
    let name = name.trim_ascii();
    RESERVED.into_iter().find(|reserved| reserved.as_bytes() == name)
}
