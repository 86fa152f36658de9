//! RFC 7009.

use http::StatusCode;

use super::flow::{ClientApp, error};
use crate::test_server::TestServer;

#[tokio::test]
async fn rfc_7009_2_1_a_refresh_token_takes_its_access_tokens_along() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let (access, refresh) = app.tokens(&mut owner).await;
    // A wrong hint does no harm.
    let fields = [("token", refresh.as_str()), ("token_type_hint", "access_token")];
    assert_eq!(app.post("/oauth/revoke", &fields).await.status, StatusCode::OK);
    assert_eq!(app.introspect(&access).await["active"], false);
    assert_eq!(error(&app.refresh(&refresh).await).1, "invalid_grant");

    let (access, refresh) = app.tokens(&mut owner).await;
    assert_eq!(app.post("/oauth/revoke", &[("token", &access)]).await.status, StatusCode::OK);
    assert_eq!(app.introspect(&access).await["active"], false);
    assert_eq!(app.refresh(&refresh).await.status, StatusCode::OK);
}

#[tokio::test]
async fn rfc_7009_2_2_an_unknown_token_is_200_and_another_clients_stays_active() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut app = ClientApp::confidential(&server, &mut owner).await;
    let mut public = ClientApp::public(&server, &mut owner).await;
    let (access, refresh) = app.tokens(&mut owner).await;
    for token in [access.as_str(), refresh.as_str(), "nonsense", "cfgo_at_nonsense"] {
        let reply = public.post("/oauth/revoke", &[("token", token)]).await;
        assert_eq!((reply.status, reply.body.len()), (StatusCode::OK, 0));
    }
    assert_eq!(app.introspect(&access).await["active"], true);
    assert_eq!(error(&app.post("/oauth/revoke", &[]).await), (400, "invalid_request".to_owned()));
    let wrong = [("token", access.as_str()), ("client_secret", "wrong")];
    assert_eq!(error(&app.post("/oauth/revoke", &wrong).await).0, 401);
    assert_eq!(app.introspect(&access).await["active"], true);
}
