//! Which URI a request may name where another is registered, and how two URIs differ.

use super::rules::RedirectUriRules;
use super::uri::RedirectUri;
use super::web::split_port;
use crate::application_kind::ApplicationKind;
use crate::text::is_unseen;
use percent_encoding::percent_decode_str;

impl RedirectUri {
    /// Whether a request of an application of this kind may name `asked`, decoded once, where this
    /// URI is registered: the same bytes, but for the port of a loopback host (RFC 8252 §7.3,
    /// RFC 9700 §4.1.3). `localhost` counts as one for public applications where the operator
    /// allows it.
    pub fn accepts(&self, asked: &str, rules: RedirectUriRules, kind: ApplicationKind) -> bool {
        let localhost = rules.allow_localhost && kind == ApplicationKind::Public;
        self.as_str() == asked
            || matches!(
                (
                    without_loopback_port(self.as_str(), localhost),
                    without_loopback_port(asked, localhost)
                ),
                (Some(registered), Some(asked)) if registered == asked
            )
    }

    /// How a requested URI differs from this one, if the difference is small enough to be a
    /// mistake.
    pub fn difference(&self, asked: &str) -> Option<Difference> {
        if let Some(difference) = around(self.as_str(), asked) {
            return Some(difference);
        }
        let (origin, path) = split_path(self.as_str());
        let (asked_origin, asked_path) = split_path(asked);
        if origin != asked_origin {
            return if path == asked_path { of_origins(origin, asked_origin) } else { None };
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

/// What distinguishes two redirect URIs that are nearly the same, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// White space behind it.
    SpaceBehind,
    /// White space in front of it.
    SpaceInFront,
    /// Encoded white space or an encoded invisible character behind it.
    EncodedSpace,
    /// A character that nobody sees.
    Invisible,
    /// Quotes around it.
    Quotes,
    /// A part from `#` on.
    Fragment,
    /// Other characters are percent-encoded, or all are once more.
    Encoding,
    /// The port that the scheme implies is written in one of them only.
    UsualPort,
    /// Capital letters in scheme or host.
    Case,
    /// A slash at the end of the path.
    TrailingSlash,
    /// Capital and small letters in the path.
    PathCase,
    /// A user name or password before the host.
    Userinfo,
    /// `http` in place of `https`, or the other way round.
    Scheme,
    /// Another port.
    Port,
    /// Another query.
    Query,
    /// Another host.
    Host,
}

impl Difference {
    /// The difference in a few words, from the point of view of the requested URI.
    pub const fn text(self) -> &'static str {
        match self {
            Self::SpaceBehind => "with a space behind it",
            Self::SpaceInFront => "with a space in front of it",
            Self::EncodedSpace => "with an encoded space behind it",
            Self::Invisible => "with an invisible character in it",
            Self::Quotes => "with quotes around it",
            Self::Fragment => "with a part from # on",
            Self::Encoding => "percent-encoded in another way, or twice",
            Self::UsualPort => "the usual port is written in one of the two only",
            Self::Case => "capital letters in scheme or host",
            Self::TrailingSlash => "trailing slash",
            Self::PathCase => "capital letters in the path",
            Self::Userinfo => "a user name before the host",
            Self::Scheme => "another scheme",
            Self::Port => "another port",
            Self::Query => "another query",
            Self::Host => "another host",
        }
    }

    /// Whether registering the other one too may be offered to an owner. Client IDs are public, so
    /// anyone can make a request fail: only what leads to the same place may be suggested.
    pub const fn may_be_added(self) -> bool {
        matches!(self, Self::TrailingSlash | Self::PathCase | Self::UsualPort)
    }
}

/// What stands around a registered URI, or is hidden in it, in one that was asked for.
fn around(registered: &str, asked: &str) -> Option<Difference> {
    let seen: String = asked.chars().filter(|&c| !is_unseen(c)).collect();
    let space = asked.trim() == registered;
    if let (true, Some(behind)) = (space, asked.strip_prefix(registered)) {
        (!behind.is_empty()).then_some(Difference::SpaceBehind)
    } else if space {
        Some(Difference::SpaceInFront)
    } else if seen == registered {
        Some(Difference::Invisible)
    } else if asked.trim_matches(['"', '\'', '<', '>']) == registered {
        Some(Difference::Quotes)
    } else if let Some(behind) = asked.strip_prefix(registered)
        && decoded(behind).chars().all(is_unseen)
    {
        Some(Difference::EncodedSpace)
    } else if asked.split_once('#').is_some_and(|(before, _)| before == registered) {
        Some(Difference::Fragment)
    } else if decoded(asked) == decoded(registered) || decoded(asked) == registered {
        Some(Difference::Encoding)
    } else {
        None
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// What distinguishes two different origins `scheme://host[:port]` that have the same path.
fn of_origins(registered: &str, asked: &str) -> Option<Difference> {
    let (scheme, authority) = registered.split_once("://")?;
    let (asked_scheme, asked_authority) = asked.split_once("://")?;
    if registered.eq_ignore_ascii_case(asked) {
        return Some(Difference::Case);
    }
    if scheme != asked_scheme {
        return (authority == asked_authority).then_some(Difference::Scheme);
    }
    if asked_authority.rsplit_once('@').is_some_and(|(_, host)| host == authority) {
        return Some(Difference::Userinfo);
    }
    let ((host, port), (asked_host, asked_port)) =
        (split_port(authority)?, split_port(asked_authority)?);
    if !host.eq_ignore_ascii_case(asked_host) {
        return Some(Difference::Host);
    }
    let usual = match scheme {
        "https" => Some("443"),
        "http" => Some("80"),
        _ => None,
    };
    let is_usual = |port: Option<&str>| port.is_none_or(|port| Some(port) == usual);
    Some(if host == asked_host && is_usual(port) && is_usual(asked_port) {
        Difference::UsualPort
    } else {
        Difference::Port
    })
}

/// Scheme and host, and what follows.
fn split_path(uri: &str) -> (&str, &str) {
    let start = uri.find("://").map_or(0, |at| at + 3);
    let end = uri[start..].find(['/', '?']).map_or(uri.len(), |at| start + at);
    uri.split_at(end)
}

/// An `http` URI of a loopback host in two parts, before and after its port.
fn without_loopback_port(uri: &str, localhost: bool) -> Option<(&str, &str)> {
    let hosts = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
    let hosts = if localhost { &hosts[..] } else { &hosts[..2] };
    let host = hosts.iter().find(|host| uri.starts_with(**host))?;
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
