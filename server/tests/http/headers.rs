//! Security headers of every reply, by class of route (SECURITY.md G2), refusals included.

use axum::body::Body;
use http::{Method, StatusCode};
use server::{router::table, web::headers::Class};

use crate::test_server::{HTTPS, Reply, TestServer, own, request};

const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

fn holds(reply: &Reply, class: Class, name: &str) {
    let policy = reply.header("content-security-policy");
    let cache = reply.header("cache-control");
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{name}");
    // The window that opened the consent page in a popup stays its opener. Headers about documents are
    // sent with documents only.
    let (opener, resource) = match class {
        Class::Html => ("same-origin", "same-origin"),
        Class::Authorize => ("unsafe-none", "same-origin"),
        _ => ("", ""),
    };
    assert_eq!(reply.header("cross-origin-opener-policy"), opener, "{name}");
    assert_eq!(reply.header("cross-origin-resource-policy"), resource, "{name}");
    let permissions = reply.header("permissions-policy");
    assert_eq!(permissions.contains("clipboard-write=(self)"), class.is_page(), "{name}");
    assert_eq!(reply.header("strict-transport-security"), "max-age=63072000", "{name}");
    assert!(!reply.header("x-request-id").is_empty(), "{name}");
    let readable = if class == Class::SharedEndpoint { "*" } else { "" };
    assert_eq!(reply.header("access-control-allow-origin"), readable, "{name}");
    match class {
        Class::Html | Class::Authorize => {
            for part in [
                "default-src 'none'",
                "script-src 'nonce-",
                "'wasm-unsafe-eval'",
                "style-src 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            ] {
                assert!(policy.contains(part), "{name}: {policy}");
            }
            assert!(!policy.contains("unsafe-inline"), "{name}");
            assert_eq!(reply.header("referrer-policy"), "same-origin", "{name}");
            assert_eq!(cache, "no-store", "{name}");
        }
        Class::Machine | Class::Endpoint | Class::SharedEndpoint => {
            assert_eq!((policy, cache), (NOTHING, "no-store"), "{name}");
        }
        Class::Asset => assert_eq!(policy, NOTHING, "{name}"),
    }
}

#[tokio::test]
async fn every_route_sends_the_headers_of_its_class() {
    let server = TestServer::at(HTTPS).await;
    let mut owner = server.owner().await;
    for route in table() {
        let path = route.path.replace("{id}", "x").replace("{*file}", "x");
        let name = format!("{} {path}", route.method);
        // A page, a refusal, a cross-site request, a wrong method.
        let request = || request(route.method.clone(), &path);
        for browser in [&mut *server.anonymous(), &mut *owner] {
            holds(&browser.send(request(), Body::empty()).await, route.class, &name);
        }
        let foreign = request().header("origin", "https://evil.example");
        holds(&owner.send(foreign, Body::empty()).await, route.class, &name);
        let method = request().method(Method::PUT);
        holds(&owner.send(method, Body::empty()).await, route.class, &name);
    }
    for (path, class) in [
        ("/nowhere", Class::Html),
        ("/oauth/nowhere", Class::SharedEndpoint),
        ("/api/nowhere", Class::SharedEndpoint),
        ("/.well-known/nowhere", Class::SharedEndpoint),
    ] {
        holds(&server.anonymous().get(path).await, class, path);
    }
}

#[tokio::test]
async fn a_page_runs_only_scripts_with_the_nonce_of_its_reply() {
    let server = TestServer::at(HTTPS).await;
    let mut owner = server.owner().await;
    owner.create("One").await;
    let mut nonces = Vec::new();
    for path in ["/applications", "/applications/new", "/applications/deleted"] {
        let reply = owner.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{path}");
        let text = reply.text();
        let policy = reply.header("content-security-policy");
        let nonce =
            policy.split('\'').find_map(|part| part.strip_prefix("nonce-")).expect("a nonce");
        let scripts = text.matches("<script").count();
        assert!(scripts > 0, "{path}");
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
        }
        for forbidden in [" style=", "<style", " onclick=", "javascript:"] {
            assert!(!text.contains(forbidden), "{path}: {forbidden}");
        }
        nonces.push(nonce.to_owned());
    }
    nonces.dedup();
    assert_eq!(nonces.len(), 3, "a nonce is used once");
}

#[tokio::test]
async fn sign_in_and_setup_load_no_program() {
    let server = TestServer::at(HTTPS).await;
    let token = server.authority.setup_link().await.expect("a store").expect("no account");
    for path in ["/sign-in".to_owned(), format!("/setup?token={}", token.expose()), "/".to_owned()]
    {
        let reply = server.anonymous().get(&path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert!(!reply.text().contains("<script") && !reply.text().contains(".wasm"), "{path}");
        assert!(reply.body.len() < 15 * 1024, "{path}");
    }
}

#[tokio::test]
async fn a_body_beyond_64_kib_is_413_with_and_without_its_length() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for (path, content_type) in [
        ("/sign-in", "application/x-www-form-urlencoded"),
        ("/setup", "application/x-www-form-urlencoded"),
        ("/applications/new", "application/x-www-form-urlencoded"),
        ("/api/applications/create", "application/json"),
    ] {
        let request = || own(request(Method::POST, path), "http://127.0.0.1:3000", content_type);
        let long = vec![b'a'; 64 * 1024 + 1];
        let known = request().header("content-length", long.len());
        let reply = owner.send(known, Body::from(long.clone())).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        let pieces = long.chunks(1000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec()));
        let streamed = Body::from_stream(futures_util::stream::iter(pieces.collect::<Vec<_>>()));
        let reply = owner.send(request(), streamed).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}, streamed");
        assert!(reply.text().contains("more than 64 KiB"), "{path}: {}", reply.text());
        // One byte less is read, and refused for other reasons.
        let reply = owner.send(request(), Body::from(long[1..].to_vec())).await;
        assert_ne!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
}

#[tokio::test]
async fn head_is_answered_like_get_without_a_body() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for path in ["/applications", "/sign-in", "/healthz"] {
        let get = owner.get(path).await.status;
        let head = owner.send(request(Method::HEAD, path), Body::empty()).await;
        assert_eq!((head.status, head.body.len()), (get, 0), "{path}");
    }
}
