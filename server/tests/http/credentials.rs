//! A secret is in exactly one reply (SECURITY.md E3), whatever is requested afterwards.

use http::StatusCode;
use serde_json::json;

use crate::test_server::{Browser, PASSWORD, TestServer, draft};

#[tokio::test]
async fn a_secret_crosses_the_wire_once_and_is_stored_nowhere() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
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
    // The scan finds what it should find.
    assert!(server.received(&id) > 5 && server.stored(&id).await > 0);
    for secret in [by_call, by_form] {
        assert_eq!(secret.len(), 58, "{secret}");
        assert_eq!(server.received(&secret), 1);
        assert_eq!(server.stored(&secret).await, 0);
        // Nor the part that is random.
        assert_eq!(server.stored(&secret[9..52]).await, 0);
    }
    let detail = owner.get(&format!("/applications/{id}")).await.text();
    assert!(detail.contains(&last_four), "what tells secrets apart is shown");
    assert_eq!(server.received(PASSWORD) + server.stored(PASSWORD).await, 0);
}

#[tokio::test]
async fn a_public_application_has_no_secret() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
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
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let cookie = owner.cookie.clone().expect("a cookie");
    let token = cookie.split_once('=').expect("a value").1.to_owned();
    owner.get("/applications").await;
    assert_eq!((server.received(&token), server.stored(&token).await), (1, 0));
}

async fn works(browser: &mut Browser<'_>, id: &str, secret: &str) -> bool {
    let grant = ("grant_type", "client_credentials");
    let form = [grant, ("client_id", id), ("client_secret", secret)];
    browser.post("/oauth/token", &form).await.status == StatusCode::OK
}

#[tokio::test]
async fn a_removed_secret_says_what_it_stops_and_works_again_once_restored() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut client = server.anonymous();
    let (id, first) = owner.create("Mine").await;
    let added = owner.post(&format!("/applications/{id}/secrets"), &[]).await;
    let second = added.find("cfgo_sec_").expect("a secret");
    let last_four = |secret: &str| secret[secret.len() - 4..].to_owned();
    let (used, unused) = (last_four(&first), last_four(&second));
    assert!(works(&mut client, &id, &first).await);

    // By a server function: the last use is known already.
    let call = json!({ "id": id, "last_four": used });
    let left = owner.call("/api/applications/remove-secret", &call).await.json();
    assert_eq!(left["removed_secrets"][0]["last_four"], *used);
    assert!(left["removed_secrets"][0]["last_used_at"].is_i64(), "{left}");
    assert!(!works(&mut client, &id, &first).await);
    let left = owner.call("/api/applications/restore-secret", &call).await.json();
    assert_eq!(left["removed_secrets"], json!([]));
    assert!(works(&mut client, &id, &first).await);

    // By forms: the page that is shown then offers to restore it.
    for (secret, last_four, was_used) in [(&second, &unused, false), (&first, &used, true)] {
        let fields = [("last_four", last_four.as_str())];
        let removed = owner.post(&format!("/applications/{id}/secrets/remove"), &fields).await;
        assert_eq!(removed.location(), format!("/applications/{id}"));
        assert!(!works(&mut client, &id, secret).await);
        let page = owner.get(&format!("/applications/{id}")).await.text();
        let action = format!("action=\"/applications/{id}/secrets/restore\"");
        assert!(page.contains(&action), "{page}");
        assert!(page.contains(&format!("The secret ending {last_four} was removed.")), "{page}");
        assert_eq!(page.contains("requests with it fail"), was_used, "{last_four}");
        let restored = owner.post(&format!("/applications/{id}/secrets/restore"), &fields).await;
        assert_eq!(restored.status, StatusCode::SEE_OTHER);
        assert!(works(&mut client, &id, secret).await);
    }

    // Not while two others are active.
    let fields = [("last_four", unused.as_str())];
    owner.post(&format!("/applications/{id}/secrets/remove"), &fields).await;
    owner.post(&format!("/applications/{id}/secrets"), &[]).await;
    let page = owner.get(&format!("/applications/{id}")).await.text();
    assert!(page.contains(&format!("The secret ending {unused} was removed.")), "{page}");
    assert!(!page.contains("/secrets/restore\""), "{page}");
    let restored = owner.post(&format!("/applications/{id}/secrets/restore"), &fields).await;
    assert_eq!(restored.status, StatusCode::CONFLICT);
    assert!(!works(&mut client, &id, &second).await);
}
