//! Every route, with its class of headers and its guard: one table, one screen. Nothing else in
//! this program adds a route.

use std::convert::Infallible;

use axum::{
    Router,
    extract::{Request, State},
    handler::Handler,
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, any, on},
};
use domain::{
    endpoints,
    problem::{Problem, ProblemCode},
};
use http::{
    HeaderValue, Method, StatusCode,
    header::{HOST, LOCATION},
};
use tower_http::limit::RequestBodyLimitLayer;

use crate::{
    api, api_v1,
    forms::{applications, erase, links, secrets, security, sign_in},
    oauth::{authorize, error::OAuthError, introspect, metadata, revoke, token, try_it},
    page::Page,
    state::AppState,
    web::{
        account,
        base_url::BaseUrl,
        cors,
        csrf::{self, FORM, JSON, SameOrigin},
        headers::{self, Class, SecurityHeaders},
        health,
        session::{self, Guard, Rule},
        site, telemetry,
    },
};

/// The longest body of a request, in bytes.
pub const LONGEST_BODY: usize = 64 * 1024;

/// One line of the table.
pub struct Route {
    /// GET, which answers HEAD too, or POST.
    pub method: Method,
    /// The path, in axum's notation.
    pub path: &'static str,
    /// Which headers its replies carry, and which bodies it reads.
    pub class: Class,
    /// Who may ask.
    pub guard: Guard,
    handler: MethodRouter<AppState>,
}

/// Every route there is.
#[rustfmt::skip]
pub fn table() -> Vec<Route> {
    use Class::{Asset, Authorize, Endpoint, Html, Machine, SharedEndpoint};
    use Guard::{Anyone, Open, SignedIn};
    vec![
        get("/", Html, Anyone, sign_in::home),
        get("/sign-in", Authorize, Anyone, sign_in::show),
        post("/sign-in", Authorize, Open, sign_in::submit),
        post("/sign-out", Html, Open, sign_in::sign_out),
        get("/setup", Html, Open, links::show_setup),
        post("/setup", Html, Open, links::setup),
        get("/link", Html, Open, links::show_link),
        post("/link", Html, Open, links::link),

        get("/applications", Html, SignedIn, Page::show),
        get("/applications/new", Html, SignedIn, Page::show),
        post("/applications/new", Html, SignedIn, applications::create),
        get("/applications/deleted", Html, SignedIn, Page::show),
        post("/applications/delete", Html, SignedIn, applications::delete_ticked),
        post("/applications/restore", Html, SignedIn, applications::restore_ticked),
        get("/applications/{id}", Html, SignedIn, Page::show),
        get("/applications/{id}/edit", Html, SignedIn, Page::show),
        post("/applications/{id}/edit", Html, SignedIn, applications::edit),
        post("/applications/{id}/delete", Html, SignedIn, applications::delete),
        post("/applications/{id}/restore", Html, SignedIn, applications::restore),
        get("/applications/{id}/erase", Html, SignedIn, erase::ask),
        post("/applications/{id}/erase", Html, SignedIn, erase::erase),
        post("/applications/{id}/secrets", Html, SignedIn, secrets::add),
        post("/applications/{id}/secrets/remove", Html, SignedIn, secrets::remove),
        post("/applications/{id}/refused/forget", Html, SignedIn, secrets::forget_refused),
        post("/applications/{id}/try", Html, SignedIn, try_it::begin),
        get("/applications/{id}/try", Html, SignedIn, try_it::end),

        get("/security", Html, SignedIn, Page::show),
        post("/security/password", Html, SignedIn, security::password),
        post("/security/sessions/{id}/revoke", Html, SignedIn, security::end_session),
        post("/security/sign-out-others", Html, SignedIn, security::end_other_sessions),
        post("/security/applications/{id}/revoke", Html, SignedIn, security::revoke_application),

        get(endpoints::AUTHORIZE, Authorize, Anyone, authorize::ask),
        post(endpoints::AUTHORIZE, Authorize, Anyone, authorize::answer),
        post(endpoints::TOKEN, SharedEndpoint, Open, token::token),
        post(endpoints::REVOKE, SharedEndpoint, Open, revoke::revoke),
        post(endpoints::INTROSPECT, Endpoint, Open, introspect::introspect),
        get(endpoints::METADATA, SharedEndpoint, Open, metadata::metadata),
        get("/api/v1/me", SharedEndpoint, Open, api_v1::me),
        get("/api/v1/token", SharedEndpoint, Open, api_v1::token),
        get("/api/v1/openapi.json", SharedEndpoint, Open, api_v1::openapi::openapi),

        post("/api/{*function}", Machine, SignedIn, api::call),
        get("/healthz", Machine, Open, health::healthz),
        get("/pkg/{*file}", Asset, Open, site::package),
        get("/favicon.svg", Asset, Open, site::favicon),
    ]
}

