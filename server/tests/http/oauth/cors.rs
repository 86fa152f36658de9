//! What a page of another origin may read (SECURITY G2).

use axum::body::Body;
use http::{HeaderName, Method, StatusCode, header::ORIGIN};
use server::{router::table, web::headers::Class};

use crate::world::{World, request};

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

#[tokio::test]
async fn programs_endpoints_are_open_to_any_origin_and_nothing_else_is() {
    let world = World::new().await;
    let mut anyone = world.anonymous();
    let open = [
        "/oauth/token",
        "/oauth/revoke",
        "/.well-known/oauth-authorization-server",
        "/api/v1/me",
        "/api/v1/token",
        "/api/v1/openapi.json",
    ];
    for route in table() {
        let path =
            route.path.replace("{id}", "x").replace("{*function}", "x").replace("{*file}", "x");
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
    let world = World::new().await;
    let mut owner = world.owner().await;
    for path in ["/api/v1/me", "/api/v1/token"] {
        assert_eq!(owner.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}
