//! The IP address of the client: that of the socket's peer, or behind a trusted proxy, the one that
//! the proxy's forwarding headers name. Those headers of any other peer are ignored (SECURITY.md G3).

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::extract::FromRequestParts;
use http::{HeaderMap, HeaderName, header::FORWARDED, request::Parts};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of the socket; a request extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddr(pub SocketAddr);

/// The other end of the socket is one of the [`TrustedProxies`]; a request extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedPeer;

/// The IP address that failures are counted by and that the audit log stores; a request extension.
/// Equal to the peer's unless that is a trusted proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

impl ClientIp {
    /// `0.0.0.0` where no listener has set it.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts.extensions.get().copied().unwrap_or(Self(Ipv4Addr::UNSPECIFIED.into()))
    }
}

impl<S: Sync> FromRequestParts<S> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// What limits count as *one IP address*: an IPv4 address, or an IPv6 /64, because a customer of a
/// provider usually gets a whole one.
pub fn ip_bucket(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        ip @ IpAddr::V4(_) => ip,
    }
}

/// An IP address (`192.0.2.1`) or a block of them (`192.0.2.0/24`, `2001:db8::/32`).
///
/// # Errors
/// One sentence that says what to write instead.
fn parse_network(raw: &str) -> Result<IpNet, String> {
    let network = raw.parse().ok().or_else(|| raw.parse().ok().map(|ip: IpAddr| ip.into()));
    network.ok_or_else(|| {
        format!("`{raw}` is no address: write it as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32")
    })
}

/// The proxies whose forwarding headers are believed; none by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Listed", into = "Vec<String>")]
pub struct TrustedProxies(Vec<IpNet>);

/// A list, or one text with commas, which is how an environment variable holds it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    Text(String),
    List(Vec<String>),
}

impl TryFrom<Listed> for TrustedProxies {
    type Error = String;

    fn try_from(listed: Listed) -> Result<Self, String> {
        let parse = |raw: &str| parse_network(raw.trim());
        match listed {
            Listed::Text(text) if text.trim().is_empty() => Ok(Vec::new()),
            Listed::Text(text) => text.split(',').map(parse).collect(),
            Listed::List(list) => list.iter().map(|raw| parse(raw)).collect(),
        }
        .map(Self)
    }
}

impl From<TrustedProxies> for Vec<String> {
    fn from(proxies: TrustedProxies) -> Self {
        proxies.0.iter().map(ToString::to_string).collect()
    }
}

impl TrustedProxies {
    pub fn contains(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.0.iter().any(|network| network.contains(&ip))
    }

    /// The client behind `peer`: the rightmost IP address in `X-Forwarded-For` or `Forwarded`
    /// (RFC 7239 §5.2) that is not itself a trusted proxy. An entry that cannot be read ends the
    /// walk at the hop before it. Where both headers are present and disagree, one of them came
    /// from the client, so neither counts.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.contains(peer) {
            return peer;
        }
        let found = |hops: Vec<Option<IpAddr>>| {
            let mut nearest = peer;
            for hop in hops.into_iter().rev() {
                let Some(hop) = hop else { break };
                nearest = hop;
                if !self.contains(hop) {
                    break;
                }
            }
            nearest
        };
        match (x_forwarded_for(headers).map(found), forwarded(headers).map(found)) {
            (Some(one), Some(other)) if one != other => peer,
            (Some(client), _) | (None, Some(client)) => client,
            (None, None) => peer,
        }
    }
}

/// Whether the request has forwarding headers, true or not.
pub(super) fn says_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(FORWARDED)
}

fn x_forwarded_for(headers: &HeaderMap) -> Option<Vec<Option<IpAddr>>> {
    let lines = headers.get_all(X_FORWARDED_FOR).iter();
    let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().split(',').map(node));
    headers.contains_key(X_FORWARDED_FOR).then(|| hops.collect())
}

fn forwarded(headers: &HeaderMap) -> Option<Vec<Option<IpAddr>>> {
    let lines = headers.get_all(FORWARDED).iter();
    // A quoted comma splits an element in two unreadable halves: the walk ends there, safely.
    let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().split(',').map(hop_of));
    headers.contains_key(FORWARDED).then(|| hops.collect())
}

/// The `for` parameter of one `Forwarded` element.
fn hop_of(element: &str) -> Option<IpAddr> {
    let mut named = element.split(';').filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.eq_ignore_ascii_case("for").then_some(value)
    });
    let value = named.next().filter(|_| named.next().is_none())?;
    node(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value))
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn node(raw: &str) -> Option<IpAddr> {
    let raw = raw.trim();
    let bare = raw.strip_prefix('[').and_then(|raw| raw.strip_suffix(']')).unwrap_or(raw);
    let ip = bare.parse().ok().or_else(|| Some(raw.parse::<SocketAddr>().ok()?.ip()))?;
    Some(ip.to_canonical())
}

#[cfg(test)]
mod tests;
