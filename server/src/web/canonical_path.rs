//! The canonical spelling of a path, by which routes and classes of headers are looked up.

use std::borrow::Cow;

/// The path with single slashes, none at its end, and without percent-encoding of unreserved
/// characters (RFC 3986 §6.2.2.2). A path with dot segments stays as it is, because the client should
/// have resolved them.
pub(super) fn canonical(path: &str) -> Cow<'_, str> {
    let has_escapes = path.contains('%');
    let has_end = path.len() > 1 && path.ends_with('/');
    if !(has_escapes || has_end || path.contains("//")) {
        return Cow::Borrowed(path);
    }
    let decoded = if has_escapes { decode_unreserved(path) } else { path.to_owned() };
    let mut canonical = String::with_capacity(decoded.len());
    for segment in decoded.split('/').filter(|segment| !segment.is_empty()) {
        if matches!(segment, "." | "..") {
            return Cow::Borrowed(path);
        }
        canonical.push('/');
        canonical.push_str(segment);
    }
    if canonical.is_empty() {
        canonical.push('/');
    }
    Cow::Owned(canonical)
}

fn decode_unreserved(path: &str) -> String {
    let unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let mut decoded = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = byte.filter(unreserved) {
            decoded.push(char::from(byte));
            rest = &after[2..];
        } else {
            decoded.push('%');
            rest = after;
        }
    }
    decoded.push_str(rest);
    decoded
}
