//! Removing and restoring secrets, and forms that are sent twice.

use crate::client_authentication::{add, listed, proves};
use crate::fixture::{Fixture, draft, key};
use crate::flow::Client;
use crate::grants::{Set, set_up};
use authority::{Actor, Error, IdempotencyKey};
use domain::application::{Application, ApplicationKind};
use domain::issued_credentials::{CreateOutcome, CreatedApplication};

const DAY: u64 = 86_400;

fn last_four(secret: &str) -> &str {
    &secret[secret.len() - 4..]
}

async fn stored(fixture: &Fixture, by: &Actor, client: &Client) -> Application {
    fixture.authority.application(&by.account, &client.id).await.unwrap().unwrap()
}

async fn restore(
    fixture: &Fixture,
    by: &Actor,
    client: &Client,
    last_four: &str,
) -> Option<Application> {
    fixture.authority.restore_secret(by, &client.id, last_four).await.unwrap()
}

#[tokio::test]
async fn a_removed_secret_works_again_once_it_is_restored() {
    let Set { mut fixture, owner, client, .. } = set_up().await;
    let (id, old) = (client.id.as_str(), client.secret.as_deref().unwrap());
    add(&fixture, &owner, &client).await;
    assert!(proves(&fixture, id, Some(old)).await);
    let left = fixture.authority.remove_secret(&owner, &client.id, last_four(old)).await;
    let left = left.unwrap().unwrap();
    assert_eq!((left.secrets.len(), left.removed_secrets.len()), (1, 1));
    assert_eq!(left.removed_secrets[0].last_four, last_four(old));
    assert!(!proves(&fixture, id, Some(old)).await);
    fixture.clock.advance_seconds(DAY - 1);
    fixture.authority.sweep().await.unwrap();
    fixture.reopen(|_| {}).await;
    for _ in 0..2 {
        let restored = restore(&fixture, &owner, &client, last_four(old)).await.unwrap();
        assert_eq!((restored.secrets.len(), restored.removed_secrets.len()), (2, 0));
        assert!(proves(&fixture, id, Some(old)).await);
    }
    let events = "SELECT count(*) FROM audit_event WHERE action = 'secret.restored'";
    assert_eq!(fixture.number(events).await, 1);
}

#[tokio::test]
async fn a_removed_secret_is_gone_after_a_day() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let old = client.secret.as_deref().unwrap();
    add(&fixture, &owner, &client).await;
    fixture.authority.remove_secret(&owner, &client.id, last_four(old)).await.unwrap().unwrap();
    fixture.clock.advance_seconds(DAY);
    assert!(stored(&fixture, &owner, &client).await.removed_secrets.is_empty());
    assert!(restore(&fixture, &owner, &client, last_four(old)).await.is_none());
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM client_secret").await, 1);
    assert!(!proves(&fixture, client.id.as_str(), Some(old)).await);
}

#[tokio::test]
async fn only_working_secrets_count() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let old = client.secret.as_deref().unwrap();
    add(&fixture, &owner, &client).await;
    fixture.authority.remove_secret(&owner, &client.id, last_four(old)).await.unwrap().unwrap();
    // The remaining secret is the last one, and another one may be added.
    let left = listed(&fixture, &owner, &client).await;
    let last = fixture.authority.remove_secret(&owner, &client.id, &left[0]).await;
    assert!(matches!(last, Err(Error::LastSecret)));
    add(&fixture, &owner, &client).await;
    let full = fixture.authority.restore_secret(&owner, &client.id, last_four(old)).await;
    assert!(matches!(full, Err(Error::RestoreLimitReached)));
    assert!(!proves(&fixture, client.id.as_str(), Some(old)).await);
    fixture.authority.remove_secret(&owner, &client.id, &left[0]).await.unwrap().unwrap();
    assert!(restore(&fixture, &owner, &client, last_four(old)).await.is_some());
    assert!(proves(&fixture, client.id.as_str(), Some(old)).await);
}

/// An actor with a session.
async fn in_browser(fixture: &Fixture, by: &Actor, email: &str) -> Actor {
    Actor { session: Some(fixture.session(email).await.id), ..by.clone() }
}

async fn create(fixture: &Fixture, by: &Actor, key: &IdempotencyKey) -> Option<CreatedApplication> {
    match fixture.authority.create_application(by, draft("Shop"), key.clone()).await.unwrap() {
        CreateOutcome::Created(created) => Some(created),
        CreateOutcome::AlreadyCreated(_) => None,
    }
}

struct Repeated {
    fixture: Fixture,
    by: Actor,
    key: IdempotencyKey,
    client: Client,
    secrets: Vec<String>,
}

/// Sends a form several times; returns the secret of each reply.
async fn sent(times: usize) -> Repeated {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let by = in_browser(&fixture, &owner, "owner@example.com").await;
    let key = key();
    let mut client = None;
    let mut secrets = Vec::new();
    for _ in 0..times {
        let created = create(&fixture, &by, &key).await.unwrap();
        secrets.push(created.secret.unwrap().expose().to_owned());
        client = Some(Client { id: created.summary.client_id, secret: None });
        fixture.clock.advance_seconds(1);
    }
    Repeated { fixture, by, key, client: client.unwrap(), secrets }
}

