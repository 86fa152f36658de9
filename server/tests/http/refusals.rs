//! Errors of every layer in the form that callers of the path read: RFC 6749 §5.2 for programs, a
//! problem for server functions, a page for people.

use axum::body::Body;
use http::{Method, StatusCode, header::AUTHORIZATION};
use server::{router::table, web::headers::Class};

use crate::test_server::{HTTP, Reply, TestServer, own, request};

const FORM: &str = "application/x-www-form-urlencoded";

fn is_of_programs(class: Class) -> bool {
    matches!(class, Class::Endpoint | Class::SharedEndpoint)
}

/// Checks the form of a refusal at an endpoint of `class`, and returns its sentence.
fn sentence(reply: &Reply, class: Class, name: &str) -> String {
    assert_eq!(reply.header("content-type"), "application/json", "{name}");
    assert_eq!(reply.header("cache-control"), "no-store", "{name}");
    let readable = if class == Class::SharedEndpoint { "*" } else { "" };
    assert_eq!(reply.header("access-control-allow-origin"), readable, "{name}");
    let told = reply.json();
    let (code, text) = if is_of_programs(class) {
        (&told["error"], &told["error_description"])
    } else {
        (&told["code"], &told["message"])
    };
    assert!(code.as_str().is_some_and(|code| !code.is_empty()), "{name}: {told}");
    text.as_str().unwrap_or_else(|| panic!("{name}: {told}")).to_owned()
}

#[tokio::test]
async fn a_wrong_method_is_refused_in_the_form_of_the_endpoint() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut anyone = server.anonymous();
    let called = |class| is_of_programs(class) || class == Class::Machine;
    let routes: Vec<_> = table().into_iter().filter(|route| called(route.class)).collect();
    assert!(routes.len() > 20);
    for route in routes {
        let reads = route.method == Method::GET;
        let allowed = if reads { "GET,HEAD" } else { "POST" };
        let other = if reads { Method::POST } else { Method::GET };
        for method in [other, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD] {
            if method == Method::HEAD && reads {
                continue;
            }
            for browser in [&mut *anyone, &mut *owner] {
                let path = format!("{}?grant_type=client_credentials", route.path);
                let asked = request(method.clone(), &path).header(AUTHORIZATION, "Bearer x");
                let reply = browser.send(asked, Body::empty()).await;
                let name = format!("{method} {path}");
                assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{name}");
                assert_eq!(reply.header("allow"), allowed, "{name}");
                if method == Method::HEAD {
                    assert!(reply.body.is_empty(), "{name}");
                } else {
                    let told = sentence(&reply, route.class, &name);
                    assert_eq!(told, format!("Use {}.", route.method), "{name}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_content_type_is_refused_in_the_form_of_the_endpoint() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let posts = |route: &server::router::Route| route.method == Method::POST;
    for route in table().into_iter().filter(posts) {
        let path = route.path.replace("{id}", "x");
        let expected = if route.class == Class::Machine { "application/json" } else { FORM };
        for (content_type, body) in [
            ("text/plain", "grant_type=client_credentials"),
            ("multipart/form-data; boundary=x", "--x--"),
            ("", ""),
            ("", "grant_type=client_credentials"),
            (if expected == FORM { "application/json" } else { FORM }, "{}"),
        ] {
            let mut asked = request(Method::POST, &path).header("origin", HTTP);
            if !content_type.is_empty() {
                asked = asked.header("content-type", content_type);
            }
            let reply = owner.send(asked, Body::from(body)).await;
            let name = format!("{path}, {content_type:?}");
            assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{name}");
            let told = format!("Send this as {expected}.");
            if route.class.is_page() {
                assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{name}");
                assert!(reply.text().contains(&told), "{name}: {}", reply.text());
            } else {
                assert_eq!(sentence(&reply, route.class, &name), told, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_or_breaks_off_is_refused_in_the_form_of_the_endpoint() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for (path, class, content_type) in [
        ("/oauth/token", Class::SharedEndpoint, FORM),
        ("/oauth/token/", Class::SharedEndpoint, FORM),
        ("/oauth/revoke", Class::SharedEndpoint, FORM),
        ("/oauth/introspect", Class::Endpoint, FORM),
        ("/api/applications/list", Class::Machine, "application/json"),
    ] {
        let asked = || own(request(Method::POST, path), HTTP, content_type);
        let long = vec![b'a'; 64 * 1024 + 1];
        let known = asked().header("content-length", long.len());
        let reply = owner.send(known, Body::from(long.clone())).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert_eq!(sentence(&reply, class, path), "That is more than 64 KiB. Send less.");
        let pieces = long.chunks(1000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec()));
        let streamed = Body::from_stream(futures_util::stream::iter(pieces.collect::<Vec<_>>()));
        let reply = owner.send(asked(), streamed).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}, streamed");
        assert_eq!(sentence(&reply, class, path), "That is more than 64 KiB. Send less.");
        let broken = [Ok(b"grant_".to_vec()), Err(std::io::Error::other("gone"))];
        let broken = Body::from_stream(futures_util::stream::iter(broken));
        let reply = owner.send(asked(), broken).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(sentence(&reply, class, path), "The body can't be read.");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_short_404_that_programs_of_any_origin_can_read() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut anyone = server.anonymous();
    for (path, code) in [
        ("/.well-known/openid-configuration", "error"),
        ("/.well-known/oauth-protected-resource", "error"),
        ("/.well-known/oauth-protected-resource/mcp", "error"),
        ("/.well-known/oauth-authorization-server/tenant", "error"),
        ("/.well-known", "error"),
        ("/.well-known/", "error"),
        ("/oauth", "error"),
        ("/oauth/", "error"),
        ("/oauth/register", "error"),
        ("/oauth/token/x", "error"),
        ("/oauth/introspect/x", "error"),
        ("/oauth/authorize/x", "error"),
        ("/api/v1", "error"),
        ("/api/v1/none", "error"),
        ("/api/v1/me/none?x=1", "error"),
        ("/api/v2/me", "code"),
        ("/api/x", "code"),
        ("/api/applications", "code"),
        ("/api/applications/list/x", "code"),
        ("/api/", "code"),
        ("/api", "code"),
    ] {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            for browser in [&mut *anyone, &mut *owner] {
                let asked = request(method.clone(), path)
                    .header("origin", "https://spa.example")
                    .header(AUTHORIZATION, "Bearer x");
                let reply = browser.send(asked, Body::empty()).await;
                assert_eq!(reply.status, StatusCode::NOT_FOUND, "{method} {path}");
                assert_eq!(reply.header("content-type"), "application/json", "{path}");
                assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
                assert_eq!(reply.header("cache-control"), "no-store", "{path}");
                assert_eq!((reply.header("allow"), reply.header("www-authenticate")), ("", ""));
                assert_eq!(reply.json()[code], "not_found", "{path}");
                assert!(reply.body.len() < 128, "{path}");
            }
        }
    }
    // At all other paths, the reply is a page.
    for path in ["/oauthx", "/apiary", "/pkg", "/well-known"] {
        let reply = anyone.get(path).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        assert!(reply.text().contains("Page not found"), "{path}");
    }
    let reply = anyone.get("/pkg/none").await;
    assert_eq!((reply.status, reply.text().len() < 128), (StatusCode::NOT_FOUND, true));
}
