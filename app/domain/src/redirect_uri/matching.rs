//! Which URI a request may name where another is registered (SECURITY A), and how near a miss is.

use super::RedirectUri;

impl RedirectUri {
    /// Whether a request may name `asked`, decoded once, where this URI is registered: the same
    /// bytes, but for the port of a loopback IP address (RFC 9700 §2.1, RFC 8252 §7.3).
    pub fn accepts(&self, asked: &str) -> bool {
        self.0 == asked
            || matches!(
                (without_loopback_port(&self.0), without_loopback_port(asked)),
                (Some(registered), Some(asked)) if registered == asked
            )
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
