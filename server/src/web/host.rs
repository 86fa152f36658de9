//! Checks whether the browser uses the configured base URL. At any other, it would not send its session
//! cookie, and its forms would be refused ([`csrf`](super::csrf)), so a page says so at once.
//!
//! `Host` alone does not prove that: a proxy may replace it by its own name for this server (nginx does
//! by default), while the browser uses the base URL. So `Host` counts only where nothing hints at a
//! proxy. It is compared and shown, and no link is built from it.

use app::pages::wrong_host::{self, WrongHost};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, HeaderName, Method, StatusCode, Version,
    header::{FORWARDED, HOST, ORIGIN, REFERER, VIA},
};
use url::Url;

use super::{base_url::BaseUrl, client_ip::TrustedPeer, redirect};
use crate::{html::HtmlResponder, state::AppState};

pub mod names;

pub(super) const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The longest `Host` that is compared (RFC 1035 §2.3.4, and a port).
const LONGEST: usize = 261;

/// The origin that the browser uses.
enum UsedOrigin {
    /// The base URL, as far as is known.
    Base,
    /// Another loopback name of this machine.
    LoopbackAlias,
    Other(BaseUrl),
}

/// Middleware: `from_fn_with_state(state, host::guard)`, for pages. A browser at another loopback name
/// (`localhost` for `127.0.0.1`) is redirected to the base URL. At any other origin, a page names the
/// right one, and the setting to change if that is wrong.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let used = used_origin(&state, &request);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || matches!(used, UsedOrigin::Base) {
        return next.run(request).await;
    }
    let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let UsedOrigin::Other(used) = used else {
        return redirect::see_other(&format!("{}{path}", state.base));
    };
    state.hosts.warn_once(&state.base, &used);
    let path = path.to_owned();
    let (parts, _) = request.into_parts();
    wrong_address(&HtmlResponder::for_request(&parts, &state), &state.base, &path, &used)
}

/// The page that names the right URL. Its status is 200, because health checks of containers use names
/// of their own and follow the redirects to a page.
pub(super) fn wrong_address(
    page: &HtmlResponder,
    base: &BaseUrl,
    path: &str,
    used: &BaseUrl,
) -> Response {
    let html = wrong_host::render(
        &page.document,
        &WrongHost {
            base: base.as_str(),
            link: &format!("{base}{path}"),
            used: used.as_str(),
            only_here: base.is_loopback(),
        },
    );
    HtmlResponder::plain(StatusCode::OK, html)
}

/// The origin of a page that sent a form to its own origin, if that is not the base URL. A browser
/// wrote these headers.
pub(super) fn origin_of_page(base: &BaseUrl, headers: &HeaderMap) -> Option<BaseUrl> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let used: BaseUrl = text(&ORIGIN)?.parse().ok().filter(|used| used != base)?;
    let is_itself = match text(&SEC_FETCH_SITE) {
        Some(site) => site == "same-origin",
        // Over plain http, browsers send no `Sec-Fetch-Site`.
        None => text(&HOST).and_then(|host| origin(host, used.is_https())).as_ref() == Some(&used),
    };
    is_itself.then_some(used)
}

fn used_origin(state: &AppState, request: &Request) -> UsedOrigin {
    let (base, headers) = (&*state.base, request.headers());
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else {
        return UsedOrigin::Base;
    };
    if is_loopback_alias(base, host) {
        return UsedOrigin::LoopbackAlias;
    }
    if let Some(used) = named_by_proxy(base, headers) {
        return UsedOrigin::Other(used);
    }
    let local = origin(host, false).is_some_and(|used| used.is_loopback());
    // Browsers send this header over https, and to loopback hosts.
    let is_https = headers.contains_key(SEC_FETCH_SITE) && !local;
    let Some(used) = origin(host, is_https).filter(|used| !has_same_host(base, used)) else {
        return UsedOrigin::Base;
    };
    if is_from_our_page(base, headers) {
        state.hosts.add_proxy(host);
        return UsedOrigin::Base;
    }
    let hidden = is_forwarded(request)
        // A browser sends `__Host-` cookies to their own host only.
        || (base.is_https() && (is_https || state.cookie.get(headers).is_some()))
        || state.hosts.is_of_proxy(host);
    if hidden { UsedOrigin::Base } else { UsedOrigin::Other(used) }
}

/// The origin in the headers of a proxy, where the base URL is a loopback one: then `base_url` was
/// probably not set. Where it was set, the header is ignored, because a proxy may name itself there.
fn named_by_proxy(base: &BaseUrl, headers: &HeaderMap) -> Option<BaseUrl> {
    // The first of several is the one of the browser's request.
    let first = |name: &str| headers.get(name)?.to_str().ok()?.split(',').next().map(str::trim);
    let is_https = first("x-forwarded-proto") == Some("https");
    let used = origin(first("x-forwarded-host")?, is_https)?;
    (base.is_loopback() && !used.is_loopback()).then_some(used)
}

/// Whether the headers name a page at the base URL. They may be forged, which opens nothing.
fn is_from_our_page(base: &BaseUrl, headers: &HeaderMap) -> bool {
    let says = |name| headers.get(name).and_then(|value| value.to_str().ok());
    says(ORIGIN) == Some(base.as_str())
        || says(REFERER)
            .and_then(|page| page.strip_prefix(base.as_str()))
            .is_some_and(|path| path.starts_with('/'))
}

/// Whether a proxy forwarded the request. Proxies that rewrite `Host` without a header about it use
/// HTTP/1.0, as nginx does by default; browsers do not.
fn is_forwarded(request: &Request) -> bool {
    let is_proxy_header = |name: &HeaderName| {
        let others = ["x-real-ip", "x-original-host", "x-original-url"];
        *name == FORWARDED
            || *name == VIA
            || name.as_str().starts_with("x-forwarded")
            || others.contains(&name.as_str())
    };
    request.version() <= Version::HTTP_10
        || request.extensions().get::<TrustedPeer>().is_some()
        || request.headers().keys().any(is_proxy_header)
}

/// The origin of a browser that sends this `Host`.
fn origin(host: &str, is_https: bool) -> Option<BaseUrl> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    if host.is_empty() || host.len() > LONGEST || !host.bytes().all(is_plain) {
        return None;
    }
    let scheme = if is_https { "https" } else { "http" };
    let url = Url::parse(&format!("{scheme}://{host}")).ok()?;
    url.origin().ascii_serialization().parse().ok()
}

/// Whether both have the same host name. A proxy may leave the port out, and where it terminates TLS,
/// its port may be any.
fn has_same_host(base: &BaseUrl, used: &BaseUrl) -> bool {
    let parts = |origin: &BaseUrl| {
        let url = Url::parse(origin.as_str()).ok()?;
        Some((url.host_str()?.to_owned(), url.port()))
    };
    let (Some((name, port)), Some((other, other_port))) = (parts(base), parts(used)) else {
        return false;
    };
    name == other && (base.is_https() || other_port.is_none() || port == other_port)
}

/// Whether `host` is another loopback name with the port of the base URL.
fn is_loopback_alias(base: &BaseUrl, host: &str) -> bool {
    const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
    let Some((_, ours)) = base.as_str().split_once("://") else { return false };
    let port = |authority: &str| {
        let name = NAMES.into_iter().find(|name| authority.starts_with(name))?;
        Some(authority[name.len()..].to_owned())
    };
    base.is_loopback() && host != ours && port(ours).is_some_and(|ours| port(host) == Some(ours))
}

#[cfg(test)]
mod tests;
