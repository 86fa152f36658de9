//! The destination of a redirect URI in a form that can't be mistaken for another one.

use domain::redirect_uri::RedirectUri;
use std::net::{Ipv4Addr, Ipv6Addr};
use unicode_script::{Script, UnicodeScript as _};

/// Scripts that may be mixed (UTS 39 §5.2, "Highly Restrictive").
const TOGETHER: [&[Script]; 3] = [
    &[Script::Latin, Script::Han, Script::Hiragana, Script::Katakana],
    &[Script::Latin, Script::Han, Script::Bopomofo],
    &[Script::Latin, Script::Han, Script::Hangul],
];

/// Where an authorization response is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// A host.
    Host {
        /// In ASCII (punycode), with a non-default port.
        host: String,
        /// In Unicode, if that differs.
        unicode: Option<String>,
        /// Whether one of its labels mixes scripts that may not be mixed.
        mixes_scripts: bool,
    },
    /// A loopback address (RFC 8252 §7.3).
    Device,
    /// A private-use scheme (RFC 8252 §7.1).
    App(String),
}

impl Destination {
    /// Parses a registered redirect URI, which has no user info and a lower-case host.
    pub(super) fn of(uri: &RedirectUri) -> Self {
        let (scheme, rest) = uri.as_str().split_once(':').unwrap_or_default();
        if !matches!(scheme, "https" | "http") {
            return Self::App(scheme.to_owned());
        }
        let authority = rest.trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
        let host = name_of(authority);
        if is_loopback(host) {
            return Self::Device;
        }
        let unicode = decoded(host);
        let mixes_scripts =
            unicode.as_deref().is_some_and(|name| name.split('.').any(mixes_scripts));
        Self::Host { host: authority.to_owned(), unicode, mixes_scripts }
    }
}

/// The host of an authority without its port; an IPv6 address keeps its brackets.
fn name_of(authority: &str) -> &str {
    let end = authority.find(']').map_or(0, |at| at + 1);
    let port = authority[end..].find(':').map_or(authority.len(), |at| end + at);
    &authority[..port]
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

/// The Unicode form of a host with punycode labels; `None` if there are none or they are invalid.
fn decoded(host: &str) -> Option<String> {
    let (text, outcome) = idna::domain_to_unicode(host);
    (outcome.is_ok() && text != host).then_some(text)
}

fn mixes_scripts(label: &str) -> bool {
    let mut scripts: Vec<Script> = Vec::new();
    for script in label.chars().map(|c| c.script()) {
        let counts = !matches!(script, Script::Common | Script::Inherited);
        if counts && !scripts.contains(&script) {
            scripts.push(script);
        }
    }
    let fits = |known: &&[Script]| scripts.iter().all(|script| known.contains(script));
    scripts.len() > 1 && !TOGETHER.iter().any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(uri: &str) -> Destination {
        Destination::of(&RedirectUri::from_stored(uri.to_owned()))
    }

    fn host(host: &str, unicode: Option<&str>, mixes_scripts: bool) -> Destination {
        let unicode = unicode.map(str::to_owned);
        Destination::Host { host: host.to_owned(), unicode, mixes_scripts }
    }

    #[test]
    fn a_host_is_shown_as_it_is_registered() {
        assert_eq!(
            of("https://shop.example/cb?next=https://evil.example"),
            host("shop.example", None, false)
        );
        assert_eq!(of("https://shop.example"), host("shop.example", None, false));
        assert_eq!(of("https://shop.example:8443/"), host("shop.example:8443", None, false));
        assert_eq!(of("https://[2001:db8::1]:8443/"), host("[2001:db8::1]:8443", None, false));
        assert_eq!(
            of("https://localhost.evil.example/"),
            host("localhost.evil.example", None, false)
        );
    }

    #[test]
    fn what_listens_on_this_machine_is_called_so() {
        for uri in [
            "http://127.0.0.1/cb",
            "http://127.0.0.1:4000/cb",
            "http://[::1]:4000/cb",
            "http://localhost:4000/cb",
            "https://app.localhost/cb",
            "https://127.0.0.2/cb",
        ] {
            assert_eq!(of(uri), Destination::Device, "{uri}");
        }
        assert_eq!(of("com.example.app:/cb"), Destination::App("com.example.app".to_owned()));
        assert_eq!(of("com.example.app://host/cb"), Destination::App("com.example.app".to_owned()));
    }

    #[test]
    fn encoded_labels_are_decoded_and_mixtures_marked() {
        let bücher = host("xn--bcher-kva.example", Some("bücher.example"), false);
        assert_eq!(of("https://xn--bcher-kva.example/"), bücher);
        // "аpple" with a Cyrillic а.
        let apple = host("xn--pple-43d.example:444", Some("аpple.example"), true);
        assert_eq!(of("https://xn--pple-43d.example:444/"), apple);
        assert_eq!(of("https://xn--0.example/"), host("xn--0.example", None, false));
    }

    #[test]
    fn scripts_that_belong_together_are_no_mixture() {
        for label in ["shop", "shop-24", "пример", "日本のカタカナ", "東京tower", "한국", "bücher"]
        {
            assert!(!mixes_scripts(label), "{label}");
        }
        for label in ["pаypal", "ехample", "αbc", "日本пример", "한국のあ"] {
            assert!(mixes_scripts(label), "{label}");
        }
    }
}
