//! The guard of every route.

use axum::{body::Body, extract::FromRequestParts};
use http::{
    Method, Request, StatusCode,
    header::{COOKIE, LOCATION},
};
use http_body_util::BodyExt;
use server::{
    router::{Route, table},
    web::{
        headers::Class,
        session::{Guard, SignedIn},
    },
};

use crate::test_server::{Browser, Reply, TestServer, request};

const MISSING: &str = "cfgo_app_0123456789ABCDEFGHIJKL";

/// The routes that are for everybody. A new one must be listed here too.
const FOR_EVERYBODY: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-out"),
    REPEATED_PASSWORD,
    ("GET", "/setup"),
    ("POST", "/setup"),
    ("GET", "/link"),
    ("POST", "/link"),
    ("GET", "/healthz"),
    ("GET", "/oauth/authorize"),
    ("POST", "/oauth/authorize"),
    ("POST", "/oauth/token"),
    ("POST", "/oauth/revoke"),
    ("POST", "/oauth/introspect"),
    ("GET", "/.well-known/oauth-authorization-server"),
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/token"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/pkg/{*file}"),
    ("GET", "/favicon.svg"),
];

/// A second send of this form arrives when the first one has ended the session, so the handler signs in
/// a browser that sends the new password, and refuses all others itself.
const REPEATED_PASSWORD: (&str, &str) = ("POST", "/security/password");

fn address(route: &Route) -> String {
    route.path.replace("{id}", MISSING).replace("{*file}", "a")
}

async fn ask(browser: &mut Browser<'_>, route: &Route) -> Reply {
    match (&route.method, route.class) {
        (&Method::GET, _) => browser.get(&address(route)).await,
        (_, Class::Machine) => browser.call(&address(route), &serde_json::json!({})).await,
        _ => browser.post(&address(route), &[]).await,
    }
}

fn is_turned_away(reply: &Reply) -> bool {
    let by_a_guard = reply.body.starts_with(b"{\"code\":\"signed_out\"");
    (reply.status == StatusCode::UNAUTHORIZED && by_a_guard)
        || reply.location().starts_with("/sign-in?next=")
}

/// The extractor is asked without the guard before it, as on a route that is declared `Open` by
/// mistake.
#[tokio::test]
async fn signed_in_answers_as_the_guard_does_where_the_guard_did_not_run() {
    let server = TestServer::new().await;
    let owner = server.owner().await;
    for route in table().into_iter().filter(|route| route.guard == Guard::SignedIn) {
        let guarded = ask(&mut server.anonymous(), &route).await;
        let sent = Request::builder().method(&route.method).uri(address(&route));
        let sent = sent.header(COOKIE, owner.cookie.as_deref().expect("a session"));
        let (mut parts, ()) = sent.body(()).expect("a request").into_parts();
        let refused = SignedIn::from_request_parts(&mut parts, &server.state).await;
        let refused = refused.expect_err("the guard did not run");
        assert_eq!(refused.status(), guarded.status, "{}", route.path);
        let location = refused.headers().get(LOCATION).map(|value| value.to_str().expect("text"));
        assert_eq!(location.unwrap_or_default(), guarded.location(), "{}", route.path);
        let body = refused.into_body().collect().await.expect("a whole body").to_bytes();
        assert_eq!(body, guarded.body, "{}", route.path);
        let optional = Option::<SignedIn>::from_request_parts(&mut parts, &server.state).await;
        assert!(matches!(optional, Ok(None)), "{}", route.path);
    }
}

