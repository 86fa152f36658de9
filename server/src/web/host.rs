//! Whether a browser is at the address that we go by. At any other it would refuse to give its
//! cookie back, and its forms would be refused ([`csrf`](super::csrf)), so a page says so at once.
//!
//! `Host` alone does not prove that: a proxy may put its own name for us there (nginx does, unless
//! it is told otherwise), while the browser is where it should be. So `Host` counts only where
//! nothing hints at a proxy. It is compared and shown, and never builds a link.

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

/// The longest name that is looked at (RFC 1035 §2.3.4, and a port).
const LONGEST: usize = 261;
/// Where a browser is.
enum Place {
    /// At our address, for all that can be known.
    Ours,
    /// At another name of this machine.
    OtherName,
    /// At this address.
    Elsewhere(BaseUrl),
}

/// Middleware: `from_fn_with_state(state, host::guard)`, for pages. Who typed another name of this
/// machine (`localhost` for `127.0.0.1`) is led to ours; who opened a page at another address reads
/// which one is right, and which setting to change if it is not.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let place = place(&state, &request);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || matches!(place, Place::Ours) {
        return next.run(request).await;
    }
    let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let Place::Elsewhere(used) = place else {
        return redirect::see_other(&format!("{}{path}", state.base));
    };
    state.hosts.tell(&state.base, &used);
    let path = path.to_owned();
    let (parts, _) = request.into_parts();
    wrong_address(&HtmlResponder::for_request(&parts, &state), &state.base, &path, &used)
}

/// The page that says so. With status 200: whatever asks a container for its health comes under a
/// name of its own, and follows redirects to a page.
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

/// The address of the page that sent a form to itself, if it is not ours: a browser wrote it.
pub(super) fn of_page(base: &BaseUrl, headers: &HeaderMap) -> Option<BaseUrl> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let used: BaseUrl = text(&ORIGIN)?.parse().ok().filter(|used| used != base)?;
    let is_itself = match text(&SEC_FETCH_SITE) {
        Some(site) => site == "same-origin",
        // Browsers say that only where nobody can read along: not over plain http.
        None => text(&HOST).and_then(|host| address(host, used.is_https())).as_ref() == Some(&used),
    };
    is_itself.then_some(used)
}

fn place(state: &AppState, request: &Request) -> Place {
    let (base, headers) = (&*state.base, request.headers());
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else {
        return Place::Ours;
    };
    if is_loopback_alias(base, host) {
        return Place::OtherName;
    }
    if let Some(used) = told_by_proxy(base, headers) {
        return Place::Elsewhere(used);
    }
    let local = address(host, false).is_some_and(|used| used.is_loopback());
    // Browsers say this over https, and to the machine that they run on.
    let is_https = headers.contains_key(SEC_FETCH_SITE) && !local;
    let Some(used) = address(host, is_https).filter(|used| !is_named(base, used)) else {
        return Place::Ours;
    };
    if comes_from_our_page(base, headers) {
        state.hosts.remember_proxy(host);
        return Place::Ours;
    }
    let hidden = is_forwarded(request)
        // A browser gives `__Host-` cookies to nobody but us.
        || (base.is_https() && (is_https || state.cookie.get(headers).is_some()))
        || state.hosts.is_of_proxy(host);
    if hidden { Place::Ours } else { Place::Elsewhere(used) }
}

/// The address that a proxy says it was asked at, where ours is one that no proxy is needed for:
/// `base_url` was not thought of. It may name itself there, so it proves nothing against any other.
fn told_by_proxy(base: &BaseUrl, headers: &HeaderMap) -> Option<BaseUrl> {
    // The first of several is what the browser asked for.
    let first = |name: &str| headers.get(name)?.to_str().ok()?.split(',').next().map(str::trim);
    let is_https = first("x-forwarded-proto") == Some("https");
    let used = address(first("x-forwarded-host")?, is_https)?;
    (base.is_loopback() && !used.is_loopback()).then_some(used)
}

/// Whether a browser says that it shows a page at our address. Anybody may say so, and only gets
/// what they would get anyway.
fn comes_from_our_page(base: &BaseUrl, headers: &HeaderMap) -> bool {
    let says = |name| headers.get(name).and_then(|value| value.to_str().ok());
    says(ORIGIN) == Some(base.as_str())
        || says(REFERER)
            .and_then(|page| page.strip_prefix(base.as_str()))
            .is_some_and(|path| path.starts_with('/'))
}

/// Whether something stands between the browser and us. Proxies that rewrite `Host` without a word
/// about it speak HTTP/1.0, as nginx does by default; browsers do not.
fn is_forwarded(request: &Request) -> bool {
    let told = |name: &HeaderName| {
        let others = ["x-real-ip", "x-original-host", "x-original-url"];
        *name == FORWARDED
            || *name == VIA
            || name.as_str().starts_with("x-forwarded")
            || others.contains(&name.as_str())
    };
    request.version() <= Version::HTTP_10
        || request.extensions().get::<TrustedPeer>().is_some()
        || request.headers().keys().any(told)
}

/// The address that a browser shows where it sends this `Host`.
fn address(host: &str, is_https: bool) -> Option<BaseUrl> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    if host.is_empty() || host.len() > LONGEST || !host.bytes().all(is_plain) {
        return None;
    }
    let scheme = if is_https { "https" } else { "http" };
    let url = Url::parse(&format!("{scheme}://{host}")).ok()?;
    url.origin().ascii_serialization().parse().ok()
}

/// Whether both have one name. A proxy may leave the port out, and where it speaks TLS, put any in.
fn is_named(base: &BaseUrl, used: &BaseUrl) -> bool {
    let parts = |address: &BaseUrl| {
        let url = Url::parse(address.as_str()).ok()?;
        Some((url.host_str()?.to_owned(), url.port()))
    };
    let (Some((name, port)), Some((other, other_port))) = (parts(base), parts(used)) else {
        return false;
    };
    name == other && (base.is_https() || other_port.is_none() || port == other_port)
}

/// Whether `host` is another loopback name with the port that we go by.
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
