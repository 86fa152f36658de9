//! What has expired goes away in small batches (SECURITY.md H5).

use crate::flow::{Pair, issued, refusal};
use crate::grants::{Set, set_up};
use authority::TokenResponse;

const DAY: u64 = 86_400;

#[tokio::test]
async fn each_thing_goes_when_it_has_ended_and_not_before() {
    let Set { house, client, session, .. } = set_up().await;
    house.question(client.request(), &session).await;
    let pair = house.pair(&client, &session).await;
    house.own_token(&client).await;
    house.code(&client, &session).await;
    let next: Pair = issued(house.refresh(&client, &pair.refresh).await).into();
    let count = async |table| {
        house.authority.sweep().await.unwrap();
        house.number(table).await
    };
    let consents = "SELECT count(*) FROM consent";
    let codes = "SELECT count(*) FROM authorization_code";
    let access = "SELECT count(*) FROM access_token";
    let refresh = "SELECT count(*) FROM refresh_token";
    let families = "SELECT count(*) FROM token_family";
    // One question was answered, the other waits.
    house.clock.advance_millis(599_999);
    assert_eq!(count(consents).await, 1);
    house.clock.advance_millis(1);
    assert_eq!(count(consents).await, 0);
    house.clock.advance_millis(3_000_000 - 1);
    assert_eq!(count(access).await, 3);
    house.clock.advance_millis(1);
    assert_eq!(count(access).await, 0);
    // A code is known for a day after it ended, so that its second use is recognised.
    house.clock.advance_seconds(DAY + 60 - 3600 - 1);
    assert_eq!(count(codes).await, 2);
    house.clock.advance_seconds(1);
    assert_eq!(count(codes).await, 0);
    // A refresh token that was spent is kept as long as it would have worked.
    house.clock.advance_seconds(29 * DAY - 60 - 1);
    assert_eq!(count(refresh).await, 2);
    let last: Pair = issued(house.refresh(&client, &next.refresh).await).into();
    house.clock.advance_seconds(1);
    assert_eq!((count(refresh).await, count(families).await), (1, 1));
    issued(house.refresh(&client, &last.refresh).await);
    house.clock.advance_seconds(150 * DAY - 1);
    assert_eq!(count(families).await, 1);
    house.clock.advance_seconds(1);
    assert_eq!((count(refresh).await, count(families).await), (0, 0));
    let grants = "SELECT count(*) FROM account_grant";
    assert_eq!(count(grants).await, 1, "what was allowed stays allowed");
}

#[tokio::test]
async fn more_than_one_batch_goes_in_one_sweep() {
    let Set { house, client, .. } = set_up().await;
    let by = house.authenticated(&client).await;
    for _ in 0..1100 {
        let made = house.authority.exchange_client_credentials(&by, None).await.unwrap();
        assert!(matches!(made, TokenResponse::Issued(_)));
    }
    house.clock.advance_seconds(3600);
    house.authority.sweep().await.unwrap();
    assert_eq!(house.number("SELECT count(*) FROM access_token").await, 0);
}

#[tokio::test]
async fn a_late_reuse_is_recognised_as_long_as_the_code_is_known() {
    let Set { house, client, session, .. } = set_up().await;
    let code = house.code(&client, &session).await;
    let pair: Pair = issued(house.exchange(&client, &code).await).into();
    house.clock.advance_seconds(DAY + 59);
    house.authority.sweep().await.unwrap();
    refusal(house.exchange(&client, &code).await);
    refusal(house.refresh(&client, &pair.refresh).await);
}

#[tokio::test]
async fn audit_events_are_deleted_after_ninety_days() {
    let Set { house, owner, .. } = set_up().await;
    house.create(&owner, "Older").await;
    let events = "SELECT count(*) FROM audit_event";
    let older = house.number(events).await;
    house.clock.advance_seconds(DAY);
    house.create(&owner, "Newer").await;
    house.clock.advance_seconds(89 * DAY - 1);
    house.authority.sweep().await.unwrap();
    assert_eq!(house.number(events).await, older + 1);
    house.clock.advance_seconds(1);
    house.authority.sweep().await.unwrap();
    assert_eq!(house.number(events).await, 1);
}