#[tokio::test]
async fn every_route_is_guarded_or_known_to_be_for_everybody() {
    let server = TestServer::new().await;
    for route in table() {
        let name = (route.method.as_str(), route.path);
        assert_eq!(route.guard != Guard::SignedIn, FOR_EVERYBODY.contains(&name), "{name:?}");
        let reply = ask(&mut server.anonymous(), &route).await;
        if route.guard != Guard::SignedIn {
            let turned_away = name == REPEATED_PASSWORD;
            assert_eq!(is_turned_away(&reply), turned_away, "{name:?}: {}", reply.status);
            continue;
        }
        match route.class {
            Class::Html | Class::Authorize => {
                assert_eq!(reply.status, StatusCode::SEE_OTHER, "{name:?}");
                let next =
                    if route.path.starts_with("/security") { "security" } else { "applications" };
                let expected = format!("/sign-in?next=%2F{next}");
                assert!(reply.location().starts_with(&expected), "{name:?}: {}", reply.location());
                assert!(reply.body.is_empty(), "{name:?}");
            }
            _ => {
                assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{name:?}");
                assert_eq!(reply.json()["code"], "signed_out", "{name:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_session_passes_the_guards_until_it_ends() {
    let server = TestServer::new().await;
    let guarded = || table().into_iter().filter(|route| route.guard == Guard::SignedIn);
    let mut owner = server.owner().await;
    for route in guarded() {
        let reply = ask(&mut owner, &route).await;
        assert!(!is_turned_away(&reply), "{} {}: {}", route.method, route.path, reply.status);
    }
    server.clock.advance_seconds(31 * 86_400);
    for route in guarded() {
        let reply = ask(&mut owner, &route).await;
        assert!(is_turned_away(&reply), "{} {}: {}", route.method, route.path, reply.status);
    }
}

#[tokio::test]
async fn a_made_up_session_is_refused() {
    let server = TestServer::new().await;
    let mut anonymous = server.anonymous();
    for value in ["x", "cfgo_ses_", &format!("cfgo_ses_{}", "a".repeat(49))] {
        for name in ["configo_session_3000", "configo_session"] {
            anonymous.cookie = Some(format!("{name}={value}"));
            let reply = anonymous.get("/applications").await;
            assert_eq!(reply.location(), "/sign-in?next=%2Fapplications", "{name}={value}");
        }
    }
}

#[tokio::test]
async fn signing_in_redirects_back_to_the_requested_page() {
    let server = TestServer::new().await;
    server.owner().await;
    let asked = server.anonymous().get("/applications/deleted?a=b&c=d").await;
    assert_eq!(asked.location(), "/sign-in?next=%2Fapplications%2Fdeleted%3Fa%3Db%26c%3Dd");
    // A form is not sent again automatically: signing in redirects to the page that holds it.
    for (path, next) in [
        ("/applications/x/secrets", "%2Fapplications%2Fx"),
        ("/applications/x/restore", "%2Fapplications%2Fdeleted"),
        ("/security/password", "%2Fsecurity"),
        ("/applications/new", "%2Fapplications%2Fnew"),
        ("/applications/x/edit", "%2Fapplications%2Fx%2Fedit"),
        ("/applications/x/delete", "%2Fapplications"),
    ] {
        let reply = server.anonymous().post(path, &[]).await;
        assert_eq!(reply.location(), format!("/sign-in?next={next}"), "{path}");
    }
}

#[tokio::test]
async fn what_is_nowhere_is_a_page_that_says_so() {
    let server = TestServer::new().await;
    for path in ["/nowhere", "/Applications", "/apiary", "/.env"] {
        let reply = server.anonymous().get(path).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        assert!(reply.text().contains("Page not found"), "{path}");
    }
}

#[tokio::test]
async fn a_path_that_only_takes_forms_links_to_the_page_that_holds_them() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let gets: Vec<_> =
        table().into_iter().filter(|route| route.method == Method::GET).map(|r| r.path).collect();
    let mut seen = 0;
    for route in table() {
        let is_page = matches!(route.class, Class::Html | Class::Authorize);
        if !is_page || gets.contains(&route.path) {
            continue;
        }
        seen += 1;
        let reply = owner.get(&address(&route)).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{}", route.path);
        assert_eq!(reply.header("allow"), "POST", "{}", route.path);
        let page = match route.path {
            path if path.starts_with("/security") => "/security".to_owned(),
            path if path.contains("/secrets") || path.contains("/refused") => {
                format!("/applications/{MISSING}")
            }
            path if path.ends_with("/restore") => "/applications/deleted".to_owned(),
            _ => "/applications".to_owned(),
        };
        let text = reply.text();
        assert!(text.contains(&format!("href=\"{page}\"")), "{}: {text}", route.path);
        let head = owner.send(request(Method::HEAD, &address(&route)), Body::empty()).await;
        assert_eq!((head.status, head.body.len()), (reply.status, 0), "{}", route.path);
    }
    assert!(seen > 8, "{seen}");
}

#[tokio::test]
async fn what_only_shows_a_page_says_so_and_tells_what_it_can_be_asked_for() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let reply = owner.post("/applications", &[]).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.header("allow"), "GET,HEAD");
    assert!(reply.text().contains("<h1>") && reply.text().contains("href=\"/\""));
    for (path, allow) in [
        ("/applications", "GET,HEAD"),
        ("/applications/new", "GET,HEAD,POST"),
        ("/applications/delete", "POST"),
        ("/sign-in", "GET,HEAD,POST"),
    ] {
        for browser in [&mut *owner, &mut *server.anonymous()] {
            let reply = browser.send(request(Method::OPTIONS, path), Body::empty()).await;
            assert_eq!(reply.status, StatusCode::NO_CONTENT, "{path}");
            assert_eq!(reply.header("allow"), allow, "{path}");
        }
    }
}
