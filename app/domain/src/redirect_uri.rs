//! Redirect URIs: which may be registered (SECURITY A), and what is wrong with the others.
//!
//! The accepted set is small on purpose and smaller than what any URL library takes: every text
//! that is accepted is ASCII, and every parser of URLs reads and writes it unchanged
//! (`tests/properties.rs` asks `url`). What looks like a near miss gets a suggestion and is never
//! rewritten.

use crate::problem::{Field, FieldProblem};
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

    /// Whether a request may name `asked`, decoded once, where this URI is registered: the same
    /// bytes, but for the port of a loopback IP address (RFC 9700 §2.1, RFC 8252 §7.3).
    pub fn accepts(&self, asked: &str) -> bool {
        self.0 == asked
            || matches!(
                (without_loopback_port(&self.0), without_loopback_port(asked)),
                (Some(registered), Some(asked)) if registered == asked
            )
    }

    /// Whether a code may be sent here without asking again: whoever else on a device listens at a
    /// loopback or private-use URI must not get what somebody allowed once (RFC 8252 §8.6).
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// What distinguishes a URI that was asked for from this one, if it is little enough to be a
    /// slip of whoever wrote it.
    pub fn difference(&self, asked: &str) -> Option<Difference> {
        let (origin, path) = split_path(&self.0);
        let (asked_origin, asked_path) = split_path(asked);
        if origin != asked_origin {
            let (scheme, host) = origin.split_once("://")?;
            let (asked_scheme, asked_host) = asked_origin.split_once("://")?;
            if path != asked_path {
                return None;
            }
            return match (scheme == asked_scheme, host == asked_host) {
                (false, true) => Some(Difference::Scheme),
                (true, false) => {
                    let name = |host: &str| host.split(':').next().map(str::to_ascii_lowercase);
                    Some(if name(host) == name(asked_host) {
                        Difference::Port
                    } else {
                        Difference::Host
                    })
                }
                _ => None,
            };
        }
        let bare = |path: &str| path.strip_suffix('/').unwrap_or(path).to_owned();
        let query = |path: &str| path.split_once('?').map(|(_, query)| query.to_owned());
        if bare(path) == bare(asked_path) {
            Some(Difference::TrailingSlash)
        } else if path.eq_ignore_ascii_case(asked_path) && query(path) == query(asked_path) {
            Some(Difference::PathCase)
        } else if path.split('?').next() == asked_path.split('?').next() {
            Some(Difference::Query)
        } else {
            None
        }
    }

    /// Takes a text that was checked when it was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

/// What distinguishes two redirect URIs that are nearly the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// `http` in place of `https`, or the other way round.
    Scheme,
    /// Another host.
    Host,
    /// Another port.
    Port,
    /// A slash at the end of the path.
    TrailingSlash,
    /// Capital and small letters in the path.
    PathCase,
    /// Another query.
    Query,
}

impl Difference {
    /// In a few words: what is different about the URI that was asked for.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Scheme => "another scheme",
            Self::Host => "another host",
            Self::Port => "another port",
            Self::TrailingSlash => "trailing slash",
            Self::PathCase => "capital letters in the path",
            Self::Query => "another query",
        }
    }

    /// Whether registering the other one too may be offered to an owner. Client IDs are public, so
    /// anyone can make a request fail: only what leads to the same place may be suggested.
    pub const fn may_be_added(self) -> bool {
        matches!(self, Self::TrailingSlash | Self::PathCase)
    }
}

/// Scheme and host, and what follows.
fn split_path(uri: &str) -> (&str, &str) {
    let start = uri.find("://").map_or(0, |at| at + 3);
    let end = uri[start..].find(['/', '?']).map_or(uri.len(), |at| start + at);
    uri.split_at(end)
}

