//! Names and attributes of the session cookie, and the theme cookie. The session cookie's value is
//! opaque here.

use std::{fmt, time::Duration};

use app::browser::preferences::Theme;
use http::{HeaderMap, HeaderValue, header::COOKIE};

use super::base_url::BaseUrl;

/// Codec of this server's session cookie (SECURITY.md F4, RFC 6265bis §4.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCookie {
    https: bool,
    port: Option<u16>,
}

/// The value has a character that is not allowed in a cookie (RFC 6265 §4.1.1): a bug of the program,
/// not of the request.
#[derive(Debug, PartialEq, Eq)]
pub struct IllegalValue;

impl fmt::Display for IllegalValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a cookie value must be made of visible ASCII without separators")
    }
}

impl std::error::Error for IllegalValue {}

impl SessionCookie {
    /// The cookie for a server that browsers reach at `base`.
    pub fn new(base: &BaseUrl) -> Self {
        Self { https: base.is_https(), port: base.port() }
    }

    /// `__Host-configo_session` on https; `configo_session` on plain http, where browsers refuse
    /// the prefix. The names differ so that neither is ever taken for the other. A port that is not
    /// the scheme's default is part of the name (`configo_session_3000`): a browser sends the cookies
    /// of a host to all its ports (RFC 6265 §8.5), and two servers there would sign each other's
    /// accounts out.
    pub fn name(self) -> String {
        let name = self.name_without_port();
        self.port.map_or(name.to_owned(), |port| format!("{name}_{port}"))
    }

    /// The name that earlier versions used whatever the port.
    fn name_without_port(self) -> &'static str {
        if self.https { "__Host-configo_session" } else { "configo_session" }
    }

    /// The `Set-Cookie` value that signs a browser in for `lifetime` (whole seconds; the server
    /// ends an idle session sooner). Marked sensitive, so that `Debug` hides it.
    ///
    /// # Errors
    /// [`IllegalValue`] when `secret` is empty or holds anything but cookie octets.
    pub fn set(self, secret: &str, lifetime: Duration) -> Result<HeaderValue, IllegalValue> {
        let octet = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
        if secret.is_empty() || !secret.bytes().all(octet) {
            return Err(IllegalValue);
        }
        self.line(secret, lifetime.as_secs()).ok_or(IllegalValue)
    }

    /// The `Set-Cookie` value that deletes the cookie.
    pub fn clear(self) -> HeaderValue {
        self.line("", 0).unwrap_or(HeaderValue::from_static(""))
    }

    /// The session's plain secret as the browser sent it. Where the name is sent more than once, the
    /// first counts: browsers send the most specific path first (RFC 6265 §5.4). Without a cookie of
    /// the current name, one of the earlier name counts, so that an upgrade signs nobody out. That
    /// cookie may be another server's, whose secret is unknown here and opens nothing.
    pub fn get(self, headers: &HeaderMap) -> Option<&str> {
        let named = |name: &str| value(headers, name).filter(|value| !value.is_empty());
        named(&self.name()).or_else(|| named(self.name_without_port()))
    }

    fn line(self, value: &str, seconds: u64) -> Option<HeaderValue> {
        let secure = if self.https { "; Secure" } else { "" };
        let name = self.name();
        let line =
            format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        let mut line = HeaderValue::try_from(line).ok()?;
        line.set_sensitive(true);
        Some(line)
    }
}

/// What a person chose in this browser, kept in a cookie that scripts write.
pub fn theme(headers: &HeaderMap) -> Theme {
    value(headers, Theme::COOKIE).map_or(Theme::System, Theme::parse)
}

fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(found, value)| (found.trim() == name).then(|| value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(base: &str) -> SessionCookie {
        SessionCookie::new(&base.parse().expect("a base URL"))
    }

    fn sent(line: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(line))])
    }

    #[test]
    fn https_binds_the_cookie_to_the_host_and_plain_http_uses_another_name() {
        let week = Duration::from_hours(7 * 24);
        let https = cookie("https://apps.example.com").set("abc_1", week).expect("a legal value");
        assert_eq!(
            https,
            "__Host-configo_session=abc_1; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure"
        );
        let http = cookie("http://127.0.0.1").set("abc_1", week).expect("a legal value");
        assert_eq!(http, "configo_session=abc_1; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax");
        assert!(!format!("{https:?}{http:?}").contains("abc"));
    }

    #[test]
    fn a_value_cannot_add_attributes_or_headers() {
        for bad in ["", "a;b", "a b", "a\r\nb", "a,b", "a\"", "ü"] {
            let set = cookie("http://localhost").set(bad, Duration::ZERO);
            assert_eq!(set, Err(IllegalValue), "{bad}");
        }
    }

    #[test]
    fn clearing_keeps_the_attributes_that_find_the_cookie() {
        assert_eq!(
            cookie("https://apps.example.com").clear(),
            "__Host-configo_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
        );
    }

    #[test]
    fn two_servers_on_one_host_have_a_cookie_each() {
        for (base, name) in [
            ("http://127.0.0.1:3000", "configo_session_3000"),
            ("http://127.0.0.1:3001", "configo_session_3001"),
            ("http://[::1]:3000", "configo_session_3000"),
            ("http://127.0.0.1", "configo_session"),
            ("https://apps.example.com", "__Host-configo_session"),
            ("https://apps.example.com:8443", "__Host-configo_session_8443"),
        ] {
            assert_eq!(cookie(base).name(), name, "{base}");
            let line = cookie(base).clear();
            assert!(line.to_str().expect("text").starts_with(&format!("{name}=; ")), "{base}");
        }
        let here = cookie("http://127.0.0.1:3000");
        for (line, found) in [
            ("configo_session_3000=x", Some("x")),
            ("configo_session_3001=y", None),
            ("configo_session_3001=y; configo_session_3000=x", Some("x")),
            // From before the upgrade; our own comes first.
            ("configo_session=old", Some("old")),
            ("configo_session=old; configo_session_3000=x", Some("x")),
            ("configo_session=old; configo_session_3000=", Some("old")),
            ("__Host-configo_session=x; __Host-configo_session_3000=x", None),
        ] {
            assert_eq!(here.get(&sent(line)), found, "{line}");
        }
    }

    #[test]
    fn the_session_is_found_by_its_own_name_only() {
        let (https, http) = (cookie("https://a.example"), cookie("http://localhost"));
        for (line, over_https, over_http) in [
            ("__Host-configo_session=x", Some("x"), None),
            ("configo_session=y", None, Some("y")),
            ("a=b; configo_session=y; theme=dark", None, Some("y")),
            ("configo_session=first; configo_session=second", None, Some("first")),
            ("xconfigo_session=y", None, None),
            ("configo_session=", None, None),
            ("configo_session", None, None),
            ("", None, None),
        ] {
            assert_eq!(https.get(&sent(line)), over_https, "{line}");
            assert_eq!(http.get(&sent(line)), over_http, "{line}");
        }
    }

    #[test]
    fn only_known_themes_count() {
        assert_eq!(theme(&sent("theme=light")), Theme::Light);
        assert_eq!(theme(&sent("a=b; theme=dark")), Theme::Dark);
        for line in ["theme=\"><script>", "theme=", "other=dark"] {
            assert_eq!(theme(&sent(line)), Theme::System, "{line}");
        }
    }
}
