//! Protection against cross-site request forgery (SECURITY.md E4): the headers in which the browser
//! names the origin of a request are compared with the configured base URL, never with `Host`. There
//! are no CSRF tokens, which could leak or be missing from a form.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::{
    endpoints::AUTHORIZE,
    problem::{Problem, ProblemCode},
};
use http::{HeaderMap, HeaderName, Method, StatusCode, header::ORIGIN};

use super::{
    base_url::BaseUrl,
    cookie::SessionCookie,
    headers::Class,
    host::{self, SEC_FETCH_SITE},
    media_type::{FORM, JSON, content_type_is},
    session::Rule,
};
use crate::{html::HtmlResponder, problem};

/// The rule for one group of routes.
#[derive(Clone, Debug)]
pub struct SameOrigin {
    base: Arc<BaseUrl>,
    accepted: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The origin is another one, or unknown while the request has a session cookie: 403.
    Foreign,
    /// This route does not read bodies of this type: 415.
    ContentType,
}

impl Refusal {
    pub fn status(self) -> StatusCode {
        match self {
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }
}

impl SameOrigin {
    /// Accepts [`FORM`] and [`JSON`] from pages at `base`.
    pub fn new(base: Arc<BaseUrl>) -> Self {
        Self { base, accepted: &[FORM, JSON] }
    }

    /// The same rule for bodies of other types: essences in lower case, without parameters.
    #[must_use]
    pub fn accepting(self, accepted: &'static [&'static str]) -> Self {
        Self { accepted, ..self }
    }

    /// Checks method and headers. Safe methods (RFC 9110 §9.2.1) pass, because they change nothing.
    ///
    /// # Errors
    /// The request is refused.
    pub fn check(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
        if method.is_safe() {
            return Ok(());
        }
        // `none`: an action of the user, such as reloading the reply to a form.
        let site_is_own = |site: &[u8]| matches!(site, b"same-origin" | b"none");
        let site = all(headers, &SEC_FETCH_SITE, site_is_own);
        // Behind a proxy that adds `Referrer-Policy: no-referrer`, browsers send `Origin: null` for our
        // forms too (Fetch §3.2). A foreign page can't make them send `Sec-Fetch-Site: same-origin`.
        let null_may_be_own = site == Some(true);
        let origin = all(headers, &ORIGIN, |origin| {
            origin == self.base.as_str().as_bytes() || (null_may_be_own && origin == b"null")
        });
        let own = match (site, origin) {
            (Some(false), _) | (_, Some(false)) => false,
            (Some(true), _) | (_, Some(true)) => true,
            // Not a current browser: harmless without a session cookie.
            (None, None) => SessionCookie::new(&self.base).get(headers).is_none(),
        };
        if !own {
            return Err(Refusal::Foreign);
        }
        if content_type_is(headers, self.accepted) { Ok(()) } else { Err(Refusal::ContentType) }
    }
}

/// Whether all values of a header pass a check; `None` without the header.
fn all(headers: &HeaderMap, name: &HeaderName, rule: impl Fn(&[u8]) -> bool) -> Option<bool> {
    let own = headers.get_all(name).iter().all(|value| rule(value.as_bytes()));
    headers.contains_key(name).then_some(own)
}

/// Middleware: `from_fn_with_state(Rule { … }, csrf::guard)`, inside of
/// [`headers::secure`](super::headers::secure). The refusal is a page, or a problem for server
/// functions.
pub async fn guard(State(rule): State<Rule>, request: Request, next: Next) -> Response {
    let accepted: &[&str] = if rule.class == Class::Machine { &[JSON] } else { &[FORM] };
    let own = SameOrigin::new(rule.state.base.clone()).accepting(accepted);
    match own.check(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => answer(&rule, &own, refusal, request),
    }
}

