//! RFC 8414: the metadata lists exactly what is implemented.

use http::{Method, header::HOST};
use serde_json::json;

use super::flow::{ClientApp, error};
use crate::test_server::{HTTPS, TestServer, request};

#[tokio::test]
async fn rfc_8414_2_the_metadata_states_what_works() {
    let server = TestServer::at(HTTPS).await;
    let asked = request(Method::GET, "/.well-known/oauth-authorization-server");
    let asked = asked.header(HOST, "evil.example");
    let reply = server.anonymous().send(asked, axum::body::Body::empty()).await;
    let told = reply.json();
    assert_eq!(told["issuer"], HTTPS);
    assert!(!reply.text().contains("evil.example"));
    for (name, path) in [
        ("authorization_endpoint", "/oauth/authorize"),
        ("token_endpoint", "/oauth/token"),
        ("revocation_endpoint", "/oauth/revoke"),
        ("introspection_endpoint", "/oauth/introspect"),
    ] {
        assert_eq!(told[name], format!("{HTTPS}{path}"));
    }
    assert_eq!(told["scopes_supported"].as_array().map(Vec::len), Some(10));
    assert_eq!(told["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(told["response_types_supported"], json!(["code"]));
    assert_eq!(told["authorization_response_iss_parameter_supported"], true);
}

#[tokio::test]
async fn rfc_8414_2_no_grant_type_is_missing_from_the_metadata() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let told = server.anonymous().get("/.well-known/oauth-authorization-server").await.json();
    let stated = told["grant_types_supported"].as_array().expect("a list").clone();
    for grant in [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "password",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ] {
        let fields = [("grant_type", grant), ("code", "x"), ("refresh_token", "x")];
        let reply = app.post("/oauth/token", &fields).await;
        let works = reply.status.is_success() || error(&reply).1 != "unsupported_grant_type";
        assert_eq!(works, stated.contains(&json!(grant)), "{grant}");
    }
}
