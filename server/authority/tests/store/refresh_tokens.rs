//! Refresh tokens rotate (RFC 6749 §6, RFC 9700 §4.14.2, SECURITY.md C5).

use crate::fixture::Fixture;
use crate::flow::{Pair, issued, refusal, scopes};
use crate::grants::{Set, set_up};
use authority::{TokenError, TokenResponse};
use std::time::Duration;
use zeroize::Zeroizing;

const DAY: u64 = 86_400;

async fn next(set: &Set, token: &str) -> Pair {
    issued(set.fixture.refresh(&set.client, token).await).into()
}

async fn refuse(set: &Set, token: &str) {
    assert_eq!(refusal(set.fixture.refresh(&set.client, token).await), TokenError::Grant);
}

async fn is_revoked(set: &Set, pairs: &[&Pair]) {
    assert_eq!(set.fixture.number("SELECT count(*) FROM token_family").await, 0);
    for pair in pairs {
        assert!(!set.fixture.works(&pair.access).await);
        refuse(set, &pair.refresh).await;
    }
}

#[tokio::test]
async fn rfc_6749_6_each_refresh_gives_another_pair() {
    let set = set_up().await;
    let first = set.fixture.pair(&set.client, &set.session).await;
    set.fixture.clock.advance_seconds(60);
    let tokens = issued(set.fixture.refresh(&set.client, &first.refresh).await);
    assert_eq!(tokens.expires_in, Duration::from_hours(1));
    assert_eq!(tokens.scope, scopes("identify orders projects"));
    let second: Pair = tokens.into();
    assert!(first.access != second.access && first.refresh != second.refresh);
    // The earlier access token is valid until it expires.
    assert!(set.fixture.works(&first.access).await && set.fixture.works(&second.access).await);
    set.fixture.clock.advance_seconds(60);
    next(&set, &second.refresh).await;
}

#[tokio::test]
async fn within_the_grace_every_use_gives_tokens() {
    let mut set = set_up().await;
    let first = set.fixture.pair(&set.client, &set.session).await;
    let lost = next(&set, &first.refresh).await;
    set.fixture.clock.advance_millis(5000);
    let second = next(&set, &first.refresh).await;
    set.fixture.clock.advance_millis(4999);
    let third = next(&set, &first.refresh).await;
    assert!(lost.refresh != second.refresh && second.refresh != third.refresh);
    set.fixture.reopen(|_| {}).await;
    for pair in [&first, &lost, &second, &third] {
        assert!(set.fixture.works(&pair.access).await);
    }
}

#[tokio::test]
async fn after_the_grace_it_is_a_reuse() {
    let mut set = set_up().await;
    let first = set.fixture.pair(&set.client, &set.session).await;
    let second = next(&set, &first.refresh).await;
    set.fixture.clock.advance_seconds(10);
    refuse(&set, &first.refresh).await;
    set.fixture.reopen(|_| {}).await;
    is_revoked(&set, &[&first, &second]).await;
    let reuses = "SELECT count(*) FROM audit_event WHERE action = 'token.reused'";
    assert_eq!(set.fixture.number(reuses).await, 1);
}

#[tokio::test]
async fn once_a_child_was_used_its_parent_is_refused_and_after_the_grace_a_reuse() {
    let set = set_up().await;
    let first = set.fixture.pair(&set.client, &set.session).await;
    let second = next(&set, &first.refresh).await;
    let third = next(&set, &second.refresh).await;
    refuse(&set, &first.refresh).await;
    assert!(set.fixture.works(&third.access).await);
    set.fixture.clock.advance_seconds(10);
    refuse(&set, &first.refresh).await;
    is_revoked(&set, &[&first, &second, &third]).await;
}

#[tokio::test]
async fn of_two_children_the_first_that_is_used_wins() {
    for second_wins in [false, true] {
        let set = set_up().await;
        let first = set.fixture.pair(&set.client, &set.session).await;
        let twins = [next(&set, &first.refresh).await, next(&set, &first.refresh).await];
        let (used, left) = if second_wins { (1, 0) } else { (0, 1) };
        set.fixture.clock.advance_seconds(3600);
        let third = next(&set, &twins[used].refresh).await;
        // The grace counts from the use of the one that won.
        set.fixture.clock.advance_millis(9999);
        refuse(&set, &twins[left].refresh).await;
        let fourth = next(&set, &third.refresh).await;
        set.fixture.clock.advance_millis(1);
        refuse(&set, &twins[left].refresh).await;
        is_revoked(&set, &[&first, &twins[0], &twins[1], &third, &fourth]).await;
    }
}

#[tokio::test]
async fn no_grace_where_the_operator_gives_none() {
    let mut set = set_up().await;
    set.fixture.reopen(|settings| settings.tokens.refresh_grace = Duration::ZERO).await;
    let first = set.fixture.pair(&set.client, &set.session).await;
    let second = next(&set, &first.refresh).await;
    refuse(&set, &first.refresh).await;
    is_revoked(&set, &[&first, &second]).await;
}

