//! `https`, and `http` to loopback hosts: host, port, path and query.

use super::error::RedirectUriError;
use super::path::check_path;
use super::rules::RedirectUriRules;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Checks what follows the colon of `https:` or `http:`.
pub(super) fn check(
    scheme: &str,
    rest: &str,
    rules: RedirectUriRules,
) -> Result<(), RedirectUriError> {
    let rest = rest.strip_prefix("//").ok_or(RedirectUriError::Host)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        return Err(RedirectUriError::Userinfo);
    }
    let (host, port) = split_port(authority).ok_or(RedirectUriError::Host)?;
    check_host(host)?;
    if scheme == "http" {
        match host {
            "127.0.0.1" | "[::1]" => {}
            "localhost" if rules.allow_localhost => {}
            "localhost" => return Err(RedirectUriError::Localhost),
            _ => return Err(RedirectUriError::PlainHttp { localhost: rules.allow_localhost }),
        }
    }
    if !port.is_none_or(is_port) {
        return Err(RedirectUriError::Port);
    }
    if tail.starts_with('?') {
        return Err(RedirectUriError::MissingSlash);
    }
    check_path(tail)
}

/// Splits `host[:port]`; a bracketed IPv6 address keeps its colons. `None` where a bracket is open.
pub(super) fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let after_bracket = if authority.starts_with('[') { authority.find(']')? + 1 } else { 0 };
    Some(match authority[after_bracket..].split_once(':') {
        Some((more, port)) => (&authority[..after_bracket + more.len()], Some(port)),
        None => (authority, None),
    })
}

/// Whether a text is a port as every parser writes it.
fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
        && !text.starts_with('0')
        && text.parse::<u16>().is_ok()
}

/// A host name, or an IP address in its canonical form.
pub(super) fn check_host(host: &str) -> Result<(), RedirectUriError> {
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.strip_suffix(']').ok_or(RedirectUriError::Host)?;
        let canonical = |parsed: Ipv6Addr| parsed.to_string() == address && !address.contains('.');
        return match address.parse::<Ipv6Addr>() {
            Ok(parsed) if canonical(parsed) => Ok(()),
            _ => Err(RedirectUriError::Host),
        };
    }
    if host.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err(RedirectUriError::Case);
    }
    if host.ends_with('.') {
        return Err(RedirectUriError::TrailingDot);
    }
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if host.len() > 253 || !host.split('.').all(label_ok) {
        return Err(RedirectUriError::Host);
    }
    // A host that ends in a number is an IPv4 address to every browser, however it is written
    // (WHATWG URL, "ends in a number checker"); only the usual form is let through.
    let last = host.rsplit('.').next().unwrap_or(host);
    let number = last.bytes().all(|b| b.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if number && !host.parse::<Ipv4Addr>().is_ok_and(|parsed| parsed.to_string() == host) {
        return Err(RedirectUriError::Host);
    }
    Ok(())
}
