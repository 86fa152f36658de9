//! First run, invitation and new password: links that work once.

use domain::account::Email;
use http::StatusCode;

use crate::test_server::{OWNER, PASSWORD, Reply, TestServer};

fn assert_link_refused(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::GONE);
    assert!(reply.text().contains("This link does not work any more"));
}

fn email() -> Email {
    Email::parse(OWNER).expect("an address")
}

#[tokio::test]
async fn the_setup_link_makes_the_first_account_once() {
    let server = TestServer::new().await;
    let token = server.authority.setup_link().await.expect("a store").expect("no account");
    let token = token.expose();
    let path = format!("/setup?token={token}");
    let mut browser = server.anonymous();
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Create account"));

    // A refused form names the problem, keeps the typed fields, and does not use up the link.
    let bad = [("token", token), ("email", "no address"), ("name", "Robin"), ("password", "short")];
    let reply = browser.post("/setup", &bad).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "value=\"Robin\"",
        "value=\"no address\"",
        "Use at least 15 characters",
        "Enter an email address",
    ] {
        assert!(reply.text().contains(part), "{part}");
    }
    assert!(!reply.text().contains("value=\"short\""), "a password is never sent back");

    let good = [("token", token), ("email", OWNER), ("name", "Robin"), ("password", PASSWORD)];
    let reply = browser.post("/setup", &good).await;
    assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, "/applications"));
    assert_eq!(browser.get("/applications").await.status, StatusCode::OK);
    assert_link_refused(&server.anonymous().get(&path).await);
    server.clock.advance_seconds(60);
    assert_link_refused(&server.anonymous().post("/setup", &good).await);
}

#[tokio::test]
async fn an_invitation_is_bound_to_its_email_and_a_reset_ends_sessions() {
    let server = TestServer::new().await;
    let invite = server.authority.invite(&email()).await.expect("a link");
    let page = server.anonymous().get(&format!("/link?token={}", invite.expose())).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(&format!("value=\"{OWNER}\"")));
    let form = [
        ("token", invite.expose()),
        ("email", "other@example.com"),
        ("name", "Robin"),
        ("password", PASSWORD),
    ];
    let mut browser = server.anonymous();
    assert_eq!(browser.post("/link", &form).await.location(), "/applications");
    assert_eq!(server.authority.accounts().await.expect("accounts")[0].account.email, email());
    assert_link_refused(&server.anonymous().post("/link", &form).await);

    let reset = server.authority.reset(&email()).await.expect("a link");
    let form = [("token", reset.expose()), ("password", "another glacier tulip ferry")];
    let mut elsewhere = server.anonymous();
    assert_eq!(elsewhere.post("/link", &form).await.location(), "/applications");
    assert_eq!(browser.get("/applications").await.status, StatusCode::SEE_OTHER, "it ended");
    assert_eq!(elsewhere.get("/applications").await.status, StatusCode::OK);
    let old = server.anonymous().sign_in(OWNER, PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_link_works_on_its_own_page_only_and_not_for_ever() {
    let server = TestServer::new().await;
    let setup = server.authority.setup_link().await.expect("a store").expect("no account");
    let invite = server.authority.invite(&email()).await.expect("a link");
    assert_link_refused(&server.anonymous().get(&format!("/link?token={}", setup.expose())).await);
    assert_link_refused(
        &server.anonymous().get(&format!("/setup?token={}", invite.expose())).await,
    );
    for token in ["", "x", "cfgo_lnk_", "%00", "%2e%2e"] {
        for page in ["setup", "link"] {
            assert_link_refused(&server.anonymous().get(&format!("/{page}?token={token}")).await);
            assert_link_refused(&server.anonymous().get(&format!("/{page}")).await);
            assert_link_refused(
                &server.anonymous().post(&format!("/{page}"), &[("token", token)]).await,
            );
        }
    }
    server.clock.advance_seconds(24 * 3600 + 1);
    assert_link_refused(&server.anonymous().get(&format!("/link?token={}", invite.expose())).await);
}