/// The results of several processes that used one token at the same time, each with its own
/// connection.
async fn at_once(set: &Set, token: &str, processes: usize) -> Vec<Pair> {
    let by = set.fixture.authenticated(&set.client).await;
    let responses = set
        .fixture
        .at_once(processes, |authority, _| {
            let (by, token) = (by.clone(), Zeroizing::new(token.to_owned()));
            async move { authority.exchange_refresh_token(&by, token, None).await.unwrap() }
        })
        .await;
    let mut given = Vec::new();
    for response in responses {
        if let TokenResponse::Issued(tokens) = response {
            given.push(tokens.into());
        }
    }
    given
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_share_a_token_keep_their_access() {
    for processes in [2, 3, 5, 20] {
        let set = set_up().await;
        let first = set.fixture.pair(&set.client, &set.session).await;
        let given = at_once(&set, &first.refresh, processes).await;
        assert_eq!(given.len(), processes);
        // An hour later all of them use their refresh tokens: one succeeds, and no family is
        // revoked.
        set.fixture.clock.advance_seconds(3000);
        let mut later = Vec::new();
        for pair in &given {
            if let TokenResponse::Issued(tokens) =
                set.fixture.refresh(&set.client, &pair.refresh).await
            {
                later.push(Pair::from(tokens));
            }
        }
        assert_eq!(later.len(), 1, "{processes}");
        for pair in given.iter().chain(&later) {
            assert!(set.fixture.works(&pair.access).await, "{processes}");
        }
        next(&set, &later[0].refresh).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_grace_one_of_many_succeeds_and_nothing_of_it_is_left() {
    let mut set = set_up().await;
    set.fixture.reopen(|settings| settings.tokens.refresh_grace = Duration::ZERO).await;
    let first = set.fixture.pair(&set.client, &set.session).await;
    let given = at_once(&set, &first.refresh, 50).await;
    assert_eq!(given.len(), 1);
    is_revoked(&set, &[&first, &given[0]]).await;
}

#[tokio::test]
async fn rfc_6749_6_less_may_be_asked_for_and_more_spends_nothing() {
    let set = set_up().await;
    let Fixture { authority, .. } = &set.fixture;
    let code =
        set.fixture.code_for(set.client.request_for("identify projects"), &set.session).await;
    let first: Pair = issued(set.fixture.exchange(&set.client, &code).await).into();
    for more in ["orders", "identify orders", "admin"] {
        let refused = set.fixture.refresh_for(&set.client, &first.refresh, Some(more)).await;
        assert_eq!(refusal(refused), TokenError::Scope, "{more}");
    }
    let less = set.fixture.refresh_for(&set.client, &first.refresh, Some("identify")).await;
    let less = issued(less);
    assert_eq!(less.scope, scopes("identify"));
    let found = authority.access_token(less.access_token.expose()).await.unwrap().unwrap();
    assert_eq!(found.scope, scopes("identify"));
    // The refresh token keeps the whole scope; a refusal in the grace period spends nothing either.
    let refused = set.fixture.refresh_for(&set.client, &first.refresh, Some("orders")).await;
    assert_eq!(refusal(refused), TokenError::Scope);
    let all = issued(set.fixture.refresh(&set.client, &first.refresh).await);
    assert_eq!(all.scope, scopes("identify projects"));
}

#[tokio::test]
async fn another_application_neither_spends_nor_revokes() {
    let set = set_up().await;
    let other = set.fixture.client(&set.owner, "Other").await;
    let first = set.fixture.pair(&set.client, &set.session).await;
    let refused = set.fixture.refresh(&other, &first.refresh).await;
    assert_eq!(refusal(refused), TokenError::Grant);
    let second = next(&set, &first.refresh).await;
    set.fixture.clock.advance_seconds(60);
    let refused = set.fixture.refresh(&other, &first.refresh).await;
    assert_eq!(refusal(refused), TokenError::Grant);
    assert!(set.fixture.works(&second.access).await);
    next(&set, &second.refresh).await;
}

#[tokio::test]
async fn an_unused_refresh_token_ends_after_thirty_days() {
    let set = set_up().await;
    let idle = set.fixture.pair(&set.client, &set.session).await;
    let used = set.fixture.pair(&set.client, &set.session).await;
    set.fixture.clock.advance_millis(30 * DAY * 1000 - 1);
    let used = next(&set, &used.refresh).await;
    set.fixture.clock.advance_millis(1);
    refuse(&set, &idle.refresh).await;
    next(&set, &used.refresh).await;
}

#[tokio::test]
async fn however_often_it_is_used_all_of_it_ends_after_180_days() {
    let set = set_up().await;
    let mut pair = set.fixture.pair(&set.client, &set.session).await;
    for _ in 0..8 {
        set.fixture.clock.advance_seconds(20 * DAY);
        pair = next(&set, &pair.refresh).await;
    }
    set.fixture.clock.advance_seconds(20 * DAY - 60);
    let tokens = issued(set.fixture.refresh(&set.client, &pair.refresh).await);
    // The access token expires with its family.
    assert_eq!(tokens.expires_in, Duration::from_mins(1));
    let last: Pair = tokens.into();
    set.fixture.clock.advance_millis(59_999);
    assert!(set.fixture.works(&last.access).await);
    set.fixture.clock.advance_millis(1);
    assert!(!set.fixture.works(&last.access).await);
    refuse(&set, &last.refresh).await;
    set.fixture.authority.sweep().await.unwrap();
    is_revoked(&set, &[&last]).await;
}

#[tokio::test]
async fn what_the_application_may_no_longer_have_is_left_out() {
    let set = set_up().await;
    let first = set.fixture.pair(&set.client, &set.session).await;
    set.fixture.set_permissions(&set.owner, &set.client, &["identify"]).await;
    let tokens = issued(set.fixture.refresh(&set.client, &first.refresh).await);
    assert_eq!(tokens.scope, scopes("identify"));
    let second: Pair = tokens.into();
    set.fixture.set_permissions(&set.owner, &set.client, &["billing"]).await;
    let refused = set.fixture.refresh(&set.client, &second.refresh).await;
    assert_eq!(refusal(refused), TokenError::Scope);
    set.fixture.set_permissions(&set.owner, &set.client, &["identify"]).await;
    next(&set, &second.refresh).await;
}
