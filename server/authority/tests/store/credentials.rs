//! How applications prove who they are (RFC 6749 §2.3), and how owners rotate their secrets.

use crate::flow::{CALLBACK, Client};
use crate::grants::{Set, set_up};
use crate::house::{House, key};
use authority::{Actor, Error, PresentedCredentials};
use domain::account::Email;
use domain::application::ApplicationKind;
use domain::credential::AddedSecret;
use domain::identifier_format::{CLIENT_SECRET_PREFIX, with_checksum};

pub(crate) async fn proves(house: &House, id: &str, secret: Option<&str>) -> bool {
    let presented = PresentedCredentials {
        id: id.to_owned(),
        secret: secret.map(|secret| secret.to_owned().into()),
    };
    assert_eq!(format!("{presented:?}"), "PresentedCredentials");
    house.authority.authenticate_application(&presented).await.unwrap().is_some()
}

pub(crate) async fn add(house: &House, by: &Actor, client: &Client) -> AddedSecret {
    house.authority.add_secret(by, &client.id, key()).await.unwrap().unwrap()
}

/// The last four characters of each secret, the oldest first.
pub(crate) async fn listed(house: &House, by: &Actor, client: &Client) -> Vec<String> {
    let stored = house.authority.application(&by.account, &client.id).await.unwrap().unwrap();
    stored.secrets.into_iter().map(|secret| secret.last_four).collect()
}

#[tokio::test]
async fn rfc_6749_2_3_1_only_the_right_secret_proves_anything() {
    let Set { house, owner, client, .. } = set_up().await;
    let other = house.client(&owner, "Other").await;
    let (id, secret) = (client.id.as_str(), client.secret.as_deref().unwrap());
    assert!(proves(&house, id, Some(secret)).await);
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
        assert!(!proves(&house, id, wrong).await, "{wrong:?}");
    }
    for unknown in ["", "nonsense", "cfgo_app_0123456789ABCDEFGHIJKL", other.id.as_str()] {
        assert!(!proves(&house, unknown, Some(secret)).await, "{unknown}");
    }
}

#[tokio::test]
async fn rfc_6749_2_1_a_public_application_proves_nothing_and_sends_no_secret() {
    let Set { house, owner, client, .. } = set_up().await;
    let public = house.public(&owner, CALLBACK).await;
    let id = public.id.as_str();
    assert!(public.secret.is_none() && proves(&house, id, None).await);
    for secret in ["", "x", client.secret.as_deref().unwrap()] {
        assert!(!proves(&house, id, Some(secret)).await, "{secret}");
    }
    let found = house.authenticated(&public).await;
    assert_eq!((found.id(), found.kind()), (&public.id, ApplicationKind::Public));
}

#[tokio::test]
async fn two_secrets_work_while_one_replaces_the_other() {
    let Set { mut house, owner, client, .. } = set_up().await;
    let (id, old) = (client.id.as_str(), client.secret.as_deref().unwrap());
    house.clock.advance_seconds(1);
    let added = add(&house, &owner, &client).await;
    assert_eq!((&added.client_id, added.name.as_str()), (&client.id, "Shop sync"));
    let new = added.secret.expose();
    house.reopen(|_| {}).await;
    assert!(proves(&house, id, Some(old)).await && proves(&house, id, Some(new)).await);
    let last_fours = [&old[old.len() - 4..], added.secret.last_four()];
    assert_eq!(listed(&house, &owner, &client).await, last_fours);
    let third = house.authority.add_secret(&owner, &client.id, key()).await.unwrap_err();
    assert!(matches!(third, Error::SecretLimitReached));

    let left = house.authority.remove_secret(&owner, &client.id, last_fours[0]).await;
    assert_eq!(left.unwrap().unwrap().secrets.len(), 1);
    assert!(!proves(&house, id, Some(old)).await && proves(&house, id, Some(new)).await);
    let last = house.authority.remove_secret(&owner, &client.id, last_fours[1]).await;
    assert!(matches!(last, Err(Error::LastSecret)));
    // A second send of the form gets what the first one got.
    let again = house.authority.remove_secret(&owner, &client.id, last_fours[0]).await;
    assert_eq!(again.unwrap().unwrap().secrets.len(), 1);
    let unknown = house.authority.remove_secret(&owner, &client.id, "none").await;
    assert!(unknown.unwrap().is_none());
    assert!(proves(&house, id, Some(new)).await);
    let events = "SELECT group_concat(action, ' ') = 'secret.added secret.removed' FROM \
                  (SELECT action FROM audit_event WHERE action LIKE 'secret.%' ORDER BY event_id)";
    assert_eq!(house.number(events).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_two_secrets_are_left_and_then_one() {
    let Set { house, owner, client, .. } = set_up().await;
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (authority, owner, id) =
                (house.authority.clone(), owner.clone(), client.id.clone());
            tokio::spawn(async move { authority.add_secret(&owner, &id, key()).await.is_ok() })
        })
        .collect();
    let mut added = 0;
    for task in tasks {
        added += i32::from(task.await.unwrap());
    }
    assert_eq!((added, listed(&house, &owner, &client).await.len()), (1, 2));
    let tasks: Vec<_> = listed(&house, &owner, &client)
        .await
        .into_iter()
        .map(|last_four| {
            let (authority, owner, id) =
                (house.authority.clone(), owner.clone(), client.id.clone());
            tokio::spawn(async move { authority.remove_secret(&owner, &id, &last_four).await })
        })
        .collect();
    let mut removed = 0;
    for task in tasks {
        removed += i32::from(task.await.unwrap().is_ok());
    }
    assert_eq!((removed, listed(&house, &owner, &client).await.len()), (1, 1));
}

#[tokio::test]
async fn a_public_application_gets_no_secret() {
    let Set { house, owner, .. } = set_up().await;
    let public = house.public(&owner, CALLBACK).await;
    let refused = house.authority.add_secret(&owner, &public.id, key()).await.unwrap_err();
    assert!(matches!(refused, Error::PublicHasNoSecret));
    assert!(listed(&house, &owner, &public).await.is_empty());
}

#[tokio::test]
async fn an_application_that_stopped_proves_nothing() {
    let Set { house, owner, client, .. } = set_up().await;
    let public = house.public(&owner, CALLBACK).await;
    let email = Email::parse("owner@example.com").unwrap();
    let secret = client.secret.as_deref();
    let prove = async || {
        let one = proves(&house, client.id.as_str(), secret).await;
        [one, proves(&house, public.id.as_str(), None).await]
    };
    house.authority.disable_account(&email).await.unwrap();
    assert_eq!(prove().await, [false, false]);
    house.authority.enable_account(&email).await.unwrap();
    assert_eq!(prove().await, [true, true]);
    for client in [&client, &public] {
        house.delete(&owner, &client.id).await.unwrap();
    }
    assert_eq!(prove().await, [false, false]);
    assert!(house.authority.add_secret(&owner, &client.id, key()).await.unwrap().is_none());
    let last_four = secret.map(|text| &text[text.len() - 4..]).unwrap();
    let gone = house.authority.remove_secret(&owner, &client.id, last_four).await;
    assert!(gone.unwrap().is_none());
}