fn answer(rule: &Rule, own: &SameOrigin, refusal: Refusal, request: Request) -> Response {
    let is_page = rule.class.is_page();
    let (parts, _) = request.into_parts();
    let foreign = refusal == Refusal::Foreign;
    let text = match refusal {
        Refusal::Foreign if parts.uri.path() == AUTHORIZE => {
            "Applications send their requests by GET: open the address that they begin with."
                .to_owned()
        }
        // Names the base URL, because the page may have been opened under another name of this server.
        Refusal::Foreign => {
            format!("This request came from another site. Open {} and try again.", own.base)
        }
        Refusal::ContentType => format!("Send this as {}.", own.accepted.join(" or ")),
    };
    let problem = Problem::new(ProblemCode::Rejected, text);
    let mut response = match host::origin_of_page(&own.base, &parts.headers).filter(|_| foreign) {
        Some(used) if is_page => host::wrong_address(
            &HtmlResponder::for_request(&parts, &rule.state),
            &own.base,
            "/",
            &used,
        ),
        _ if is_page => HtmlResponder::for_request(&parts, &rule.state).problem(&problem),
        _ => problem::reply(problem),
    };
    *response.status_mut() = refusal.status();
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn check(
        base: &str,
        method: &Method,
        lines: &[(&'static str, &'static str)],
    ) -> Result<(), Refusal> {
        let rule = SameOrigin::new(Arc::new(base.parse().expect("a base URL")));
        let line =
            |&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        let mut headers = HeaderMap::new();
        for (name, value) in lines.iter().map(line) {
            headers.append(name, value);
        }
        rule.check(method, &headers)
    }

    const HTTPS: &str = "https://apps.example.com";
    const TYPE: (&str, &str) = ("content-type", FORM);
    const COOKIE: (&str, &str) = ("cookie", "theme=dark; __Host-configo_session=x");

    #[test]
    fn a_post_must_come_from_our_own_pages() {
        let site = |value| ("sec-fetch-site", value);
        let origin = |value| ("origin", value);
        for (lines, own) in [
            (&[site("same-origin"), origin(HTTPS)][..], true),
            (&[site("same-origin")], true),
            (&[site("none")], true),
            (&[origin(HTTPS)], true),
            (&[site("cross-site")], false),
            (&[site("same-site")], false),
            (&[site("same-site"), origin(HTTPS)], false),
            (&[site("cross-site"), origin(HTTPS)], false),
            (&[site("invented")], false),
            (&[site("")], false),
            (&[site("same-origin"), site("cross-site")], false),
            (&[origin("null")], false),
            // A proxy's `Referrer-Policy: no-referrer`.
            (&[site("same-origin"), origin("null")], true),
            (&[site("none"), origin("null")], true),
            (&[site("same-origin"), origin("null"), origin("null")], true),
            (&[site("same-origin"), origin("null"), origin(HTTPS)], true),
            (&[site("cross-site"), origin("null")], false),
            (&[site("same-site"), origin("null")], false),
            (&[site("invented"), origin("null")], false),
            (&[site("same-origin"), site("cross-site"), origin("null")], false),
            (&[site("same-origin"), origin("null"), origin("https://evil.example")], false),
            (&[site("same-origin"), origin("NULL")], false),
            (&[site("same-origin"), origin("null, null")], false),
            (&[site("same-origin"), origin("https://evil.example")], false),
            (&[origin("null"), origin(HTTPS)], false),
            (&[origin("https://evil.example")], false),
            (&[origin("https://apps.example.com.evil.example")], false),
            (&[origin("https://apps.example.com/")], false),
            (&[origin("https://apps.example.com:8443")], false),
            (&[origin("http://apps.example.com")], false),
            (&[origin("https://other.apps.example.com")], false),
            (&[origin("")], false),
            (&[origin(HTTPS), origin("https://evil.example")], false),
            // Host is not evidence.
            (&[origin("https://evil.example"), ("host", "evil.example")], false),
            // Neither header: only without a session.
            (&[], true),
            (&[("cookie", "theme=dark")], true),
            (&[("cookie", "configo_session=x")], true),
            (&[COOKIE], false),
            (&[COOKIE, ("referer", "https://apps.example.com/")], false),
        ] {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let lines = [lines, &[TYPE]].concat();
                let expected = if own { Ok(()) } else { Err(Refusal::Foreign) };
                assert_eq!(check(HTTPS, &method, &lines), expected, "{method} {lines:?}");
                let with_cookie = [&lines[..], &[COOKIE]].concat();
                let proof =
                    lines.iter().any(|(name, _)| matches!(*name, "sec-fetch-site" | "origin"));
                let expected = if own && proof { Ok(()) } else { Err(Refusal::Foreign) };
                assert_eq!(check(HTTPS, &method, &with_cookie), expected, "{with_cookie:?}");
            }
        }
    }

    #[test]
    fn the_plain_http_session_counts_on_plain_http() {
        let lines = [TYPE, ("cookie", "configo_session=x")];
        assert_eq!(check("http://localhost:3000", &Method::POST, &lines), Err(Refusal::Foreign));
    }

    #[test]
    fn reading_is_open_to_links_from_anywhere() {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let lines =
                [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), COOKIE];
            assert_eq!(check(HTTPS, &method, &lines), Ok(()));
        }
    }

    #[test]
    fn a_body_must_be_of_an_accepted_type() {
        let own = ("origin", HTTPS);
        for (content_type, accepted) in [
            (FORM, true),
            ("application/x-www-form-urlencoded; charset=UTF-8", true),
            ("Application/JSON", true),
            ("text/plain", false),
            ("multipart/form-data; boundary=x", false),
            ("application/jsonp", false),
            ("text/plain; application/json", false),
            ("", false),
        ] {
            let expected = if accepted { Ok(()) } else { Err(Refusal::ContentType) };
            let lines = [own, ("content-type", content_type)];
            assert_eq!(check(HTTPS, &Method::POST, &lines), expected, "{content_type}");
        }
        assert_eq!(check(HTTPS, &Method::POST, &[own]), Err(Refusal::ContentType));
        let twice = [own, TYPE, ("content-type", "text/plain")];
        assert_eq!(check(HTTPS, &Method::POST, &twice), Err(Refusal::ContentType));
    }
}
