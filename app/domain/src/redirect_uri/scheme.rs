//! Schemes: which are never allowed, and the form of URIs with private-use schemes.

use super::error::RedirectUriError;
use super::path::check_path;
use super::rules::{PrivateSchemes, RedirectUriRules};
use super::web::check_host;
use crate::application_kind::ApplicationKind;

/// Schemes that a browser or an operating system acts on by itself, or that carry no redirect.
const DENIED: [&str; 35] = [
    "about",
    "android-app",
    "blob",
    "data",
    "edge",
    "facetime",
    "feed",
    "file",
    "filesystem",
    "ftp",
    "git",
    "gopher",
    "intent",
    "jar",
    "javascript",
    "ldap",
    "mailto",
    "market",
    "mhtml",
    "moz-extension",
    "res",
    "resource",
    "sip",
    "smb",
    "sms",
    "ssh",
    "steam",
    "tel",
    "telnet",
    "urn",
    "vbscript",
    "view-source",
    "webcal",
    "ws",
    "wss",
];

/// Families of such schemes.
const DENIED_STARTS: [&str; 4] = ["chrome", "itms", "ms-", "search"];

/// Splits at the first colon and checks the scheme's form (RFC 3986 §3.1).
pub(super) fn split(raw: &str) -> Result<(&str, &str), RedirectUriError> {
    let (scheme, rest) = raw.split_once(':').ok_or(RedirectUriError::NoScheme)?;
    let mut bytes = scheme.bytes();
    let well_formed = bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !well_formed {
        return Err(RedirectUriError::NoScheme);
    }
    let lower = scheme.to_ascii_lowercase();
    let is_denied = DENIED.contains(&lower.as_str())
        || DENIED_STARTS.iter().any(|start| lower.starts_with(start));
    if is_denied {
        return Err(RedirectUriError::DeniedScheme(lower));
    }
    if is_port(rest) {
        return Err(RedirectUriError::NoScheme);
    }
    if misspells_https(&lower) {
        return Err(RedirectUriError::Misspelt(lower));
    }
    if lower != scheme {
        return Err(RedirectUriError::Case);
    }
    Ok((scheme, rest))
}

/// Whether what follows a colon makes what precedes it a host rather than a scheme.
fn is_port(rest: &str) -> bool {
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    end > 0 && rest[..end].bytes().all(|b| b.is_ascii_digit())
}

/// Whether a scheme is nothing but a typing error for `https` or `http`.
pub(super) fn misspells_https(lower: &str) -> bool {
    !matches!(lower, "https" | "http")
        && (3..=8).contains(&lower.len())
        && lower.starts_with(['h', 't'])
        && lower.contains('t')
        && lower.contains('p')
        && lower.bytes().all(|b| b"htps".contains(&b))
}

/// RFC 8252 §7.1: a scheme based on a domain name the developer holds. Programs on a desktop have
/// shorter ones; those are told from a mistake by their form, and a confidential application, which
/// runs on a server, has none.
pub(super) fn check_private_use(
    scheme: &str,
    rest: &str,
    rules: RedirectUriRules,
    kind: ApplicationKind,
) -> Result<(), RedirectUriError> {
    let dotted = scheme.contains('.');
    match rules.allow_private_schemes {
        PrivateSchemes::None => return Err(RedirectUriError::PrivateSchemesOff),
        PrivateSchemes::Dotted if !dotted => return Err(RedirectUriError::DotlessScheme),
        PrivateSchemes::Any if !dotted && kind == ApplicationKind::Confidential => {
            return Err(RedirectUriError::DotlessConfidential);
        }
        PrivateSchemes::Any | PrivateSchemes::Dotted => {}
    }
    let path = match rest.strip_prefix("//") {
        // `scheme:///path`: an empty authority.
        Some(empty) if dotted && empty.starts_with('/') => empty,
        Some(authority) => {
            let end = authority.find(['/', '?']).unwrap_or(authority.len());
            let (host, tail) = authority.split_at(end);
            if host.contains('@') {
                return Err(RedirectUriError::Userinfo);
            }
            if !dotted && (host.is_empty() || !tail.starts_with('/')) {
                return Err(RedirectUriError::DotlessForm(scheme.to_owned()));
            }
            if host.contains([':', '[', '%']) {
                return Err(RedirectUriError::Host);
            }
            check_host(host)?;
            tail
        }
        None if dotted && rest.starts_with('/') => rest,
        None if dotted => return Err(RedirectUriError::PrivateUseForm),
        None => return Err(RedirectUriError::DotlessForm(scheme.to_owned())),
    };
    // A second slash would read as the start of an authority.
    if path.starts_with("//") {
        return Err(RedirectUriError::PrivateUseForm);
    }
    check_path(path)
}
