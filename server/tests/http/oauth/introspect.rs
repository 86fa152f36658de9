//! RFC 7662 (SECURITY.md D1).

use http::StatusCode;
use serde_json::json;

use super::flow::{ClientApp, error};
use crate::test_server::TestServer;

#[tokio::test]
async fn rfc_7662_2_2_an_application_hears_about_its_own_tokens() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let mut other = ClientApp::new(&server, &mut owner, "confidential", &["identify"]).await;
    let (access, refresh) = app.tokens(&mut owner).await;
    let told = app.introspect(&access).await;
    let account = server.authority.accounts().await.expect("accounts").remove(0).account.id;
    assert_eq!(
        told,
        json!({
            "active": true,
            "client_id": app.id,
            "exp": 1_795_521_600 + 3600,
            "iat": 1_795_521_600,
            "iss": "http://127.0.0.1:3000",
            "scope": "identify orders projects",
            "sub": account.as_str(),
            "token_type": "Bearer",
        })
    );
    let told = app.introspect(&refresh).await;
    assert_eq!((&told["active"], told.get("token_type")), (&json!(true), None));
    for token in [access.as_str(), &refresh, "nonsense", &access[1..], &access.to_uppercase()] {
        assert_eq!(other.introspect(token).await, json!({ "active": false }));
    }
    server.clock.advance_seconds(3600);
    assert_eq!(app.introspect(&access).await, json!({ "active": false }));
}

#[tokio::test]
async fn rfc_7662_2_1_the_caller_must_authenticate() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let mut public = ClientApp::public(&server, &mut owner).await;
    let (access, _) = app.tokens(&mut owner).await;
    let own = public.tokens(&mut owner).await.0;
    // A public application does not authenticate.
    let reply = public.post("/oauth/introspect", &[("token", &own)]).await;
    assert_eq!(error(&reply), (401, "invalid_client".to_owned()));
    let wrong = [("token", access.as_str()), ("client_secret", "wrong")];
    assert_eq!(error(&app.post("/oauth/introspect", &wrong).await).0, 401);
    let reply = app.post("/oauth/introspect", &[]).await;
    assert_eq!(error(&reply), (400, "invalid_request".to_owned()));
}

#[tokio::test]
async fn rfc_7662_4_a_resource_server_sees_the_permissions_that_it_guards() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let (access, refresh) = app.tokens(&mut owner).await;
    for (name, permission, scope) in
        [("Orders", "orders", Some("orders")), ("Files", "files", None)]
    {
        let declared = server.authority.add_resource_server(name, &[permission.to_owned()]).await;
        let (server, secret) = declared.expect("a resource server");
        let credentials = [("client_id", server.id.as_str()), ("client_secret", secret.expose())];
        for token in [&access, &refresh] {
            let fields = [&credentials[..], &[("token", token)]].concat();
            let reply = app.post("/oauth/introspect", &fields).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
            let seen = scope.filter(|_| *token == access);
            assert_eq!(reply.json()["active"], seen.is_some(), "{name}");
            assert_eq!(reply.json().get("scope").and_then(|s| s.as_str()), seen, "{name}");
        }
        // A resource server is no application.
        let fields = [&credentials[..], &[("grant_type", "client_credentials")]].concat();
        assert_eq!(app.post("/oauth/token", &fields).await.status, StatusCode::UNAUTHORIZED);
    }
}
