//! The security headers of every reply, by class of route (SECURITY.md G2). A header that a handler
//! has set is left unchanged, so exceptions are in the handlers and not here.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::endpoints::{AUTHORIZE, INTROSPECT};
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        X_CONTENT_TYPE_OPTIONS,
    },
};

use super::{RequestIdSource, base_url::BaseUrl, base64_128, canonical_path::canonical};

const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";
const PERMISSIONS: &str = "clipboard-write=(self), clipboard-read=(), camera=(), geolocation=(), \
    microphone=(), payment=(), usb=(), publickey-credentials-get=()";

/// The kind of a group of routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Pages. Never stored; scripts run only with this reply's nonce.
    Html,
    /// Pages that an application may have opened in a popup: consent, and the sign-in page before
    /// it. As [`Class::Html`], with a relaxed COOP so that the opener survives (SECURITY.md B9).
    Authorize,
    /// Endpoints that our pages call. Never stored unless the handler says otherwise.
    Machine,
    /// Endpoints of an RFC that programs call, with client credentials in place of a cookie. As
    /// [`Class::Machine`], but without a check of the origin.
    Endpoint,
    /// As [`Class::Endpoint`], for pages of any origin too ([`cors`](super::cors)).
    SharedEndpoint,
    /// Scripts, styles, fonts, pictures. Revalidated unless the handler says otherwise; the route
    /// of hashed files says [`IMMUTABLE`].
    Asset,
}

impl Class {
    pub fn is_page(self) -> bool {
        matches!(self, Self::Html | Self::Authorize)
    }

    /// The class of the replies at a path, whether there is a route or not: for replies from outside of
    /// the routes.
    pub fn of_path(path: &str) -> Self {
        let path = &*canonical(path);
        let below = |root| {
            let rest: Option<&str> = path.strip_prefix(root);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match path {
            AUTHORIZE => Self::Authorize,
            INTROSPECT => Self::Endpoint,
            _ if below("/oauth") || below("/.well-known") || below("/api/v1") => {
                Self::SharedEndpoint
            }
            _ if below("/api") || below("/healthz") => Self::Machine,
            _ if below("/pkg") || below("/favicon.svg") => Self::Asset,
            _ => Self::Html,
        }
    }
}

/// `Cache-Control` for a file whose name holds its hash.
pub const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The nonce of the scripts in the reply; a request extension on [`Class::Html`] and
/// [`Class::Authorize`] (CSP3 §2.3.1: 128 random bits, new for each reply).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CspNonce(pub String);

/// The rule for one group of routes. Cheap to clone.
#[derive(Clone)]
pub struct SecurityHeaders {
    class: Class,
    transport: Transport,
    random: RequestIdSource,
}

/// How replies reach the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Transport {
    https: bool,
    /// https, or within one machine: a potentially trustworthy origin (Secure Contexts §3.1).
    trustworthy: bool,
}

impl Transport {
    /// For replies from outside of the router, where the base URL is unknown: no header depends on it.
    pub(super) const UNKNOWN: Self = Self { https: false, trustworthy: false };
}

impl SecurityHeaders {
    /// The headers of `class` for a server that browsers reach at `base`.
    pub fn new(class: Class, base: &BaseUrl, random: RequestIdSource) -> Self {
        let https = base.is_https();
        let transport = Transport { https, trustworthy: https || base.is_loopback() };
        Self { class, transport, random }
    }
}

