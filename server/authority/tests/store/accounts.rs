//! Accounts from the command line.

use crate::fixture::{Fixture, OTHER_PASSWORD, PASSWORD, fields};
use domain::account::Email;
use domain::problem::Field;

#[tokio::test]
async fn everything_wrong_with_an_account_is_said_at_once() {
    let fixture = Fixture::new().await;
    let create = |email: &'static str, name: &'static str, password: &str| {
        fixture.authority.create_account(email, name, password.to_owned())
    };
    let refused = create("nope", " ", "short").await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Email, Field::Name, Field::Password]);
    for bad in [
        "fourteen chars",
        "password1234567",
        "aaaaaaaaaaaaaaaaaaaa",
        "owner2026owner2026",
        "Configo-Configo-1",
        "grace hopper 2026",
        &"long ".repeat(300),
    ] {
        let refused = create("owner@example.com", "Grace Hopper", bad).await.unwrap_err();
        assert_eq!(fields(&refused), [Field::Password], "{bad}");
    }
    assert!(fixture.authority.accounts().await.unwrap().is_empty());
    create("owner@example.com", "Grace Hopper", PASSWORD).await.unwrap();
    let refused = create("OWNER@example.com", "Grace Hopper", PASSWORD).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Email]);
}

#[tokio::test]
async fn the_list_says_who_is_disabled_and_counts_applications() {
    let mut fixture = Fixture::new().await;
    let b = fixture.actor("b@example.com").await;
    fixture.actor("a@example.com").await;
    fixture.create(&b, "One").await;
    let gone = fixture.create(&b, "Two").await.summary.client_id;
    fixture.delete(&b, &gone).await;
    fixture.authority.disable_account(&Email::parse("a@example.com").unwrap()).await.unwrap();
    fixture.reopen(|_| {}).await;
    let accounts = fixture.authority.accounts().await.unwrap();
    let seen: Vec<_> = accounts
        .iter()
        .map(|found| (found.account.email.as_str(), found.disabled, found.applications))
        .collect();
    assert_eq!(seen, [("a@example.com", true, 0), ("b@example.com", false, 1)]);
    let nobody = Email::parse("nobody@example.com").unwrap();
    assert_eq!(
        fields(&fixture.authority.disable_account(&nobody).await.unwrap_err()),
        [Field::Email]
    );
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_reset_links() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    let email = Email::parse("owner@example.com").unwrap();
    let session = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    let link = fixture.authority.reset(&email).await.unwrap();
    let refused = fixture.authority.set_password(&email, "owner owner owner".to_owned()).await;
    assert_eq!(fields(&refused.unwrap_err()), [Field::Password]);
    assert!(fixture.authority.session(session.token.expose()).await.unwrap().is_some());
    fixture.authority.set_password(&email, OTHER_PASSWORD.to_owned()).await.unwrap();
    assert!(fixture.authority.session(session.token.expose()).await.unwrap().is_none());
    assert!(fixture.authority.link(link.expose()).await.unwrap().is_none());
    assert!(fixture.sign_in("owner@example.com", PASSWORD).await.is_none());
    assert!(fixture.sign_in("owner@example.com", OTHER_PASSWORD).await.is_some());
}
