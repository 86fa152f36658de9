//! When things were last used, as it is stored.

use crate::fixture::START;
use crate::flow::issued;
use crate::grants::{Set, set_up};
use authority::PresentedCredentials;
use std::time::Duration;

#[tokio::test]
async fn what_was_used_is_kept_with_the_next_batch() {
    let Set { fixture, owner, client, session } = set_up().await;
    let stored = async || {
        let found = fixture.authority.application(&owner.account, &client.id).await.unwrap();
        let found = found.unwrap();
        (found.last_used_at, found.secrets[0].last_used_at)
    };
    assert_eq!(stored().await, (None, None));
    let wrong = PresentedCredentials {
        id: client.id.as_str().to_owned(),
        secret: Some("wrong".to_owned().into()),
    };
    fixture.authority.authenticate_application(&wrong).await.unwrap();
    fixture.authority.write_pending().await.unwrap();
    assert_eq!(stored().await, (None, None), "a wrong secret is no use");
    let pair = fixture.pair(&client, &session).await;
    assert_eq!(stored().await, (None, None));
    fixture.authority.write_pending().await.unwrap();
    assert_eq!(stored().await, (Some(START), Some(START)));
    fixture.clock.advance_seconds(60);
    fixture.works(&pair.access).await;
    fixture.authority.write_pending().await.unwrap();
    let later = START.plus(Duration::from_mins(1));
    assert_eq!(stored().await, (Some(later), Some(START)));
    fixture.clock.advance_seconds(60);
    issued(fixture.refresh(&client, &pair.refresh).await);
    fixture.authority.write_pending().await.unwrap();
    let later = START.plus(Duration::from_mins(2));
    assert_eq!(stored().await, (Some(later), Some(later)));
    let access = fixture.authority.authorized_parties(&session).await.unwrap();
    assert_eq!(access.applications[0].last_used_at, Some(later));
}

/// Client IDs are public: sending that of a public application authenticates nobody.
#[tokio::test]
async fn naming_a_public_application_is_no_use_of_it() {
    let Set { fixture, owner, session, .. } = set_up().await;
    let public = fixture.public(&owner, "https://app.example/cb").await;
    let stored = async || {
        fixture.authority.write_pending().await.unwrap();
        let found = fixture.authority.application(&owner.account, &public.id).await.unwrap();
        found.unwrap().last_used_at
    };
    fixture.authenticated(&public).await;
    fixture.refresh(&public, "nonsense").await;
    assert_eq!(stored().await, None);
    let pair = fixture.pair(&public, &session).await;
    assert_eq!(stored().await, Some(START));
    fixture.clock.advance_seconds(60);
    issued(fixture.refresh(&public, &pair.refresh).await);
    assert_eq!(stored().await, Some(START.plus(Duration::from_mins(1))));
}
