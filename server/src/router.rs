//! All routes, each with its class of headers and its guard, in one table. Nothing else in this
//! program adds a route.

use std::collections::HashSet;

use axum::{
    Router,
    handler::Handler,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, any, on},
};
use domain::{
    endpoints,
    problem::{Problem, ProblemCode},
};
use http::{Method, StatusCode, Uri};
use leptos::server_fn::axum::server_fn_paths;
use tower::Layer as _;
use tower_http::limit::RequestBodyLimitLayer;

use crate::{
    api_v1,
    forms::{applications, delete_restore, erase, links, secrets, security, sign_in, signed_out},
    html::HtmlResponder,
    oauth::{authorize, introspect, metadata, revoke, test_flow, token},
    server_functions,
    state::AppState,
    web::{
        LONGEST_BODY, account, compress, cors, csrf,
        headers::{self, Class, SecurityHeaders},
        health, host,
        refusal::{self, Form},
        session::{self, Guard, Rule},
        similar_paths::{self, KnownPaths},
        site, telemetry,
    },
};

pub struct Route {
    /// GET, which also answers HEAD, or POST.
    pub method: Method,
    /// In axum's notation.
    pub path: &'static str,
    /// Decides on the headers of replies and on the types of bodies that are read.
    pub class: Class,
    pub guard: Guard,
    pub compressed: bool,
    handler: MethodRouter<AppState>,
}

pub fn table() -> Vec<Route> {
    // One route for each function, so that no other path below `/api` has a handler.
    let functions = server_fn_paths().map(|(path, _)| Route {
        compressed: server_functions::COMPRESSED.contains(&path),
        ..post(path, Class::Machine, Guard::SignedIn, server_functions::call)
    });
    fixed().into_iter().chain(functions).collect()
}

#[rustfmt::skip]
fn fixed() -> Vec<Route> {
    use Class::{Asset, Authorize, Endpoint, Html, Machine, SharedEndpoint};
    use Guard::{Anyone, Open, SignedIn};
    vec![
        get("/", Html, Anyone, sign_in::home),
        get("/sign-in", Authorize, Anyone, sign_in::show),
        post("/sign-in", Authorize, Open, sign_in::submit),
        post("/sign-out", Html, Anyone, sign_in::sign_out),
        get("/setup", Html, Open, links::show_setup),
        post("/setup", Html, Open, links::setup),
        get("/link", Html, Open, links::show_link),
        post("/link", Html, Open, links::link),

        page("/applications"),
        page("/applications/new"),
        post("/applications/new", Html, SignedIn, applications::create),
        page("/applications/deleted"),
        post("/applications/delete", Html, SignedIn, delete_restore::delete_selected),
        post("/applications/restore", Html, SignedIn, delete_restore::restore_selected),
        page("/applications/{id}"),
        page("/applications/{id}/edit"),
        post("/applications/{id}/edit", Html, SignedIn, applications::edit),
        post("/applications/{id}/delete", Html, SignedIn, delete_restore::delete),
        post("/applications/{id}/restore", Html, SignedIn, delete_restore::restore),
        get("/applications/{id}/erase", Html, SignedIn, erase::ask),
        post("/applications/{id}/erase", Html, SignedIn, erase::erase),
        post("/applications/{id}/secrets", Html, SignedIn, secrets::add),
        post("/applications/{id}/secrets/remove", Html, SignedIn, secrets::remove),
        post("/applications/{id}/secrets/restore", Html, SignedIn, secrets::restore),
        post("/applications/{id}/refused/forget", Html, SignedIn, secrets::forget_refused),
        post("/applications/{id}/try", Html, SignedIn, test_flow::begin),
        get("/applications/{id}/try", Html, SignedIn, test_flow::end),

        page("/security"),
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

        get("/healthz", Machine, Open, health::healthz),
        get("/pkg/{*file}", Asset, Open, site::package),
        get("/favicon.svg", Asset, Open, site::favicon),
    ]
}

/// A page of the dashboard. It is compressed, because it shows no secret.
fn page(path: &'static str) -> Route {
    Route { compressed: true, ..get(path, Class::Html, Guard::SignedIn, HtmlResponder::show) }
}

fn get<H, T>(path: &'static str, class: Class, guard: Guard, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    route(Method::GET, path, class, guard, on(MethodFilter::GET, handler))
}

fn post<H, T>(path: &'static str, class: Class, guard: Guard, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    route(Method::POST, path, class, guard, on(MethodFilter::POST, handler))
}

fn route(
    method: Method,
    path: &'static str,
    class: Class,
    guard: Guard,
    handler: MethodRouter<AppState>,
) -> Route {
    Route { method, path, class, guard, compressed: false, handler }
}

/// Unknown paths below these are answered in the form that programs read.
const OF_PROGRAMS: [&str; 3] = ["/.well-known", "/oauth", "/api"];

