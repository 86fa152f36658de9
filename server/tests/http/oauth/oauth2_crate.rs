//! A third-party client, the `oauth2` crate, against the router.

use axum::body::Body;
use http::StatusCode;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse,
    IntrospectionUrl, PkceCodeChallenge, RedirectUrl, RefreshToken, RequestTokenError,
    RevocationUrl, Scope, StandardRevocableToken, TokenIntrospectionResponse, TokenResponse,
    TokenUrl, basic::BasicClient,
};

use super::flow::{CALLBACK, ClientApp, allow, parameter};
use crate::test_server::{HTTP, TestServer};

/// Sends a request of the crate to the router.
async fn carry(server: &TestServer, request: HttpRequest) -> Result<HttpResponse, std::io::Error> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let mut asked = crate::test_server::request(parts.method, path);
    for (name, value) in &parts.headers {
        asked = asked.header(name, value);
    }
    let reply = server.anonymous().send(asked, Body::from(body)).await;
    let mut response = HttpResponse::new(reply.body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}

#[tokio::test]
async fn the_oauth2_crate_uses_every_grant_type() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let client = BasicClient::new(ClientId::new(app.id.clone()))
        .set_client_secret(ClientSecret::new(app.secret.clone()))
        .set_auth_uri(AuthUrl::new(format!("{HTTP}/oauth/authorize")).expect("a URL"))
        .set_token_uri(TokenUrl::new(format!("{HTTP}/oauth/token")).expect("a URL"))
        .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).expect("a URL"))
        .set_introspection_url(
            IntrospectionUrl::new(format!("{HTTP}/oauth/introspect")).expect("a URL"),
        )
        // The crate insists on https here; what carries its requests looks at the path alone.
        .set_revocation_url(
            RevocationUrl::new("https://127.0.0.1/oauth/revoke".to_owned()).expect("a URL"),
        );
    let http = |request| carry(&server, request);

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (address, state) = client
        .authorize_url(CsrfToken::new_random)
        .add_scope(Scope::new("identify".to_owned()))
        .add_scope(Scope::new("projects".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let path = format!("{}?{}", address.path(), address.query().expect("a query"));
    let back = allow(&mut owner, &path).await;
    assert_eq!(parameter(&back, "state").as_ref(), Some(state.secret()));
    let code = parameter(&back, "code").expect("a code");
    let tokens = client
        .exchange_code(AuthorizationCode::new(code.clone()))
        .set_pkce_verifier(verifier)
        .request_async(&http)
        .await
        .expect("tokens");
    assert_eq!(tokens.scopes().map(Vec::len), Some(2));
    let me = app.api("/api/v1/me", tokens.access_token().secret()).await;
    assert_eq!(me.status, StatusCode::OK, "{}", me.text());

    let seen = client.introspect(tokens.access_token()).request_async(&http).await;
    assert!(seen.expect("an answer").active());
    let refresh = tokens.refresh_token().expect("a refresh token").clone();
    let next = client.exchange_refresh_token(&refresh).request_async(&http).await.expect("tokens");
    let token = StandardRevocableToken::RefreshToken(next.refresh_token().expect("one").clone());
    client.revoke_token(token).expect("a URL").request_async(&http).await.expect("revoked");
    let seen = client.introspect(next.access_token()).request_async(&http).await;
    assert!(!seen.expect("an answer").active());

    let own = client.exchange_client_credentials().request_async(&http).await.expect("a token");
    assert!(own.refresh_token().is_none());
    for refused in [
        client.exchange_code(AuthorizationCode::new(code)).request_async(&http).await,
        client
            .exchange_refresh_token(&RefreshToken::new("nonsense".to_owned()))
            .request_async(&http)
            .await,
    ] {
        let Err(RequestTokenError::ServerResponse(told)) = refused else { panic!("{refused:?}") };
        assert_eq!(told.error().as_ref(), "invalid_grant");
    }
}