pub(super) fn apply(
    class: Class,
    transport: Transport,
    nonce: Option<&CspNonce>,
    headers: &mut HeaderMap,
) {
    let mut set = |name, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    let policy = nonce.map_or(Ok(HeaderValue::from_static(NOTHING)), |CspNonce(nonce)| {
        HeaderValue::try_from(format!(
            "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval'; \
             style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ))
    });
    // The nonce is base64, so this cannot fail; if it did, nothing may run.
    let policy = policy.unwrap_or(HeaderValue::from_static(NOTHING));
    set(CONTENT_SECURITY_POLICY, policy);
    set(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let cache = if class == Class::Asset { "no-cache" } else { "no-store" };
    set(CACHE_CONTROL, HeaderValue::from_static(cache));
    if class.is_page() {
        set(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        set(PERMISSIONS_POLICY, HeaderValue::from_static(PERMISSIONS));
        set(CORP, HeaderValue::from_static("same-origin"));
        if transport.trustworthy {
            // Elsewhere browsers ignore it, and complain about it in the console (HTML §7.1.3).
            let opener = if class == Class::Authorize { "unsafe-none" } else { "same-origin" };
            set(COOP, HeaderValue::from_static(opener));
        }
    }
    if transport.https {
        // Without includeSubDomains: subdomains may not be Configo's.
        set(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
}

/// Middleware: `from_fn_with_state(SecurityHeaders::new(class, &base, random), headers::secure)`.
/// On pages the handler finds a [`CspNonce`] among the request's extensions.
pub async fn secure(
    State(rule): State<SecurityHeaders>,
    mut request: Request,
    next: Next,
) -> Response {
    let nonce = rule.class.is_page().then(|| CspNonce(base64_128((rule.random)())));
    if let Some(nonce) = &nonce {
        request.extensions_mut().insert(nonce.clone());
    }
    let mut response = next.run(request).await;
    apply(rule.class, rule.transport, nonce.as_ref(), response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Extension, Router, body::Body, middleware::from_fn_with_state, routing::get};
    use http::header::LOCATION;
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };
    use tower::ServiceExt;

    fn counting() -> RequestIdSource {
        let count = AtomicU64::new(1);
        Arc::new(move || u128::from(count.fetch_add(1, Ordering::Relaxed)))
    }

    async fn headers_of(class: Class, base: &str) -> Vec<HeaderMap> {
        let base = base.parse().expect("a base URL");
        let rule = SecurityHeaders::new(class, &base, counting());
        let nonce = |nonce: Option<Extension<CspNonce>>| async move {
            nonce.map_or([(LOCATION, String::new())], |Extension(CspNonce(nonce))| {
                [(LOCATION, nonce)]
            })
        };
        let own = || async {
            [(CACHE_CONTROL, IMMUTABLE), (CONTENT_SECURITY_POLICY, HeaderValue::from_static("own"))]
        };
        let router = Router::new()
            .route("/", get(nonce))
            .route("/own", get(own))
            .layer(from_fn_with_state(rule, secure));
        let mut replies = Vec::new();
        for path in ["/", "/", "/own"] {
            let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
            let response = router.clone().oneshot(request).await.expect("infallible");
            replies.push(response.headers().clone());
        }
        replies
    }

    #[tokio::test]
    async fn a_page_runs_only_what_carries_its_own_nonce() {
        let replies = headers_of(Class::Html, "https://apps.example.com").await;
        let nonce = replies[0][LOCATION].to_str().expect("text");
        assert_eq!(nonce.len(), 22);
        assert_ne!(replies[0][LOCATION], replies[1][LOCATION]);
        assert_eq!(
            replies[0][CONTENT_SECURITY_POLICY],
            format!(
                "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
                 img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
                 frame-ancestors 'none'; base-uri 'none'"
            )
        );
        assert_eq!(replies[0][CACHE_CONTROL], "no-store");
        assert_eq!(replies[0][REFERRER_POLICY], "same-origin");
        assert_eq!(replies[0][COOP], "same-origin");
        assert_eq!(replies[0][STRICT_TRANSPORT_SECURITY], "max-age=63072000");
    }

    #[tokio::test]
    async fn each_class_has_its_own() {
        for (class, coop, cache, is_page) in [
            (Class::Html, "same-origin", "no-store", true),
            (Class::Authorize, "unsafe-none", "no-store", true),
            (Class::Machine, "", "no-store", false),
            (Class::Endpoint, "", "no-store", false),
            (Class::SharedEndpoint, "", "no-store", false),
            (Class::Asset, "", "no-cache", false),
        ] {
            let headers = headers_of(class, "http://localhost:3000").await.remove(0);
            assert_eq!(headers.get(COOP).map_or("", |value| value.to_str().expect("text")), coop);
            assert_eq!(headers[CACHE_CONTROL], cache, "{class:?}");
            assert_eq!(headers[CONTENT_SECURITY_POLICY] == NOTHING, !is_page, "{class:?}");
            assert_eq!(headers.contains_key(REFERRER_POLICY), is_page, "{class:?}");
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers.get(CORP).is_some_and(|value| value == "same-origin"), is_page);
            let permissions = headers.get(PERMISSIONS_POLICY);
            assert_eq!(permissions.is_some_and(|value| value == PERMISSIONS), is_page, "{class:?}");
            assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY), "HSTS means nothing on http");
        }
    }

    #[tokio::test]
    async fn plain_http_in_a_network_gets_nothing_that_browsers_ignore() {
        for (base, heeded) in [
            ("http://192.168.1.20:3000", false),
            ("http://configo.lan", false),
            ("http://127.0.0.1:3000", true),
            ("http://[::1]:3000", true),
            ("http://configo.localhost:3000", true),
            ("https://apps.example.com", true),
        ] {
            for class in [Class::Html, Class::Authorize] {
                let headers = headers_of(class, base).await.remove(0);
                assert_eq!(headers.contains_key(COOP), heeded, "{base} {class:?}");
                assert!(headers.contains_key(CORP), "{base} {class:?}");
            }
        }
    }

    #[tokio::test]
    async fn what_a_handler_set_stays() {
        for class in [Class::Html, Class::Machine, Class::Asset] {
            let headers = headers_of(class, "https://apps.example.com").await.remove(2);
            assert_eq!(headers.get_all(CACHE_CONTROL).iter().collect::<Vec<_>>(), [IMMUTABLE]);
            assert_eq!(
                headers.get_all(CONTENT_SECURITY_POLICY).iter().collect::<Vec<_>>(),
                ["own"]
            );
        }
    }
}
