//! Expired rows are deleted in small batches (SECURITY.md H5).

use crate::flow::{Pair, issued, refusal};
use crate::grants::{Set, set_up};
use authority::TokenResponse;

const DAY: u64 = 86_400;

#[tokio::test]
async fn each_row_is_deleted_once_it_has_expired_and_not_before() {
    let Set { fixture, client, session, .. } = set_up().await;
    let owner = fixture.session("owner@example.com").await;
    let callback = "https://configo.example/try".to_owned();
    fixture.authority.start_test_flow(&owner, &client.id, callback).await.unwrap().unwrap();
    fixture.question(client.request(), &session).await;
    let pair = fixture.pair(&client, &session).await;
    fixture.own_token(&client).await;
    fixture.code(&client, &session).await;
    let next: Pair = issued(fixture.refresh(&client, &pair.refresh).await).into();
    let count = async |table| {
        fixture.authority.sweep().await.unwrap();
        fixture.number(table).await
    };
    let consents = "SELECT count(*) FROM consent";
    let trials = "SELECT count(*) FROM test_flow";
    let codes = "SELECT count(*) FROM authorization_code";
    let access = "SELECT count(*) FROM access_token";
    let refresh = "SELECT count(*) FROM refresh_token";
    let families = "SELECT count(*) FROM token_family";
    // One question was answered, the other was not.
    fixture.clock.advance_millis(599_999);
    assert_eq!((count(consents).await, count(trials).await), (1, 1));
    fixture.clock.advance_millis(1);
    assert_eq!((count(consents).await, count(trials).await), (0, 0));
    fixture.clock.advance_millis(3_000_000 - 1);
    assert_eq!(count(access).await, 3);
    fixture.clock.advance_millis(1);
    assert_eq!(count(access).await, 0);
    // A code is stored for a day after it expired, so that its second use is recognised.
    fixture.clock.advance_seconds(DAY + 60 - 3600 - 1);
    assert_eq!(count(codes).await, 2);
    fixture.clock.advance_seconds(1);
    assert_eq!(count(codes).await, 0);
    // A spent refresh token is stored until it would have expired.
    fixture.clock.advance_seconds(29 * DAY - 60 - 1);
    assert_eq!(count(refresh).await, 2);
    let last: Pair = issued(fixture.refresh(&client, &next.refresh).await).into();
    fixture.clock.advance_seconds(1);
    assert_eq!((count(refresh).await, count(families).await), (1, 1));
    issued(fixture.refresh(&client, &last.refresh).await);
    fixture.clock.advance_seconds(150 * DAY - 1);
    assert_eq!(count(families).await, 1);
    fixture.clock.advance_seconds(1);
    assert_eq!((count(refresh).await, count(families).await), (0, 0));
    let grants = "SELECT count(*) FROM account_grant";
    assert_eq!(count(grants).await, 1, "what was allowed stays allowed");
}

#[tokio::test]
async fn one_sweep_deletes_more_than_one_batch() {
    let Set { fixture, client, .. } = set_up().await;
    let by = fixture.authenticated(&client).await;
    for _ in 0..1100 {
        let made = fixture.authority.exchange_client_credentials(&by, None).await.unwrap();
        assert!(matches!(made, TokenResponse::Issued(_)));
    }
    fixture.clock.advance_seconds(3600);
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM access_token").await, 0);
}

#[tokio::test]
async fn a_late_reuse_is_recognised_as_long_as_the_code_is_known() {
    let Set { fixture, client, session, .. } = set_up().await;
    let code = fixture.code(&client, &session).await;
    let pair: Pair = issued(fixture.exchange(&client, &code).await).into();
    fixture.clock.advance_seconds(DAY + 59);
    fixture.authority.sweep().await.unwrap();
    refusal(fixture.exchange(&client, &code).await);
    refusal(fixture.refresh(&client, &pair.refresh).await);
}

#[tokio::test]
async fn audit_events_are_deleted_after_ninety_days() {
    let Set { fixture, owner, .. } = set_up().await;
    fixture.create(&owner, "Older").await;
    let events = "SELECT count(*) FROM audit_event";
    let older = fixture.number(events).await;
    fixture.clock.advance_seconds(DAY);
    fixture.create(&owner, "Newer").await;
    fixture.clock.advance_seconds(89 * DAY - 1);
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number(events).await, older + 1);
    fixture.clock.advance_seconds(1);
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number(events).await, 1);
}
