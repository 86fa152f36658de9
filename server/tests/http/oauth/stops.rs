//! Deleting, disabling and revoking take effect in the same commit (SECURITY.md D3).

use domain::account::Email;
use http::StatusCode;
use serde_json::json;

use super::flow::{ClientApp, error};
use crate::test_server::{OTHER_ACCOUNT, OWNER, PASSWORD, TestServer, these};

#[tokio::test]
async fn a_deleted_application_is_refused_and_a_restored_one_works_again() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut user = server.other_account().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let (access, refresh) = app.tokens(&mut user).await;
    let code = app.code(&mut user).await;
    let id = these(&[&app.id]);
    assert_eq!(owner.call("/api/applications/delete", &id).await.status, StatusCode::OK);
    assert_eq!(app.api("/api/v1/me", &access).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(error(&app.refresh(&refresh).await).0, 401);
    assert_eq!(error(&app.exchange(&code, &[]).await).0, 401);
    assert_eq!(user.get(&app.authorize(&[])).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(owner.call("/api/applications/restore", &id).await.status, StatusCode::OK);
    assert_eq!(app.api("/api/v1/me", &access).await.status, StatusCode::OK);
    assert_eq!(error(&app.exchange(&code, &[]).await).1, "invalid_grant", "never codes");
    assert_eq!(app.refresh(&refresh).await.status, StatusCode::OK);
    assert_eq!(user.get(&app.authorize(&[])).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_disabled_account_stops_what_acts_for_it_and_what_it_owns() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut user = server.other_account().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    for email in [OTHER_ACCOUNT, OWNER] {
        let (access, refresh) = app.tokens(&mut user).await;
        let email = Email::parse(email).expect("an address");
        server.authority.disable_account(&email).await.expect("disabled");
        if email.as_str() == OTHER_ACCOUNT {
            assert_eq!(app.introspect(&access).await, json!({ "active": false }));
        }
        assert_eq!(app.api("/api/v1/me", &access).await.status, StatusCode::UNAUTHORIZED);
        assert_ne!(app.refresh(&refresh).await.status, StatusCode::OK);
        server.authority.enable_account(&email).await.expect("enabled");
        assert_eq!(app.api("/api/v1/me", &access).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_revoked_grant_stops_for_ever() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut user = server.other_account().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let (access, refresh) = app.tokens(&mut user).await;
    let id = json!({ "id": app.id });
    assert_eq!(
        owner.call("/api/security/revoke-application", &id).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(user.call("/api/security/revoke-application", &id).await.status, StatusCode::OK);
    assert_eq!(app.api("/api/v1/me", &access).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(error(&app.refresh(&refresh).await).1, "invalid_grant");
    // A new consent does not make the old ones active again.
    app.tokens(&mut user).await;
    assert_eq!(app.api("/api/v1/me", &access).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_removed_secret_is_refused_and_the_other_works() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let first = app.secret.clone();
    let page = format!("/applications/{}/secrets", app.id);
    let reply = owner.post(&page, &[]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    let second = reply.find("cfgo_sec_").expect("a secret");
    assert_eq!((server.received(&second), server.stored(&second).await), (1, 0));
    assert_eq!(owner.post(&page, &[]).await.status, StatusCode::CONFLICT, "at most two");
    let grant = [("grant_type", "client_credentials")];
    assert_eq!(app.post("/oauth/token", &grant).await.status, StatusCode::OK);
    app.secret.clone_from(&second);
    assert_eq!(app.post("/oauth/token", &grant).await.status, StatusCode::OK);
    let remove = format!("{page}/remove");
    let reply = owner.post(&remove, &[("last_four", &first[54..])]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
    assert_eq!(app.post("/oauth/token", &grant).await.status, StatusCode::OK);
    app.secret = first;
    assert_eq!(app.post("/oauth/token", &grant).await.status, StatusCode::UNAUTHORIZED);
    let reply = owner.post(&remove, &[("last_four", &second[54..])]).await;
    assert_eq!(reply.status, StatusCode::CONFLICT, "the last one stays");
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let server = TestServer::new().await;
    let mut here = server.owner().await;
    let mut there = server.owner().await;
    let new = "cobalt window sparrow lantern";
    let form = |current, new| [("current_password", current), ("new_password", new)];
    for (current, new, status) in [
        ("not the password of it", new, StatusCode::UNPROCESSABLE_ENTITY),
        (PASSWORD, "short", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let reply = here.post("/security/password", &form(current, new)).await;
        assert_eq!(reply.status, status, "{}", reply.text());
        assert!(!reply.text().contains(PASSWORD));
    }
    let before = here.cookie.clone();
    let reply = here.post("/security/password", &form(PASSWORD, new)).await;
    assert_eq!(reply.location(), "/security?notice=password-changed", "{}", reply.text());
    assert_ne!(here.cookie, before, "a new session");
    assert_eq!(here.get("/applications").await.status, StatusCode::OK);
    assert_eq!(there.get("/applications").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        server.anonymous().sign_in(OWNER, PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(server.anonymous().sign_in(OWNER, new).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_is_ended_from_another() {
    let server = TestServer::new().await;
    let mut here = server.owner().await;
    let mut there = server.owner().await;
    let access = here.call("/api/security/access", &json!({})).await.json();
    let sessions = access["sessions"].as_array().expect("a list").clone();
    assert_eq!((sessions.len(), &sessions[0]["current"]), (2, &json!(true)));
    let own = json!({ "id": sessions[0]["id"] });
    assert_eq!(here.call("/api/security/end-session", &own).await.status, StatusCode::NOT_FOUND);
    let other = json!({ "id": sessions[1]["id"] });
    let mut outsider = server.other_account().await;
    assert_eq!(
        outsider.call("/api/security/end-session", &other).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(there.get("/applications").await.status, StatusCode::OK);
    assert_eq!(here.call("/api/security/end-session", &other).await.status, StatusCode::OK);
    assert_eq!(there.get("/applications").await.status, StatusCode::SEE_OTHER);
}