/// The whole service: the routes of the table with their layers, and replies for all other paths.
pub fn router(state: AppState) -> Router {
    // Leptos spawns its tasks with it; a second call changes nothing.
    any_spawner::Executor::init_tokio().ok();
    let known = KnownPaths::new(table().into_iter().map(|route| (route.path, route.class)));
    let headers = |class| {
        let headers = SecurityHeaders::new(class, &state.base, state.random.clone());
        from_fn_with_state(headers, headers::secure)
    };
    let absent: MethodRouter<AppState> = any(refusal::unknown_path).layer(cors::any_origin());
    let absent = absent.layer(headers(Class::SharedEndpoint));
    let absent = OF_PROGRAMS.into_iter().flat_map(|root| {
        let paths = [root.to_owned(), format!("{root}/"), format!("{root}/{{*absent}}")];
        paths.map(|path| (path, absent.clone()))
    });
    // A path has one fallback for the methods that none of its routes takes.
    let mut paths = HashSet::new();
    let present = table().into_iter().map(|mut route| {
        if route.class.is_page() && paths.insert(route.path) {
            route.handler = route.handler.fallback(wrong_method);
        }
        (route.path.to_owned(), guarded(route, &state))
    });
    let mut router = Router::new();
    for (path, handler) in present.chain(absent) {
        router = router.route(&path, handler);
    }
    let unknown = any(not_found).layer(headers(Class::Html));
    let router = router
        .fallback_service(unknown.with_state::<()>(state.clone()))
        .layer(from_fn_with_state(state.random.clone(), telemetry::observe))
        .with_state(state);
    // Around the router, because it changes the path that is looked up.
    Router::new().fallback_service(from_fn_with_state(known, similar_paths::rewrite).layer(router))
}

/// Puts the layers around a handler, from the inside out. `route_layer` keeps the guards from running
/// for a method that the route does not take.
fn guarded(route: Route, state: &AppState) -> MethodRouter<AppState> {
    let Route { method, class, guard, compressed, handler, .. } = route;
    let form = Form { state: state.clone(), class, method, longest_body: LONGEST_BODY };
    let rule = Rule { state: state.clone(), guard, class };
    let handler = if compressed { handler.layer(compress::layer()) } else { handler };
    let handler = handler
        .route_layer(from_fn_with_state(rule.clone(), account::guard))
        .route_layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .route_layer(from_fn_with_state(rule.clone(), session::guard));
    let same_origin = from_fn_with_state(rule, csrf::guard);
    let reformat = from_fn_with_state(form, refusal::reformat);
    let handler: MethodRouter<AppState> = match class {
        Class::Html | Class::Authorize => handler
            .route_layer(same_origin)
            .layer(reformat)
            .layer(from_fn(similar_paths::redirect_to_route))
            .layer(from_fn_with_state(state.clone(), host::guard)),
        Class::Machine => handler.route_layer(same_origin).layer(reformat),
        Class::Asset => handler.route_layer(same_origin),
        Class::Endpoint => handler.layer(reformat),
        Class::SharedEndpoint => {
            let handler: MethodRouter<AppState> = handler.layer(reformat);
            handler.layer(cors::any_origin())
        }
    };
    let headers = SecurityHeaders::new(class, &state.base, state.random.clone());
    handler.layer(from_fn_with_state(headers, headers::secure))
}

/// A path that only takes forms was opened as a page (typed, or reloaded after the reply to a form):
/// the reply links to the page that holds the form. A path that only shows a page takes no form. Axum
/// adds `Allow`.
async fn wrong_method(method: Method, uri: Uri, page: HtmlResponder) -> Response {
    match method {
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        Method::GET | Method::HEAD => page.form_path(signed_out::page_of_form(uri.path())),
        _ => {
            let text = "This address shows a page and takes nothing. Open it again.";
            let mut response = page.problem(&Problem::new(ProblemCode::Rejected, text));
            *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            response
        }
    }
}

async fn not_found(page: HtmlResponder) -> Response {
    page.not_found()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_of_a_path_is_that_of_its_route() {
        for Route { path, class, .. } in table() {
            let found = Class::of_path(path);
            assert!(found == class || found.is_page() && class.is_page(), "{path}: {found:?}");
        }
        for (path, class) in [
            ("/oauth//introspect/", Class::Endpoint),
            ("/oauth/authorize/", Class::Authorize),
            ("//oauth/token", Class::SharedEndpoint),
            ("/oauth", Class::SharedEndpoint),
            ("/.well-known/none", Class::SharedEndpoint),
            ("/api/v1/none", Class::SharedEndpoint),
            ("/api/none", Class::Machine),
            ("/api", Class::Machine),
            ("/apiary", Class::Html),
            ("*", Class::Html),
            ("", Class::Html),
        ] {
            assert_eq!(Class::of_path(path), class, "{path}");
        }
    }

    #[test]
    fn only_pages_and_lists_are_compressed() {
        let compressed = table().into_iter().filter(|route| route.compressed);
        let mut compressed: Vec<_> =
            compressed.map(|route| format!("{} {}", route.method, route.path)).collect();
        compressed.sort_unstable();
        assert_eq!(
            compressed,
            [
                "GET /applications",
                "GET /applications/deleted",
                "GET /applications/new",
                "GET /applications/{id}",
                "GET /applications/{id}/edit",
                "GET /security",
                "POST /api/applications/deleted",
                "POST /api/applications/list",
                "POST /api/applications/refused-requests",
                "POST /api/dashboard",
                "POST /api/security/access",
            ]
        );
    }
}
