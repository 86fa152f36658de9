//! A secret is in exactly one reply of its life (SECURITY E3), whatever is asked afterwards.

use http::StatusCode;
use serde_json::json;

use crate::world::{PASSWORD, World, draft};

#[tokio::test]
async fn a_secret_crosses_the_wire_once_and_is_stored_nowhere() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    let (id, by_call) = owner.create("Called").await;
    let form = [
        ("name", "Posted"),
        ("redirect_uris", "https://app.example/"),
        ("permissions", "identify"),
        ("key", "0123456789abcdef"),
    ];
    let reply = owner.post("/applications/new", &form).await;
    let by_form = reply.find("cfgo_sec_").expect("a secret");
    owner.post("/applications/new", &form).await;

    for path in ["/applications", "/applications/new", "/applications/deleted"] {
        owner.get(path).await;
    }
    for path in ["", "/edit", "/erase"] {
        owner.get(&format!("/applications/{id}{path}")).await;
    }
    let version = json!({ "id": id, "version": 1, "draft": draft("Called still") });
    assert_eq!(owner.call("/api/applications/edit", &version).await.status, StatusCode::OK);
    for name in ["get", "delete", "restore"] {
        owner.call(&format!("/api/applications/{name}"), &json!({ "id": id })).await;
    }
    for name in ["list", "deleted"] {
        owner.call(&format!("/api/applications/{name}"), &json!({ "after": null })).await;
    }

    let last_four = by_call[54..].to_owned();
    // The scan sees what it should see.
    assert!(world.received(&id) > 5 && world.stored(&id) > 0);
    for secret in [by_call, by_form] {
        assert_eq!(secret.len(), 58, "{secret}");
        assert_eq!(world.received(&secret), 1);
        assert_eq!(world.stored(&secret), 0);
        // Nor the part that is random.
        assert_eq!(world.stored(&secret[9..52]), 0);
    }
    let detail = owner.get(&format!("/applications/{id}")).await.text();
    assert!(detail.contains(&last_four), "what tells secrets apart is shown");
    assert_eq!(world.received(PASSWORD) + world.stored(PASSWORD), 0);
}

#[tokio::test]
async fn a_public_application_has_no_secret() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    let form = [
        ("name", "Public"),
        ("redirect_uris", "http://127.0.0.1/callback"),
        ("permissions", "identify"),
        ("kind", "public"),
    ];
    let reply = owner.post("/applications/new", &form).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.find("cfgo_app_").is_some() && reply.find("cfgo_sec_").is_none());
}

#[tokio::test]
async fn a_session_token_is_in_its_cookie_and_stored_nowhere() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    let cookie = owner.cookie.clone().expect("a cookie");
    let token = cookie.split_once('=').expect("a value").1.to_owned();
    owner.get("/applications").await;
    assert_eq!((world.received(&token), world.stored(&token)), (1, 0));
}
