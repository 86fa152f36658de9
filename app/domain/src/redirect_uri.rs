//! Redirect URIs: which may be registered (SECURITY A), and what is wrong with the others.
//!
//! The accepted set is small on purpose and smaller than what any URL library takes: every text
//! that is accepted is ASCII, and every parser of URLs reads and writes it unchanged
//! (`tests/properties.rs` asks `url`). What looks like a near miss gets a suggestion and is never
//! rewritten.

mod field;
mod matching;

pub use field::{parse_lines, split_pasted, suggest};
pub use matching::Difference;

use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The most redirect URIs of one application.
pub const MAX_PER_APPLICATION: usize = 20;
/// The longest redirect URI, in bytes.
pub const MAX_BYTES: usize = 2048;

/// Schemes that a browser or an operating system acts on by itself, or that carry no redirect.
const DENIED_SCHEMES: [&str; 20] = [
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "data",
    "file",
    "filesystem",
    "ftp",
    "intent",
    "jar",
    "javascript",
    "mailto",
    "ms-appx",
    "resource",
    "tel",
    "urn",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// A redirect URI that may be registered. Compared byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RedirectUri(String);

/// What the operator decides about redirect URIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectUriRules {
    /// Whether `http://localhost` may be registered. The loopback IP addresses always may.
    pub allow_localhost: bool,
}

/// Why a redirect URI was refused. Its text completes "Line N: …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriError {
    /// More than [`MAX_BYTES`] bytes.
    #[error("use at most 2,048 characters")]
    TooLong,
    /// A character that is not printable ASCII.
    #[error("only ASCII is allowed; write other characters percent-encoded, host names as xn--")]
    NotAscii,
    /// White space inside.
    #[error("spaces are not allowed")]
    Space,
    /// A character that no URI may contain (RFC 3986 §2).
    #[error("{0:?} is not allowed")]
    Character(char),
    /// A `*`, which some servers treat as a wildcard.
    #[error("wildcards are not allowed; register each URI")]
    Wildcard,
    /// A fragment, even an empty one (RFC 6749 §3.1.2).
    #[error("remove the part from # on")]
    Fragment,
    /// No scheme and nothing that looks like one.
    #[error("start with https://")]
    NoScheme,
    /// The scheme or the host has capital letters.
    #[error("write scheme and host in lower case")]
    Case,
    /// A scheme that is never allowed.
    #[error("the scheme {0} is not allowed")]
    DeniedScheme(String),
    /// A private-use scheme without a dot (RFC 8252 §7.1).
    #[error("a scheme of your own needs a dot, such as com.example.app")]
    DotlessScheme,
    /// A private-use scheme that is not followed by a path or host.
    #[error("write a / and a path after the scheme")]
    PrivateUseForm,
    /// Plain http to another machine.
    #[error("http is only allowed for 127.0.0.1 and [::1]")]
    PlainHttp,
    /// `http://localhost` where the operator has switched it off.
    #[error("http://localhost is switched off here; use 127.0.0.1 or [::1]")]
    Localhost,
    /// User name or password before the host.
    #[error("remove the part before @")]
    Userinfo,
    /// No host, or not the canonical form of one.
    #[error("the host is not valid")]
    Host,
    /// A dot at the end of the host.
    #[error("remove the dot after the host")]
    TrailingDot,
    /// A port that is empty, zero, too large or has leading zeros.
    #[error("the port is not valid")]
    Port,
    /// The port that the scheme implies.
    #[error("leave out the port, it is the usual one")]
    DefaultPort,
    /// A `?` right after the host.
    #[error("write a / before the ?")]
    MissingSlash,
    /// A `.` or `..` segment, plain, encoded or with parameters.
    #[error("path segments . and .. are not allowed")]
    DotSegment,
    /// A `%` that is not followed by two hexadecimal digits.
    #[error("% must be followed by two hexadecimal digits")]
    PercentEncoding,
    /// An encoded control character, slash or backslash.
    #[error("encoded control characters, slashes and backslashes are not allowed")]
    EncodedDelimiter,
}

