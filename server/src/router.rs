//! Every route, with its class of headers and its guard: one table, one screen. Nothing else in
//! this program adds a route.

use std::{collections::HashSet, convert::Infallible};

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
use http::{Method, StatusCode, Uri};
use tower_http::limit::RequestBodyLimitLayer;

use crate::{
    api, api_v1,
    forms::{applications, erase, links, secrets, security, sign_in, signed_out},
    oauth::{authorize, error::OAuthError, introspect, metadata, revoke, token, try_it},
    page::Page,
    state::AppState,
    web::{
        account, cors, csrf,
        headers::{self, Class, SecurityHeaders},
        health, host,
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
        post("/applications/{id}/secrets/restore", Html, SignedIn, secrets::restore),
        post("/applications/{id}/refused/forget", Html, SignedIn, secrets::forget_refused),
        post("/applications/{id}/try", Html, SignedIn, try_it::begin),
        get("/applications/{id}/try", Html, SignedIn, try_it::end),

        get("/security", Html, SignedIn, Page::show),
        post("/security/password", Html, Anyone, security::password),
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
    let mut paths = HashSet::new();
    for mut route in table() {
        // One line of a path answers for the methods that none of them takes.
        if route.class.is_page() && paths.insert(route.path) {
            route.handler = route.handler.fallback(wrong_method);
        }
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
        .layer(from_fn_with_state(rule.clone(), session::guard));
    let own = from_fn_with_state(rule, csrf::guard);
    let handler = match class {
        Class::Html | Class::Authorize => {
            handler.layer(own).layer(from_fn_with_state(state.clone(), host::guard))
        }
        Class::Machine | Class::Asset => handler.layer(own),
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

/// What only takes forms was opened like a page (typed, or reloaded after a form's answer): the page
/// leads to the one that holds the form. What only shows a page takes nothing. Axum adds `Allow`.
async fn wrong_method(method: Method, uri: Uri, page: Page) -> Response {
    match method {
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        Method::GET | Method::HEAD => page.form_address(signed_out::page_of_form(uri.path())),
        _ => {
            let text = "This address shows a page and takes nothing. Open it again.";
            let mut response = page.problem(&Problem::new(ProblemCode::Rejected, text));
            *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            response
        }
    }
}

async fn nowhere(page: Page) -> Response {
    page.not_found()
}
