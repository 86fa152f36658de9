//! RFC 6749 §3.2, §5 and §6, RFC 7636 §4.6 (SECURITY.md C).

use http::{Method, StatusCode, header::CONTENT_TYPE};

use super::flow::{ClientApp, VERIFIER, error};
use crate::test_server::{TestServer, request};

#[tokio::test]
async fn rfc_6749_5_1_a_reply_says_what_was_given() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let code = app.code(&mut owner).await;
    let reply = app.exchange(&code, &[]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    let told = reply.json();
    assert_eq!(told["token_type"], "Bearer");
    assert_eq!(told["expires_in"], 3600);
    assert_eq!(told["scope"], "identify orders projects");
    assert!(told["access_token"].as_str().is_some_and(|token| token.starts_with("cfgo_at_")));
    assert!(told["refresh_token"].as_str().is_some_and(|token| token.starts_with("cfgo_rt_")));
    // No plain secret is stored.
    for name in ["access_token", "refresh_token"] {
        let token = told[name].as_str().expect(name);
        assert_eq!((server.received(token), server.stored(token).await), (1, 0), "{name}");
    }
    assert_eq!(server.stored(&code).await, 0);
}

#[tokio::test]
async fn rfc_6749_3_2_only_a_form_and_each_parameter_once() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let credentials = format!("client_id={}&client_secret={}", app.id, app.secret);
    let body = format!("{credentials}&grant_type=client_credentials");
    assert_eq!(app.send("/oauth/token", None, &body).await.status, StatusCode::OK);
    for (path, body, expected) in [
        ("/oauth/token?grant_type=client_credentials", credentials.clone(), "invalid_request"),
        ("/oauth/token", format!("{body}&grant_type=client_credentials"), "invalid_request"),
        ("/oauth/token", format!("{body}&scope=identify&scope=identify"), "invalid_request"),
        ("/oauth/token", credentials.clone(), "invalid_request"),
        ("/oauth/token", format!("{credentials}&grant_type="), "invalid_request"),
        ("/oauth/token", format!("{credentials}&grant_type=password"), "unsupported_grant_type"),
        ("/oauth/token", format!("{credentials}&grant_type=authorization_code"), "invalid_request"),
        ("/oauth/token", format!("{credentials}&grant_type=refresh_token"), "invalid_request"),
        ("/oauth/token", format!("{body}&scope=billing"), "invalid_scope"),
        ("/oauth/token", format!("{body}&scope=%22"), "invalid_scope"),
    ] {
        let reply = app.send(path, None, &body).await;
        assert_eq!(error(&reply), (400, expected.to_owned()), "{path}");
        assert!(!reply.text().contains(&app.secret));
    }
    let mut anyone = server.anonymous();
    let json = request(Method::POST, "/oauth/token").header(CONTENT_TYPE, "application/json");
    let reply = anyone.send(json, axum::body::Body::from("{}")).await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(anyone.get("/oauth/token").await.status, StatusCode::METHOD_NOT_ALLOWED);
    let long = format!("{body}&pad={}", "a".repeat(64 * 1024));
    assert_eq!(app.send("/oauth/token", None, &long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn rfc_6749_2_3_1_credentials_prove_who_calls() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let mut public = ClientApp::public(&server, &mut owner).await;
    let basic = app.basic();
    let grant = "grant_type=client_credentials";
    assert_eq!(app.send("/oauth/token", Some(&basic), grant).await.status, StatusCode::OK);
    let id = app.id.clone();
    let other = format!("cfgo_sec_{}", "a".repeat(49));
    let mut flipped = app.secret.clone();
    let last = flipped.pop().expect("a character");
    flipped.push(if last == 'a' { 'b' } else { 'a' });
    for (line, body) in [
        (None, format!("{grant}&client_id={id}")),
        (None, format!("{grant}&client_id={id}&client_secret=")),
        (None, format!("{grant}&client_id={id}&client_secret={other}")),
        (None, format!("{grant}&client_id={id}&client_secret={flipped}")),
        (None, format!("{grant}&client_id={id}&client_secret={}", app.secret.to_uppercase())),
        (None, format!("{grant}&client_id=cfgo_app_0123456789ABCDEFGHIJKL&client_secret={other}")),
        (None, format!("{grant}&client_id={}&client_secret={}", public.id, app.secret)),
        (None, grant.to_owned()),
        (Some("Bearer x"), grant.to_owned()),
        (Some("Basic x"), grant.to_owned()),
    ] {
        let reply = app.send("/oauth/token", line, &body).await;
        assert_eq!(error(&reply), (401, "invalid_client".to_owned()), "{body}");
        assert!(reply.header("www-authenticate").starts_with("Basic "), "{body}");
    }
    let both = format!("{grant}&client_secret={}", app.secret);
    let reply = app.send("/oauth/token", Some(&basic), &both).await;
    assert_eq!(error(&reply), (400, "invalid_request".to_owned()));
    // A public application does not authenticate, and can do nothing without an account.
    let reply = public.post("/oauth/token", &[("grant_type", "client_credentials")]).await;
    assert_eq!(error(&reply), (400, "unauthorized_client".to_owned()));
}

#[tokio::test]
async fn failed_authentications_are_slowed_down_and_right_ones_are_not() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let wrong = [("grant_type", "client_credentials"), ("client_secret", "wrong")];
    for _ in 0..30 {
        assert_eq!(app.post("/oauth/token", &wrong).await.status, StatusCode::UNAUTHORIZED);
    }
    let reply = app.post("/oauth/token", &wrong).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!reply.header("retry-after").is_empty());
    let right = [("grant_type", "client_credentials")];
    assert_eq!(app.post("/oauth/token", &right).await.status, StatusCode::OK);
}

