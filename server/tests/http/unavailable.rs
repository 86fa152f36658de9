//! A store that does not answer: the replies have a clear message and the right status.

use http::StatusCode;

use crate::test_server::{OWNER, PASSWORD, TestServer, everything};

#[tokio::test]
async fn every_handler_answers_when_the_store_is_unavailable() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    server.authority.close().await;
    for path in ["/", "/applications", "/setup?token=x"] {
        let reply = owner.get(path).await;
        if path.starts_with("/setup") {
            // A malformed link token is refused without the store.
            assert_eq!(reply.status, StatusCode::GONE);
            continue;
        }
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        let text = reply.text();
        assert!(text.contains("Try again in a moment") && !text.contains("sql"), "{text}");
        assert!(text.contains(reply.header("x-request-id")), "{text}");
    }
    let reply = owner.call("/api/applications/list", &everything()).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.json()["code"], "unavailable");
    // Signing in shows it on its own page, and counts no failure.
    for _ in 0..10 {
        let reply = server.anonymous().sign_in(OWNER, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(reply.text().contains(&format!("value=\"{OWNER}\"")));
    }
    assert_eq!(server.anonymous().get("/healthz").await.status, StatusCode::OK);
}
