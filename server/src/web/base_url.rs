//! The public base URL of this server: the issuer, the origin of every same-origin check, and the start
//! of every link. It is configured, never taken from `Host` (SECURITY.md G3).

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// An `http` or `https` origin in its canonical text, without a trailing slash:
/// `https://apps.example.com`. That text is the issuer (RFC 8414 §2) and equals what a browser
/// sends as `Origin` (RFC 6454 §6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl {
    origin: String,
    https: bool,
    loopback: bool,
}

impl BaseUrl {
    /// The base URL where none is configured: `http://` and the bound address. It is `localhost` where
    /// every interface was bound (`0.0.0.0`, `::`), which no browser can open.
    pub fn of_listener(bound: SocketAddr) -> Self {
        let origin = if bound.ip().is_unspecified() {
            format!("http://localhost:{}", bound.port())
        } else {
            format!("http://{bound}")
        };
        // A browser leaves the scheme's default port out of `Origin`.
        let origin = origin.strip_suffix(":80").map_or(origin.clone(), str::to_owned);
        let loopback = bound.ip().is_loopback() || bound.ip().is_unspecified();
        Self { origin, https: false, loopback }
    }

    /// The origin, which is also the issuer; never ends in a slash.
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    /// The port, unless it is the scheme's default.
    pub fn port(&self) -> Option<u16> {
        self.origin.rsplit_once(':').and_then(|(_, port)| port.parse().ok())
    }

    /// Decides on `Secure`, `__Host-` and HSTS.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Whether the host is this machine. Plain http on any other is warned about (SECURITY.md F4).
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

impl From<BaseUrl> for String {
    fn from(base: BaseUrl) -> Self {
        base.origin
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = String;

    fn try_from(raw: String) -> Result<Self, String> {
        raw.parse()
    }
}

impl FromStr for BaseUrl {
    /// One sentence that says what to write instead.
    type Err = String;

    /// Accepts exactly what a browser would send as `Origin`, with or without one trailing slash.
    fn from_str(raw: &str) -> Result<Self, String> {
        let help = "write where browsers find Configo, such as https://apps.example.com";
        let url =
            Url::parse(raw).map_err(|error| format!("`{raw}` is no URL ({error}): {help}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("`{raw}` is neither http nor https: {help}"));
        }
        let origin = url.origin().ascii_serialization();
        if raw.strip_suffix('/').unwrap_or(raw) != origin {
            return Err(format!(
                "`{raw}` is more than an origin or not in its plain form: write {origin}"
            ));
        }
        let loopback = match url.host() {
            // RFC 6761 §6.3
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
            None => false,
        };
        Ok(Self { https: url.scheme() == "https", origin, loopback })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_without_its_trailing_slash() {
        for (raw, kept) in [
            ("https://apps.example.com", "https://apps.example.com"),
            ("https://apps.example.com/", "https://apps.example.com"),
            ("https://apps.example.com:8443", "https://apps.example.com:8443"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://[::1]:3000/", "http://[::1]:3000"),
        ] {
            assert_eq!(raw.parse::<BaseUrl>().map(String::from).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn anything_that_is_not_just_an_origin_is_refused_with_the_right_text() {
        for (raw, advice) in [
            ("https://apps.example.com/app", "write https://apps.example.com"),
            ("https://apps.example.com//", "write https://apps.example.com"),
            ("https://apps.example.com?a=b", "write https://apps.example.com"),
            ("https://apps.example.com#a", "write https://apps.example.com"),
            ("https://me@apps.example.com", "write https://apps.example.com"),
            ("https://Apps.Example.com", "write https://apps.example.com"),
            ("https://apps.example.com:443", "write https://apps.example.com"),
            ("https://bücher.example", "write https://xn--bcher-kva.example"),
            ("https:\\\\apps.example.com", "write https://apps.example.com"),
            (" https://apps.example.com", "write https://apps.example.com"),
            ("ftp://apps.example.com", "neither http nor https"),
            ("apps.example.com", "no URL"),
            ("", "no URL"),
        ] {
            let refusal = raw.parse::<BaseUrl>().expect_err(raw);
            assert!(refusal.contains(advice), "{raw}: {refusal}");
        }
    }

    #[test]
    fn only_a_port_that_is_not_the_default_is_a_port() {
        for (base, port, loopback) in [
            ("https://apps.example.com", None, false),
            ("https://apps.example.com:8443", Some(8443), false),
            ("http://apps.example.com:443", Some(443), false),
            ("http://localhost", None, true),
            ("http://configo.localhost:3000", Some(3000), true),
            ("http://localhost.example", None, false),
            ("http://[::1]", None, true),
            ("http://[::1]:3000", Some(3000), true),
        ] {
            let url: BaseUrl = base.parse().expect("a base URL");
            assert_eq!((url.port(), url.is_loopback()), (port, loopback), "{base}");
        }
    }

    #[test]
    fn the_default_follows_the_bound_address() {
        for (bound, base) in [
            ("127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("[::1]:3000", "http://[::1]:3000"),
            ("0.0.0.0:3000", "http://localhost:3000"),
            ("192.0.2.1:80", "http://192.0.2.1"),
            ("192.0.2.1:8080", "http://192.0.2.1:8080"),
        ] {
            let url = BaseUrl::of_listener(bound.parse().expect("an address"));
            assert_eq!(url.as_str(), base);
            assert_eq!(base.parse().as_ref(), Ok(&url), "{base}");
        }
    }
}