impl RedirectUri {
    /// Checks a redirect URI as it stands.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn parse(raw: &str, rules: RedirectUriRules) -> Result<Self, RedirectUriError> {
        check_characters(raw)?;
        let (scheme, rest) = split_scheme(raw)?;
        match scheme {
            "https" | "http" => check_web(scheme, rest, rules)?,
            _ => check_private_use(scheme, rest)?,
        }
        Ok(Self(raw.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes a text that was checked when it was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

fn check_characters(raw: &str) -> Result<(), RedirectUriError> {
    if raw.len() > MAX_BYTES {
        return Err(RedirectUriError::TooLong);
    }
    for c in raw.chars() {
        match c {
            ' ' | '\t' => return Err(RedirectUriError::Space),
            '*' => return Err(RedirectUriError::Wildcard),
            '#' => return Err(RedirectUriError::Fragment),
            '\'' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                return Err(RedirectUriError::Character(c));
            }
            c if !c.is_ascii_graphic() => return Err(RedirectUriError::NotAscii),
            _ => {}
        }
    }
    let bytes = raw.as_bytes();
    for (index, _) in raw.match_indices('%') {
        let digit = |offset: usize| {
            bytes.get(index + offset).and_then(|&byte| char::from(byte).to_digit(16))
        };
        let (Some(high), Some(low)) = (digit(1), digit(2)) else {
            return Err(RedirectUriError::PercentEncoding);
        };
        if matches!(high * 16 + low, 0x00..=0x1F | 0x2F | 0x5C | 0x7F) {
            return Err(RedirectUriError::EncodedDelimiter);
        }
    }
    Ok(())
}

/// Splits at the first colon and checks the scheme's form (RFC 3986 §3.1).
fn split_scheme(raw: &str) -> Result<(&str, &str), RedirectUriError> {
    let (scheme, rest) = raw.split_once(':').ok_or(RedirectUriError::NoScheme)?;
    let mut bytes = scheme.bytes();
    let well_formed = bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !well_formed {
        return Err(RedirectUriError::NoScheme);
    }
    let lower = scheme.to_ascii_lowercase();
    if DENIED_SCHEMES.contains(&lower.as_str()) {
        return Err(RedirectUriError::DeniedScheme(lower));
    }
    if lower != scheme {
        return Err(RedirectUriError::Case);
    }
    Ok((scheme, rest))
}

fn check_web(scheme: &str, rest: &str, rules: RedirectUriRules) -> Result<(), RedirectUriError> {
    let rest = rest.strip_prefix("//").ok_or(RedirectUriError::Host)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        return Err(RedirectUriError::Userinfo);
    }
    let (host, port) = split_port(authority)?;
    check_host(host)?;
    if scheme == "http" {
        match host {
            "127.0.0.1" | "[::1]" => {}
            "localhost" if rules.allow_localhost => {}
            "localhost" => return Err(RedirectUriError::Localhost),
            _ => return Err(RedirectUriError::PlainHttp),
        }
    }
    if let Some(port) = port {
        check_port(port, if scheme == "http" { 80 } else { 443 })?;
    }
    if tail.starts_with('?') {
        return Err(RedirectUriError::MissingSlash);
    }
    check_path(tail)
}

/// Splits `host[:port]`; a bracketed IPv6 address keeps its colons.
fn split_port(authority: &str) -> Result<(&str, Option<&str>), RedirectUriError> {
    let after_bracket = if authority.starts_with('[') {
        authority.find(']').ok_or(RedirectUriError::Host)? + 1
    } else {
        0
    };
    match authority[after_bracket..].split_once(':') {
        Some((more, port)) => Ok((&authority[..after_bracket + more.len()], Some(port))),
        None => Ok((authority, None)),
    }
}

fn check_port(port: &str, default: u16) -> Result<(), RedirectUriError> {
    let digits = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    match port.parse::<u16>() {
        Ok(number) if number == default && digits => Err(RedirectUriError::DefaultPort),
        Ok(number) if number > 0 && digits && !port.starts_with('0') => Ok(()),
        _ => Err(RedirectUriError::Port),
    }
}

/// A host name, or an IP address in its canonical form.
fn check_host(host: &str) -> Result<(), RedirectUriError> {
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
    // What ends in a number is an IPv4 address to every browser, however it is written
    // (WHATWG URL, "ends in a number checker"); only the usual form is let through.
    let last = host.rsplit('.').next().unwrap_or(host);
    let number = last.bytes().all(|b| b.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if number && !host.parse::<Ipv4Addr>().is_ok_and(|parsed| parsed.to_string() == host) {
        return Err(RedirectUriError::Host);
    }
    Ok(())
}

/// RFC 8252 §7.1: a scheme based on a domain name the developer holds.
fn check_private_use(scheme: &str, rest: &str) -> Result<(), RedirectUriError> {
    if !scheme.contains('.') {
        return Err(RedirectUriError::DotlessScheme);
    }
    let path = match rest.strip_prefix("//") {
        // `scheme:///path`: an empty authority.
        Some(empty) if empty.starts_with('/') => empty,
        Some(authority) => {
            let end = authority.find(['/', '?']).unwrap_or(authority.len());
            let (host, tail) = authority.split_at(end);
            if host.contains('@') {
                return Err(RedirectUriError::Userinfo);
            }
            if host.contains([':', '[', '%']) {
                return Err(RedirectUriError::Host);
            }
            check_host(host)?;
            tail
        }
        None if rest.starts_with('/') => rest,
        None => return Err(RedirectUriError::PrivateUseForm),
    };
    // A second slash would read as the start of an authority.
    if path.starts_with("//") {
        return Err(RedirectUriError::PrivateUseForm);
    }
    check_path(path)
}

/// Path and query: brackets belong to hosts only, and no segment may mean "up".
fn check_path(tail: &str) -> Result<(), RedirectUriError> {
    if let Some(c) = tail.chars().find(|c| matches!(c, '[' | ']')) {
        return Err(RedirectUriError::Character(c));
    }
    let path = tail.split('?').next().unwrap_or(tail);
    for segment in path.split('/') {
        let name = segment.split(';').next().unwrap_or(segment);
        let decoded = name.replace("%2e", ".").replace("%2E", ".");
        if matches!(decoded.as_str(), "." | "..") {
            return Err(RedirectUriError::DotSegment);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
