//! RFC 6750: the API for access tokens (SECURITY.md D2), and its description.

use axum::body::Body;
use http::{Method, StatusCode, header::AUTHORIZATION};
use serde_json::json;
use server::router::table;

use super::flow::{ClientApp, allow, error, parameter};
use crate::test_server::{OWNER, TestServer, request};

#[tokio::test]
async fn rfc_6750_2_1_a_token_opens_what_it_may() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let (access, refresh) = app.tokens(&mut owner).await;
    let reply = app.api("/api/v1/me", &access).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let told = reply.json();
    assert!(told["sub"].as_str().is_some_and(|sub| sub.starts_with("cfgo_acc_")));
    assert_eq!((&told["name"], &told["email"]), (&json!("Robin"), &json!(OWNER)));
    assert_eq!(told["locale"], "en");
    let told = app.api("/api/v1/token", &access).await.json();
    assert_eq!(
        (&told["client_id"], &told["scope"]),
        (&json!(app.id), &json!("identify orders projects"))
    );
    for token in [refresh.as_str(), "nonsense", &access[..access.len() - 1], &format!("{access}x")]
    {
        let reply = app.api("/api/v1/me", token).await;
        assert_eq!(error(&reply), (401, "invalid_token".to_owned()));
        assert!(reply.header("www-authenticate").contains("error=\"invalid_token\""));
    }
    server.clock.advance_seconds(3600);
    assert_eq!(app.api("/api/v1/me", &access).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn rfc_6750_3_without_a_token_there_is_no_error_code() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let (access, _) = app.tokens(&mut owner).await;
    let mut anyone = server.anonymous();
    for asked in [
        request(Method::GET, "/api/v1/me"),
        request(Method::GET, &format!("/api/v1/me?access_token={access}")),
        request(Method::GET, "/api/v1/me").header(AUTHORIZATION, app.basic()),
        request(Method::GET, "/api/v1/me")
            .header(AUTHORIZATION, format!("Bearer {access}"))
            .header(AUTHORIZATION, format!("Bearer {access}")),
    ] {
        let reply = anyone.send(asked, Body::empty()).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"configo\"");
    }
}

#[tokio::test]
async fn rfc_6750_3_1_a_missing_scope_is_named() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let back = allow(&mut owner, &app.authorize(&[("scope", "projects")])).await;
    let code = parameter(&back, "code").expect("a code");
    let token =
        app.exchange(&code, &[]).await.json()["access_token"].as_str().expect("a token").to_owned();
    let reply = app.api("/api/v1/me", &token).await;
    assert_eq!(error(&reply), (403, "insufficient_scope".to_owned()));
    assert!(reply.header("www-authenticate").contains("scope=\"identify\""));
    assert_eq!(app.api("/api/v1/token", &token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_description_names_every_route_and_no_other() {
    let server = TestServer::new().await;
    let told = server.anonymous().get("/api/v1/openapi.json").await.json();
    assert!(told["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    assert_eq!(told["servers"][0]["url"], "http://127.0.0.1:3000");
    let flow = &told["components"]["securitySchemes"]["configo"]["flows"]["authorizationCode"];
    assert_eq!(flow["tokenUrl"], "http://127.0.0.1:3000/oauth/token");
    assert_eq!(flow["scopes"].as_object().map(serde_json::Map::len), Some(10));
    let mut described: Vec<String> =
        told["paths"].as_object().expect("paths").keys().cloned().collect();
    let mut routes: Vec<String> = table()
        .into_iter()
        .map(|route| route.path.to_owned())
        .filter(|path| path.starts_with("/api/v1/") && !path.ends_with("openapi.json"))
        .collect();
    described.sort();
    routes.sort();
    assert_eq!(described, routes);
}
