//! Server functions over HTTP: JSON in, JSON out, and the status.

use axum::body::Body;
use http::{Method, StatusCode};
use serde_json::json;

use crate::test_server::{HTTP, TestServer, draft, everything, own, request, these};

const MISSING: &str = "cfgo_app_0123456789ABCDEFGHIJKL";

#[tokio::test]
async fn what_is_not_understood_is_a_bad_request() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
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
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut bad = draft("");
    bad["redirect_uris"] = "http://app.example/".into();
    let key = "0123456789abcdef";
    for (path, arguments, status, code) in [
        ("/api/applications/create", json!({ "draft": bad, "key": key }), 422, "invalid"),
        ("/api/applications/create", json!({ "draft": draft("A"), "key": "x" }), 400, "rejected"),
        ("/api/applications/get", json!({ "id": "x" }), 404, "not_found"),
        ("/api/applications/delete", these(&[MISSING; 1001]), 400, "rejected"),
        ("/api/applications/restore", these(&[MISSING; 1001]), 400, "rejected"),
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
async fn the_table_is_read_as_it_is_asked_for() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for name in ["Shop A", "Desk", "Shop B"] {
        owner.create(name).await;
    }
    let search = json!({
        "text": "SHOP",
        "kind": "confidential",
        "permission": "identify",
        "unused": false,
        "sort": { "by": "name", "descending": true },
    });
    let list = "/api/applications/list";
    let first = json!({ "search": search, "after": null, "limit": 1 });
    let first = owner.call(list, &first).await.json();
    assert_eq!((&first["total"], &first["rows"][0]["name"]), (&json!(2), &json!("Shop B")));
    assert_eq!(first["next"]["key"], "shop b");
    let second = json!({ "search": search, "after": first["next"], "limit": 1 });
    let second = owner.call(list, &second).await.json();
    assert_eq!((&second["next"], &second["rows"][0]["name"]), (&json!(null), &json!("Shop A")));
    // No page sends a search with unknown values.
    let mut odd = search.clone();
    odd["owner"] = "x".into();
    let reply = owner.call(list, &json!({ "search": odd, "after": null })).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    let id = &first["rows"][0]["client_id"];
    let reduction = json!({
        "permissions": ["identify"],
        "redirect_uris": ["https://app.example/callback", "nonsense"],
    });
    let asked = json!({ "id": id, "reduction": reduction });
    let impact = owner.call("/api/applications/impact", &asked).await.json();
    let nobody = json!({ "people": 0, "tokens": 0 });
    assert_eq!(impact["permissions"], nobody);
    let uri = "https://app.example/callback";
    let used = json!([{ "uri": uri, "last_used_at": null, "impact": nobody }]);
    assert_eq!(impact["redirect_uris"], used);
}

#[tokio::test]
async fn unknown_arguments_are_refused_or_ignored() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
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
    let mine = owner.call("/api/applications/list", &everything()).await.json();
    assert_eq!(mine["rows"][0]["client_id"], created["client_id"]);
    assert_eq!(mine["total"], 1);
}

#[tokio::test]
async fn a_call_that_accepts_html_is_not_sent_anywhere() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let request = own(request(Method::POST, "/api/dashboard"), HTTP, "application/json")
        .header("accept", "text/html")
        .header("referer", "https://evil.example/");
    let reply = owner.send(request, Body::from("{}")).await;
    assert_eq!((reply.status, reply.location()), (StatusCode::OK, ""));
}
