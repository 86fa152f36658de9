//! The door of the server functions: JSON in, JSON out, and the status that belongs to it.

use axum::body::Body;
use http::{Method, StatusCode};
use serde_json::json;

use crate::world::{HTTP, World, draft, own, request};

#[tokio::test]
async fn what_is_not_understood_is_a_bad_request() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    for body in ["", "{", "null", "[]", "{\"id\":7}", "{\"id\":\"x\"", "\u{feff}{}"] {
        let request =
            own(request(Method::POST, "/api/applications/delete"), HTTP, "application/json");
        let reply = owner.send(request, Body::from(body)).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{body}: {}", reply.text());
        assert_eq!(reply.json()["code"], "rejected", "{body}");
    }
}

#[tokio::test]
async fn refusals_have_their_status() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    let mut bad = draft("");
    bad["redirect_uris"] = "http://app.example/".into();
    let key = "0123456789abcdef";
    for (path, arguments, status, code) in [
        ("/api/applications/create", json!({ "draft": bad, "key": key }), 422, "invalid"),
        ("/api/applications/create", json!({ "draft": draft("A"), "key": "x" }), 400, "rejected"),
        ("/api/applications/get", json!({ "id": "x" }), 404, "not_found"),
        ("/api/applications/nothing", json!({}), 404, "not_found"),
        ("/api/", json!({}), 404, ""),
    ] {
        let reply = owner.call(path, &arguments).await;
        assert_eq!(reply.status.as_u16(), status, "{path}: {}", reply.text());
        if !code.is_empty() {
            assert_eq!(reply.json()["code"], code, "{path}");
            assert_eq!(reply.header("content-type"), "application/json", "{path}");
        }
    }
    let reply = owner.call("/api/applications/create", &json!({ "draft": bad, "key": key })).await;
    assert_eq!(reply.json()["fields"][0]["field"], "name");
    assert_eq!(reply.json()["fields"][1]["line"], 1);
    assert_eq!(owner.get("/api/dashboard").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn what_nobody_asked_for_is_refused_or_ignored() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    let mut forged = draft("Forged");
    forged["client_id"] = "cfgo_app_0123456789ABCDEFGHIJKL".into();
    let key = "0123456789abcdef";
    let reply =
        owner.call("/api/applications/create", &json!({ "draft": forged, "key": key })).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{}", reply.text());
    let beside = json!({
        "draft": draft("Beside"),
        "key": key,
        "owner_id": "cfgo_acc_0123456789ABCDEFGHIJKL",
        "created_at": 0,
    });
    let reply = owner.call("/api/applications/create", &beside).await;
    let created = &reply.json()["Created"]["summary"];
    assert_ne!(created["created_at"], 0);
    let mine = owner.call("/api/applications/list", &json!({ "after": null })).await.json();
    assert_eq!(mine["rows"][0]["client_id"], created["client_id"]);
    assert_eq!(mine["total"], 1);
}

#[tokio::test]
async fn a_call_that_accepts_html_is_not_sent_anywhere() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    let request = own(request(Method::POST, "/api/dashboard"), HTTP, "application/json")
        .header("accept", "text/html")
        .header("referer", "https://evil.example/");
    let reply = owner.send(request, Body::from("{}")).await;
    assert_eq!((reply.status, reply.location()), (StatusCode::OK, ""));
}