fn get<H, T>(path: &'static str, class: Class, guard: Guard, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Route { method: Method::GET, path, class, guard, handler: on(MethodFilter::GET, handler) }
}

fn post<H, T>(path: &'static str, class: Class, guard: Guard, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Route { method: Method::POST, path, class, guard, handler: on(MethodFilter::POST, handler) }
}

/// The whole service: the table, each line behind its guards, and a page for everything else.
pub fn router(state: AppState) -> Router {
    // Leptos spawns its tasks by it; a second call changes nothing.
    any_spawner::Executor::init_tokio().ok();
    let mut router = Router::new();
    for route in table() {
        router = router.route(route.path, guarded(route, &state));
    }
    let headers = SecurityHeaders::new(Class::Html, &state.base, state.random.clone());
    let unknown = any(nowhere).layer(from_fn_with_state(headers, headers::secure));
    router
        .fallback_service(unknown.with_state::<()>(state.clone()))
        .layer(from_fn_with_state(state.random.clone(), telemetry::observe))
        .with_state(state)
}

/// What stands before a door, from the inside out.
fn guarded(route: Route, state: &AppState) -> MethodRouter<AppState> {
    let Route { class, guard, handler, .. } = route;
    let rule = Rule { state: state.clone(), guard, class };
    let handler = handler
        .layer::<_, Infallible>(from_fn_with_state(rule.clone(), account::guard))
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(from_fn_with_state(rule.clone(), too_long))
        .layer(from_fn_with_state(rule, session::guard));
    let own = |accepted| {
        from_fn_with_state(SameOrigin::new(&state.base).accepting(accepted), csrf::guard)
    };
    let handler = match class {
        Class::Html | Class::Authorize => {
            handler.layer(own(&[FORM])).layer(from_fn_with_state(state.clone(), to_our_name))
        }
        Class::Machine => handler.layer(own(&[JSON])),
        Class::Asset => handler.layer(own(&[FORM])),
        Class::Endpoint => handler.layer(from_fn(csrf::form)),
        Class::SharedEndpoint => {
            let handler: MethodRouter<AppState> = handler.layer(from_fn(csrf::form));
            handler.layer(cors::any_origin())
        }
    };
    let headers = SecurityHeaders::new(class, &state.base, state.random.clone());
    handler.layer(from_fn_with_state(headers, headers::secure))
}

/// A body beyond [`LONGEST_BODY`] is refused in our words, as the route's callers read them.
async fn too_long(State(rule): State<Rule>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let is_page = matches!(rule.class, Class::Html | Class::Authorize);
    let (parts, body) = request.into_parts();
    let page = is_page.then(|| Page::answering(&parts, &rule.state));
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return response;
    }
    let text = format!("That is more than {} KiB. Send less.", LONGEST_BODY / 1024);
    let problem = |text| Problem::new(ProblemCode::TooLarge, text);
    match (rule.class, page) {
        (_, Some(page)) => page.problem(&problem(text)),
        (Class::Endpoint | Class::SharedEndpoint, None) => {
            let mut response = OAuthError::invalid_request(text).into_response();
            *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            response
        }
        (_, None) => session::refusal(problem(text)),
    }
}

async fn nowhere(page: Page) -> Response {
    page.not_found()
}

/// Who typed another name of this machine (`localhost` for `127.0.0.1`) is led to ours, because
/// the forms of a page at any other origin would be refused.
async fn to_our_name(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    if request.method().is_safe() && host.is_some_and(|host| is_our_other_name(&state.base, host)) {
        let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        if let Ok(ours) = HeaderValue::try_from(format!("{}{path}", state.base)) {
            return (StatusCode::SEE_OTHER, [(LOCATION, ours)]).into_response();
        }
    }
    next.run(request).await
}

/// Whether `host` is another loopback name with the port that we go by. It is only compared.
fn is_our_other_name(base: &BaseUrl, host: &str) -> bool {
    const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
    let Some((_, ours)) = base.as_str().split_once("://") else { return false };
    let port = |authority: &str| {
        let name = NAMES.into_iter().find(|name| authority.starts_with(name))?;
        Some(authority[name.len()..].to_owned())
    };
    base.is_loopback() && host != ours && port(ours).is_some_and(|ours| port(host) == Some(ours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_loopback_name_with_our_port_is_ours_too() {
        let local: BaseUrl = "http://127.0.0.1:3000".parse().expect("a base URL");
        for (host, ours) in [
            ("localhost:3000", true),
            ("[::1]:3000", true),
            ("127.0.0.1:3000", false),
            ("localhost:8080", false),
            ("localhost", false),
            ("localhost.evil.example:3000", false),
            ("evil.example:3000", false),
            ("", false),
        ] {
            assert_eq!(is_our_other_name(&local, host), ours, "{host}");
        }
        let public: BaseUrl = "https://apps.example.com".parse().expect("a base URL");
        assert!(!is_our_other_name(&public, "localhost"));
    }
}
