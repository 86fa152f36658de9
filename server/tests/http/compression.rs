//! Which replies are compressed: pages and lists of the dashboard, and nothing that may hold a
//! secret (BREACH).

use axum::body::Body;
use http::{Method, StatusCode};
use serde_json::json;
use server::{router::table, web::media_type::JSON};

use crate::test_server::{HTTP, Reply, TestServer, everything, own, request};

const ACCEPTED: (&str, &str) = ("accept-encoding", "gzip, deflate, br, zstd");

async fn with_fifty() -> TestServer {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for nth in 0..50 {
        owner.create(&format!("Application {nth} of fifty")).await;
    }
    drop(owner);
    server
}

fn encoding(reply: &Reply) -> &str {
    reply.header("content-encoding")
}

#[tokio::test]
async fn a_page_of_fifty_rows_is_a_tenth_on_the_wire() {
    let server = with_fifty().await;
    let mut owner = server.owner().await;
    for (accepted, expected, most) in [
        ("gzip, deflate, br, zstd", "br", 12_000),
        ("br", "br", 12_000),
        ("gzip", "gzip", 14_000),
        ("br;q=0, gzip", "gzip", 14_000),
        ("identity", "", usize::MAX),
        ("deflate, zstd", "", usize::MAX),
        ("", "", usize::MAX),
    ] {
        let asked = || request(Method::GET, "/applications").header(ACCEPTED.0, accepted);
        let reply = owner.send(asked(), Body::empty()).await;
        assert_eq!(reply.status, StatusCode::OK, "{accepted}");
        assert_eq!(encoding(&reply), expected, "{accepted}");
        assert_eq!(reply.header("vary"), "accept-encoding", "{accepted}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{accepted}");
        assert!(reply.body.len() <= most, "{accepted}: {} bytes", reply.body.len());
        let text = String::from_utf8_lossy(&reply.body);
        assert_eq!(text.contains("</html>"), expected.is_empty(), "{accepted}");
        let length = reply.header("content-length");
        assert!(
            length.is_empty() || length == reply.body.len().to_string(),
            "{accepted}: {length}"
        );
        let head = owner.send(asked().method(Method::HEAD), Body::empty()).await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "{accepted}");
        assert_eq!(encoding(&head), expected, "{accepted}");
    }
}

#[tokio::test]
async fn lists_are_compressed_and_what_is_short_is_not() {
    let server = with_fifty().await;
    let mut owner = server.owner().await;
    let mut call = async |path: &str, arguments: serde_json::Value| {
        let asked = own(request(Method::POST, path), HTTP, JSON).header(ACCEPTED.0, ACCEPTED.1);
        owner.send(asked, Body::from(arguments.to_string())).await
    };
    let list = call("/api/applications/list", everything()).await;
    assert_eq!((list.status, encoding(&list)), (StatusCode::OK, "br"));
    assert!(list.body.len() < 4_000, "{} bytes", list.body.len());
    let deleted = call("/api/applications/deleted", json!({ "after": null })).await;
    assert_eq!((deleted.status, encoding(&deleted)), (StatusCode::OK, ""));
    assert_eq!(deleted.json()["total"], 0);
}

#[tokio::test]
async fn nothing_that_may_hold_a_secret_is_compressed() {
    let server = TestServer::new().await;
    let setup = server.authority.setup_link().await.expect("a store").expect("no account");
    let setup = format!("/setup?token={}", setup.expose());
    let accepting = |method: Method, path: &str| {
        own(request(method, path), HTTP, "application/x-www-form-urlencoded")
            .header(ACCEPTED.0, ACCEPTED.1)
    };
    let mut anyone = server.anonymous();
    for path in [setup.as_str(), "/sign-in", "/link?token=x", "/nowhere", "/oauth/authorize"] {
        let reply = anyone.send(accepting(Method::GET, path), Body::empty()).await;
        assert!(reply.body.len() > 512, "{path}: worth compressing, were it not what it is");
        assert_eq!(encoding(&reply), "", "{path}");
    }
    let mut owner = server.owner().await;
    let (id, secret) = owner.create("Nightly reports").await;
    // Every other reply, whatever the route.
    for route in table().into_iter().filter(|route| !route.compressed) {
        if route.path.starts_with("/pkg") || route.path == "/favicon.svg" {
            continue;
        }
        let path = route.path.replace("{id}", &id);
        let reply = owner.send(accepting(route.method.clone(), &path), Body::empty()).await;
        assert_eq!(encoding(&reply), "", "{} {path}", route.method);
        if path == "/sign-out" {
            owner = server.owner().await;
        }
    }
    let form = "name=Another&redirect_uris=https%3A%2F%2Fapp.example%2Fcb&permissions=identify";
    let created = owner.send(accepting(Method::POST, "/applications/new"), Body::from(form)).await;
    assert!(created.find("cfgo_sec_").is_some(), "{}", created.text());
    assert_eq!(encoding(&created), "");
    let credentials =
        format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let token = anyone.send(accepting(Method::POST, "/oauth/token"), Body::from(credentials)).await;
    assert_eq!(encoding(&token), "");
}