/// An `http` URI of a loopback IP address in two parts, before and after its port.
fn without_loopback_port(uri: &str) -> Option<(&str, &str)> {
    let host =
        ["http://127.0.0.1", "http://[::1]"].into_iter().find(|host| uri.starts_with(host))?;
    let rest = &uri[host.len()..];
    let after = match rest.strip_prefix(':') {
        None => rest,
        Some(numbered) => {
            let digits = numbered.bytes().take_while(u8::is_ascii_digit).count();
            let (port, after) = numbered.split_at(digits);
            let legal = !port.starts_with('0') && port.parse::<u16>().is_ok();
            legal.then_some(after)?
        }
    };
    (after.is_empty() || after.starts_with(['/', '?'])).then_some((host, after))
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

/// What the writer of a refused URI may have meant, if that would be accepted.
pub fn suggest(raw: &str, rules: RedirectUriRules) -> Option<String> {
    let mut text = raw.split('#').next().unwrap_or(raw).to_owned();
    if !text.contains(':') || text.split(':').next().is_some_and(|start| start.contains(['.', '/']))
    {
        let dotted = text.split(['/', ':']).next().is_some_and(|host| host.contains('.'));
        // `com.example.app:/cb` is a scheme of its own; `app.example/cb` lacks one.
        if dotted && !text.contains(":/") {
            text = format!("https://{text}");
        }
    }
    let (scheme, rest) = text.split_once(':')?;
    let mut scheme = scheme.to_ascii_lowercase();
    let mut rest = rest.to_owned();
    if let Some(after) = rest.strip_prefix("//") {
        let end = after.find(['/', '?']).unwrap_or(after.len());
        let (authority, tail) = after.split_at(end);
        let mut authority = authority.to_ascii_lowercase();
        if let Some((_, host)) = authority.rsplit_once('@') {
            authority = host.to_owned();
        }
        let loopback = ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|host| authority == *host || authority.starts_with(&format!("{host}:")));
        if scheme == "http" && !loopback {
            "https".clone_into(&mut scheme);
        }
        if authority.starts_with("localhost") && scheme == "http" && !rules.allow_localhost {
            authority = authority.replacen("localhost", "127.0.0.1", 1);
        }
        let default_port = if scheme == "http" { ":80" } else { ":443" };
        for ending in [default_port, ":", "."] {
            if let Some(shorter) = authority.strip_suffix(ending) {
                authority = shorter.to_owned();
            }
        }
        let slash = if tail.starts_with('?') { "/" } else { "" };
        rest = format!("//{authority}{slash}{tail}");
    }
    let fixed = format!("{scheme}:{rest}");
    (fixed != raw && RedirectUri::parse(&fixed, rules).is_ok()).then_some(fixed)
}

/// Reads a field with one URI per line. Empty lines and space around a URI mean nothing.
///
/// # Errors
/// One problem per bad line, with its number; at most [`MAX_PER_APPLICATION`] URIs.
pub fn parse_lines(
    text: &str,
    rules: RedirectUriRules,
) -> Result<Vec<RedirectUri>, Vec<FieldProblem>> {
    let mut uris: Vec<(u32, RedirectUri)> = Vec::new();
    let mut problems = Vec::new();
    for (line, raw) in (1u32..).zip(text.split('\n')) {
        let raw = raw.trim();
        if raw.is_empty() {
            continue;
        }
        let (message, fix) = match RedirectUri::parse(raw, rules) {
            Ok(uri) => match uris.iter().find(|(_, known)| *known == uri) {
                None if uris.len() == MAX_PER_APPLICATION => {
                    (format!("Line {line}: an application has at most 20 redirect URIs."), None)
                }
                None => {
                    uris.push((line, uri));
                    continue;
                }
                Some((first, _)) => (format!("Line {line}: the same as line {first}."), None),
            },
            Err(error) => (format!("Line {line}: {error}."), suggest(raw, rules)),
        };
        problems.push(FieldProblem { field: Field::RedirectUris, line: Some(line), message, fix });
        if problems.len() == MAX_PER_APPLICATION {
            break;
        }
    }
    if problems.is_empty() {
        Ok(uris.into_iter().map(|(_, uri)| uri).collect())
    } else {
        Err(problems)
    }
}

/// Turns a pasted list (JSON array, or separated by commas, semicolons or white space) into one
/// URI per line. `None` if the text is not a list, so that it is pasted as it is.
pub fn split_pasted(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches('[').trim_end_matches(']');
    let parts: Vec<&str> = bare
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .map(|part| part.trim_matches(['"', '\'']))
        .filter(|part| !part.is_empty())
        .collect();
    let list = parts.len() > 1 || text.trim().starts_with('[');
    let uris = !parts.is_empty() && parts.iter().all(|part| part.contains(":/"));
    (list && uris).then(|| parts.join("\n"))
}

#[cfg(test)]
mod tests;