#[tokio::test]
async fn rfc_6749_4_1_3_a_code_is_bound_and_spent_once() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let mut public = ClientApp::public(&server, &mut owner).await;
    let code = app.code(&mut owner).await;
    let invalid_grant = (400, "invalid_grant".to_owned());
    let wrong_verifier = VERIFIER.replace('d', "e");
    for changes in [
        &[("redirect_uri", "http://127.0.0.1:8080/cb")][..],
        &[("code_verifier", "")],
        &[("code_verifier", wrong_verifier.as_str())],
        &[("code_verifier", "short")],
        &[("code", "cfgo_ac_nonsense")],
    ] {
        assert_eq!(error(&app.exchange(&code, changes).await), invalid_grant, "{changes:?}");
    }
    assert_eq!(error(&public.exchange(&code, &[]).await), invalid_grant);
    let wrong = app.exchange(&code, &[("client_secret", "wrong")]).await;
    assert_eq!(error(&wrong), (401, "invalid_client".to_owned()));
    // None of these requests spent the code.
    let first = app.exchange(&code, &[]).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let token = first.json()["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(app.api("/api/v1/token", &token).await.status, StatusCode::OK);
    // The second use revokes what the first one issued.
    assert_eq!(error(&app.exchange(&code, &[]).await), invalid_grant);
    assert_eq!(app.api("/api/v1/token", &token).await.status, StatusCode::UNAUTHORIZED);

    let late = app.code(&mut owner).await;
    server.clock.advance_seconds(60);
    assert_eq!(error(&app.exchange(&late, &[]).await), invalid_grant);
}

#[tokio::test]
async fn rfc_6749_6_refresh_tokens_rotate() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let (_, first) = app.tokens(&mut owner).await;
    let fields = [("grant_type", "refresh_token"), ("refresh_token", first.as_str())];
    let more = [&fields[..], &[("scope", "identify billing")]].concat();
    assert_eq!(error(&app.post("/oauth/token", &more).await).1, "invalid_scope");
    let less = [&fields[..], &[("scope", "identify")]].concat();
    let reply = app.post("/oauth/token", &less).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let told = reply.json();
    assert_eq!(told["scope"], "identify");
    let second = told["refresh_token"].as_str().expect("a token").to_owned();
    assert_ne!(first, second);
    // Within ten seconds a second use works, for lost replies and for processes that share a token.
    server.clock.advance_seconds(9);
    for _ in 0..2 {
        let again = app.refresh(&first).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
        assert_eq!(again.json()["scope"], "identify orders projects", "all of it is kept");
    }
    // Later, the second use may be a thief's.
    server.clock.advance_seconds(1);
    assert_eq!(error(&app.refresh(&first).await), (400, "invalid_grant".to_owned()));
    assert_eq!(error(&app.refresh(&second).await), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn rfc_6749_4_4_an_application_acts_for_itself() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let fields = [("grant_type", "client_credentials"), ("scope", "identify")];
    let reply = app.post("/oauth/token", &fields).await;
    let told = reply.json();
    assert_eq!((reply.status, &told["scope"]), (StatusCode::OK, &"identify".into()));
    assert!(told.get("refresh_token").is_none());
    let token = told["access_token"].as_str().expect("a token").to_owned();
    let seen = app.api("/api/v1/token", &token).await.json();
    assert_eq!(seen["sub"], app.id.as_str(), "never an account's");
    // Such a token acts for no account, so endpoints about an account refuse it.
    let reply = app.api("/api/v1/me", &token).await;
    assert_eq!(error(&reply), (403, "insufficient_scope".to_owned()));
}
