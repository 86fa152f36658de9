//! Client authentication (RFC 6749 §2.3), and how owners rotate secrets.

use crate::fixture::{Fixture, key};
use crate::flow::{CALLBACK, Client};
use crate::grants::{Set, set_up};
use authority::{Actor, Error, PresentedCredentials};
use domain::account::Email;
use domain::application::ApplicationKind;
use domain::identifier_format::{CLIENT_SECRET_PREFIX, with_checksum};
use domain::issued_credentials::AddedSecret;

pub(crate) async fn proves(fixture: &Fixture, id: &str, secret: Option<&str>) -> bool {
    let presented = PresentedCredentials {
        id: id.to_owned(),
        secret: secret.map(|secret| secret.to_owned().into()),
    };
    assert_eq!(format!("{presented:?}"), "PresentedCredentials");
    fixture.authority.authenticate_application(&presented).await.unwrap().is_some()
}

pub(crate) async fn add(fixture: &Fixture, by: &Actor, client: &Client) -> AddedSecret {
    fixture.authority.add_secret(by, &client.id, key()).await.unwrap().unwrap()
}

/// The last four characters of each secret, the oldest first.
pub(crate) async fn listed(fixture: &Fixture, by: &Actor, client: &Client) -> Vec<String> {
    let stored = fixture.authority.application(&by.account, &client.id).await.unwrap().unwrap();
    stored.secrets.into_iter().map(|secret| secret.last_four).collect()
}

#[tokio::test]
async fn rfc_6749_2_3_1_only_the_right_secret_proves_anything() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let other = fixture.client(&owner, "Other").await;
    let (id, secret) = (client.id.as_str(), client.secret.as_deref().unwrap());
    assert!(proves(&fixture, id, Some(secret)).await);
    let made_up = with_checksum(CLIENT_SECRET_PREFIX, &"a".repeat(43));
    let flipped = secret.to_uppercase();
    for wrong in [
        None,
        Some(""),
        Some(&*made_up),
        Some(&*flipped),
        Some(&secret[1..]),
        other.secret.as_deref(),
    ] {
        assert!(!proves(&fixture, id, wrong).await, "{wrong:?}");
    }
    for unknown in ["", "nonsense", "cfgo_app_0123456789ABCDEFGHIJKL", other.id.as_str()] {
        assert!(!proves(&fixture, unknown, Some(secret)).await, "{unknown}");
    }
}

#[tokio::test]
async fn rfc_6749_2_1_a_public_application_proves_nothing_and_sends_no_secret() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let public = fixture.public(&owner, CALLBACK).await;
    let id = public.id.as_str();
    assert!(public.secret.is_none() && proves(&fixture, id, None).await);
    for secret in ["", "x", client.secret.as_deref().unwrap()] {
        assert!(!proves(&fixture, id, Some(secret)).await, "{secret}");
    }
    let found = fixture.authenticated(&public).await;
    assert_eq!((found.id(), found.kind()), (&public.id, ApplicationKind::Public));
}

#[tokio::test]
async fn two_secrets_work_while_one_replaces_the_other() {
    let Set { mut fixture, owner, client, .. } = set_up().await;
    let (id, old) = (client.id.as_str(), client.secret.as_deref().unwrap());
    fixture.clock.advance_seconds(1);
    let added = add(&fixture, &owner, &client).await;
    assert_eq!((&added.client_id, added.name.as_str()), (&client.id, "Shop sync"));
    let new = added.secret.expose();
    fixture.reopen(|_| {}).await;
    assert!(proves(&fixture, id, Some(old)).await && proves(&fixture, id, Some(new)).await);
    let last_fours = [&old[old.len() - 4..], added.secret.last_four()];
    assert_eq!(listed(&fixture, &owner, &client).await, last_fours);
    let third = fixture.authority.add_secret(&owner, &client.id, key()).await.unwrap_err();
    assert!(matches!(third, Error::SecretLimitReached));

    let left = fixture.authority.remove_secret(&owner, &client.id, last_fours[0]).await;
    assert_eq!(left.unwrap().unwrap().secrets.len(), 1);
    assert!(!proves(&fixture, id, Some(old)).await && proves(&fixture, id, Some(new)).await);
    let last = fixture.authority.remove_secret(&owner, &client.id, last_fours[1]).await;
    assert!(matches!(last, Err(Error::LastSecret)));
    // A second send of the form gets what the first one got.
    let again = fixture.authority.remove_secret(&owner, &client.id, last_fours[0]).await;
    assert_eq!(again.unwrap().unwrap().secrets.len(), 1);
    let unknown = fixture.authority.remove_secret(&owner, &client.id, "none").await;
    assert!(unknown.unwrap().is_none());
    assert!(proves(&fixture, id, Some(new)).await);
    let events = "SELECT string_agg(action, ' ' ORDER BY event_id) FROM audit_event \
                  WHERE action LIKE 'secret.%'";
    let told = fixture.database().await.rows(events).await;
    assert_eq!(told, [["secret.added secret.removed"]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_two_secrets_are_left_and_then_one() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let added = fixture
        .at_once(10, |authority, _| {
            let (owner, id) = (owner.clone(), client.id.clone());
            async move { authority.add_secret(&owner, &id, key()).await.is_ok() }
        })
        .await;
    let added = added.into_iter().filter(|&added| added).count();
    let last_fours = listed(&fixture, &owner, &client).await;
    assert_eq!((added, last_fours.len()), (1, 2));
    let removed = fixture
        .at_once(2, |authority, number| {
            let (owner, id, last_four) =
                (owner.clone(), client.id.clone(), last_fours[number].clone());
            async move { authority.remove_secret(&owner, &id, &last_four).await.is_ok() }
        })
        .await;
    let removed = removed.into_iter().filter(|&removed| removed).count();
    assert_eq!((removed, listed(&fixture, &owner, &client).await.len()), (1, 1));
}

#[tokio::test]
async fn a_public_application_gets_no_secret() {
    let Set { fixture, owner, .. } = set_up().await;
    let public = fixture.public(&owner, CALLBACK).await;
    let refused = fixture.authority.add_secret(&owner, &public.id, key()).await.unwrap_err();
    assert!(matches!(refused, Error::PublicHasNoSecret));
    assert!(listed(&fixture, &owner, &public).await.is_empty());
}

#[tokio::test]
async fn a_deleted_or_disabled_application_does_not_authenticate() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let public = fixture.public(&owner, CALLBACK).await;
    let email = Email::parse("owner@example.com").unwrap();
    let secret = client.secret.as_deref();
    let prove = async || {
        let one = proves(&fixture, client.id.as_str(), secret).await;
        [one, proves(&fixture, public.id.as_str(), None).await]
    };
    fixture.authority.disable_account(&email).await.unwrap();
    assert_eq!(prove().await, [false, false]);
    fixture.authority.enable_account(&email).await.unwrap();
    assert_eq!(prove().await, [true, true]);
    for client in [&client, &public] {
        fixture.delete(&owner, &client.id).await.unwrap();
    }
    assert_eq!(prove().await, [false, false]);
    assert!(fixture.authority.add_secret(&owner, &client.id, key()).await.unwrap().is_none());
    let last_four = secret.map(|text| &text[text.len() - 4..]).unwrap();
    let gone = fixture.authority.remove_secret(&owner, &client.id, last_four).await;
    assert!(gone.unwrap().is_none());
}
