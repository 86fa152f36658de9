//! What a page of another origin may read (SECURITY.md G2).

use axum::body::Body;
use http::{HeaderName, Method, StatusCode, header::ORIGIN};
use server::{router::table, web::headers::Class};

use crate::test_server::{TestServer, request};

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

#[tokio::test]
async fn programs_endpoints_are_open_to_any_origin_and_nothing_else_is() {
    let server = TestServer::new().await;
    let mut anyone = server.anonymous();
    let open = [
        "/oauth/token",
        "/oauth/revoke",
        "/.well-known/oauth-authorization-server",
        "/api/v1/me",
        "/api/v1/token",
        "/api/v1/openapi.json",
    ];
    for route in table() {
        let path = route.path.replace("{id}", "x").replace("{*file}", "x");
        let asked = request(Method::OPTIONS, &path)
            .header(ORIGIN, "https://spa.example")
            .header(HeaderName::from_static("access-control-request-method"), route.method.as_str())
            .header(HeaderName::from_static("access-control-request-headers"), "authorization");
        let reply = anyone.send(asked, Body::empty()).await;
        let shared = open.contains(&route.path);
        assert_eq!(route.class == Class::SharedEndpoint, shared, "{}", route.path);
        assert_eq!(reply.header(ALLOW_ORIGIN), if shared { "*" } else { "" }, "{}", route.path);
        assert!(!reply.headers.contains_key("access-control-allow-credentials"));
        let asked = request(route.method.clone(), &path).header(ORIGIN, "https://spa.example");
        let reply = anyone.send(asked, Body::empty()).await;
        assert_eq!(reply.header(ALLOW_ORIGIN), if shared { "*" } else { "" }, "{}", route.path);
    }
}

#[tokio::test]
async fn a_cookie_means_nothing_to_the_endpoints_of_programs() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for path in ["/api/v1/me", "/api/v1/token"] {
        assert_eq!(owner.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

/// These endpoints read no cookie, so clients may send any header: `Authorization` too, which `*` would
/// not include.
#[tokio::test]
async fn any_header_and_method_may_be_sent_to_an_endpoint_of_any_origin() {
    let server = TestServer::new().await;
    let mut anyone = server.anonymous();
    let shared = table().into_iter().filter(|route| route.class == Class::SharedEndpoint);
    let absent = ["/.well-known/openid-configuration", "/oauth/register", "/api/v2/me", "/api"];
    let near = ["/oauth/token/", "/oauth//revoke", "/api/v1/me/"];
    let paths: Vec<_> = shared.map(|route| route.path).chain(absent).chain(near).collect();
    assert!(paths.len() > 10);
    for path in paths {
        for wanted in ["mcp-protocol-version", "authorization,content-type,x-client", "dpop", ""] {
            let mut asked = request(Method::OPTIONS, path)
                .header(ORIGIN, "https://spa.example")
                .header("access-control-request-method", "PUT");
            if !wanted.is_empty() {
                asked = asked.header("access-control-request-headers", wanted);
            }
            let reply = anyone.send(asked, Body::empty()).await;
            assert_eq!(reply.status, StatusCode::OK, "{path}");
            assert_eq!(reply.header(ALLOW_ORIGIN), "*", "{path}");
            assert_eq!(reply.header("access-control-allow-headers"), wanted, "{path}");
            assert_eq!(reply.header("access-control-allow-methods"), "PUT", "{path}");
            let vary = reply.header("vary").to_ascii_lowercase();
            assert!(vary.contains("access-control-request-headers"), "{path}: {vary}");
        }
    }
}

#[tokio::test]
async fn authorization_and_introspection_are_never_for_other_origins() {
    let server = TestServer::new().await;
    let mut anyone = server.anonymous();
    for path in [
        "/oauth/authorize",
        "/oauth/authorize/",
        "/oauth//authorize",
        "/oauth/introspect",
        "/oauth/introspect/",
        "//oauth/introspect",
    ] {
        for method in [Method::OPTIONS, Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let asked = request(method.clone(), path)
                .header(ORIGIN, "https://spa.example")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization");
            let reply = anyone.send(asked, Body::empty()).await;
            let allowed = reply.headers.keys().find(|name| name.as_str().starts_with("access-"));
            assert_eq!(allowed, None, "{method} {path}");
        }
    }
}