#[tokio::test]
async fn a_second_send_gets_a_fresh_secret_and_whichever_is_used_first_stays() {
    for used in [0, 1] {
        let Repeated { fixture, by, client, secrets, .. } = sent(2).await;
        assert_ne!(secrets[0], secrets[1]);
        assert_eq!(fixture.active(&by).await.total, 1);
        assert_eq!(listed(&fixture, &by, &client).await.len(), 2);
        assert!(proves(&fixture, client.id.as_str(), Some(&secrets[used])).await);
        assert!(!proves(&fixture, client.id.as_str(), Some(&secrets[1 - used])).await);
        fixture.clock.advance_seconds(2 * 3600);
        fixture.authority.sweep().await.unwrap();
        assert!(proves(&fixture, client.id.as_str(), Some(&secrets[used])).await);
        assert_eq!(listed(&fixture, &by, &client).await, [last_four(&secrets[used])]);
    }
}

#[tokio::test]
async fn an_unused_secret_that_was_superseded_ends_after_an_hour() {
    let Repeated { fixture, by, client, secrets, .. } = sent(2).await;
    // Two secrets of one form count as one.
    let stored = stored(&fixture, &by, &client).await;
    assert!(stored.secrets[0].superseded_until.is_some() && stored.has_room_for_secret());
    assert!(stored.may_remove(&stored.secrets[0]) && !stored.may_remove(&stored.secrets[1]));
    fixture.clock.advance_seconds(3600);
    assert_eq!(listed(&fixture, &by, &client).await, [last_four(&secrets[1])]);
    assert!(!proves(&fixture, client.id.as_str(), Some(&secrets[0])).await);
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM client_secret").await, 1);
    assert!(proves(&fixture, client.id.as_str(), Some(&secrets[1])).await);
}

#[tokio::test]
async fn of_many_sends_one_secret_stays() {
    let Repeated { fixture, by, key, client, secrets } = sent(5).await;
    assert!(create(&fixture, &by, &key).await.is_none(), "there is an end to it");
    assert!(proves(&fixture, client.id.as_str(), Some(&secrets[2])).await);
    for (number, secret) in secrets.iter().enumerate() {
        assert_eq!(proves(&fixture, client.id.as_str(), Some(secret)).await, number == 2);
    }
}

#[tokio::test]
async fn no_fresh_secret_once_the_first_was_used_or_for_others_or_later() {
    let Repeated { fixture, by, key, client, secrets } = sent(1).await;
    let elsewhere = in_browser(&fixture, &by, "owner@example.com").await;
    assert!(create(&fixture, &elsewhere, &key).await.is_none());
    let nobody = Actor { session: None, ..by.clone() };
    assert!(create(&fixture, &nobody, &key).await.is_none());
    // Its use is known before it is stored, and after.
    assert!(proves(&fixture, client.id.as_str(), Some(&secrets[0])).await);
    assert!(create(&fixture, &by, &key).await.is_none());
    fixture.authority.write_pending().await.unwrap();
    assert!(create(&fixture, &by, &key).await.is_none());

    let Repeated { fixture, by, key, .. } = sent(1).await;
    fixture.clock.advance_seconds(59);
    assert!(create(&fixture, &by, &key).await.is_none());
}

#[tokio::test]
async fn a_second_send_for_a_public_application_gets_what_the_first_got() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let by = in_browser(&fixture, &owner, "owner@example.com").await;
    let (key, mut public) = (key(), draft("Phone"));
    public.kind = ApplicationKind::Public;
    let mut outcomes = Vec::new();
    for _ in 0..2 {
        let outcome = fixture.authority.create_application(&by, public.clone(), key.clone()).await;
        let CreateOutcome::Created(created) = outcome.unwrap() else { panic!("not created") };
        assert!(created.secret.is_none());
        outcomes.push(created);
    }
    assert_eq!(outcomes[0], outcomes[1]);
}

#[tokio::test]
async fn a_second_send_of_add_secret_gets_a_fresh_one_and_no_limit_is_in_the_way() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let by = in_browser(&fixture, &owner, "owner@example.com").await;
    let (id, old, key) = (client.id.as_str(), client.secret.as_deref().unwrap(), key());
    let add = async || fixture.authority.add_secret(&by, &client.id, key.clone()).await;
    let first = add().await.unwrap().unwrap().secret;
    let second = add().await.unwrap().unwrap().secret;
    assert_ne!(first.expose(), second.expose());
    assert!(proves(&fixture, id, Some(second.expose())).await);
    assert!(!proves(&fixture, id, Some(first.expose())).await);
    assert!(proves(&fixture, id, Some(old)).await);
    assert!(matches!(add().await, Err(Error::FormAlreadySent)));
    // Adding secrets does not count as creating applications.
    let created = "SELECT count(*) FROM idempotency_key WHERE action = 'create'";
    assert_eq!(fixture.number(created).await, 1);
}
