//! Accounts from the command line.

use crate::house::{House, OTHER_PASSWORD, PASSWORD, fields};
use domain::account::Email;
use domain::problem::Field;

#[tokio::test]
async fn everything_wrong_with_an_account_is_said_at_once() {
    let house = House::new().await;
    let create = |email: &'static str, name: &'static str, password: &str| {
        house.authority.create_account(email, name, password.to_owned())
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
    assert!(house.authority.accounts().await.unwrap().is_empty());
    create("owner@example.com", "Grace Hopper", PASSWORD).await.unwrap();
    let refused = create("OWNER@example.com", "Grace Hopper", PASSWORD).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Email]);
}

#[tokio::test]
async fn the_list_says_who_is_disabled_and_counts_applications() {
    let mut house = House::new().await;
    let b = house.actor("b@example.com").await;
    house.actor("a@example.com").await;
    house.create(&b, "One").await;
    let gone = house.create(&b, "Two").await.summary.client_id;
    house.delete(&b, &gone).await;
    house.authority.disable_account(&Email::parse("a@example.com").unwrap()).await.unwrap();
    house.reopen(|_| {}).await;
    let accounts = house.authority.accounts().await.unwrap();
    let seen: Vec<_> = accounts
        .iter()
        .map(|found| (found.account.email.as_str(), found.disabled, found.applications))
        .collect();
    assert_eq!(seen, [("a@example.com", true, 0), ("b@example.com", false, 1)]);
    let nobody = Email::parse("nobody@example.com").unwrap();
    assert_eq!(
        fields(&house.authority.disable_account(&nobody).await.unwrap_err()),
        [Field::Email]
    );
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_reset_links() {
    let house = House::new().await;
    house.actor("owner@example.com").await;
    let email = Email::parse("owner@example.com").unwrap();
    let session = house.sign_in("owner@example.com", PASSWORD).await.unwrap();
    let link = house.authority.reset(&email).await.unwrap();
    let refused = house.authority.set_password(&email, "owner owner owner".to_owned()).await;
    assert_eq!(fields(&refused.unwrap_err()), [Field::Password]);
    assert!(house.authority.session(session.token.expose()).await.unwrap().is_some());
    house.authority.set_password(&email, OTHER_PASSWORD.to_owned()).await.unwrap();
    assert!(house.authority.session(session.token.expose()).await.unwrap().is_none());
    assert!(house.authority.link(link.expose()).await.unwrap().is_none());
    assert!(house.sign_in("owner@example.com", PASSWORD).await.is_none());
    assert!(house.sign_in("owner@example.com", OTHER_PASSWORD).await.is_some());
}
