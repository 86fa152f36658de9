//! Signing in, sessions and their end.

use crate::fixture::{Fixture, OTHER_PASSWORD, PASSWORD, START};
use authority::{PasswordCost, SessionLifetimes};
use domain::account::Email;
use domain::identifier_format::{SESSION_PREFIX, with_checksum};
use std::time::Duration;

const DAY: u64 = 24 * 3600;

#[tokio::test]
async fn a_session_survives_a_restart_and_ends_on_sign_out() {
    let mut fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let session = fixture.sign_in(" Owner@Example.com ", PASSWORD).await.unwrap();
    assert_eq!(session.expires_at, START.plus(Duration::from_secs(30 * DAY)));
    let token = session.token.expose();
    fixture.reopen(|_| {}).await;
    let found = fixture.authority.session(token).await.unwrap().unwrap();
    let found = found.account;
    assert_eq!(found.account, owner.account);
    assert_eq!((found.email.as_str(), found.name.as_str()), ("owner@example.com", "Ada King"));
    let other = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    assert_ne!(other.token.expose(), token);
    fixture.authority.sign_out(token).await.unwrap();
    assert!(fixture.authority.session(token).await.unwrap().is_none());
    assert!(fixture.authority.session(other.token.expose()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_token_that_was_never_given_out_is_nobody() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    let well_formed = with_checksum(SESSION_PREFIX, &"a".repeat(43));
    for token in ["", "cfgo_ses_", "x", &well_formed, &well_formed[1..]] {
        assert!(fixture.authority.session(token).await.unwrap().is_none());
        fixture.authority.sign_out(token).await.unwrap();
    }
}

#[tokio::test]
async fn unknown_disabled_and_wrong_are_refused_alike() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    fixture.actor("disabled@example.com").await;
    let disabled = Email::parse("disabled@example.com").unwrap();
    fixture.authority.disable_account(&disabled).await.unwrap();
    for (email, password) in [
        ("owner@example.com", OTHER_PASSWORD),
        ("owner@example.com", ""),
        ("owner@example.com", &*"x".repeat(5000)),
        ("nobody@example.com", PASSWORD),
        ("disabled@example.com", PASSWORD),
        ("not an address", PASSWORD),
        ("", ""),
    ] {
        assert!(fixture.sign_in(email, password).await.is_none(), "{email} {password}");
    }
    assert!(fixture.sign_in("owner@example.com", PASSWORD).await.is_some());
}

#[tokio::test]
async fn a_password_is_compared_in_its_normal_form() {
    let fixture = Fixture::new().await;
    let composed = "caf\u{e9} vert monte".to_owned();
    fixture.authority.create_account("owner@example.com", "Ada", composed).await.unwrap();
    assert!(fixture.sign_in("owner@example.com", "cafe\u{301} vert monte").await.is_some());
}

#[tokio::test]
async fn an_idle_session_ends_and_one_in_use_does_not() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    let idle = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    let used = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    fixture.clock.advance_seconds(7 * DAY - 1);
    assert!(fixture.authority.session(used.token.expose()).await.unwrap().is_some());
    touched(&fixture).await;
    fixture.clock.advance_seconds(1);
    assert!(fixture.authority.session(idle.token.expose()).await.unwrap().is_none());
    fixture.clock.advance_seconds(7 * DAY - 2);
    assert!(fixture.authority.session(used.token.expose()).await.unwrap().is_some());
    touched(&fixture).await;
    fixture.clock.advance_seconds(7 * DAY);
    assert!(fixture.authority.session(used.token.expose()).await.unwrap().is_none());
}

/// Waits until the time of the last request is stored, which happens after the reply.
async fn touched(fixture: &Fixture) {
    let now = authority::clock::Clock::now(fixture.clock.as_ref()).as_millis();
    let kept = async {
        while fixture.number("SELECT max(last_seen_at) FROM session").await != now {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), kept).await.expect("it was never kept");
}

#[tokio::test]
async fn the_time_of_a_request_is_kept_coarsely() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    let session = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    fixture.clock.advance_seconds(299);
    fixture.authority.session(session.token.expose()).await.unwrap().unwrap();
    // A write that was spawned before this one is committed with or before it.
    fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    let kept = fixture.number("SELECT min(last_seen_at) FROM session").await;
    assert_eq!(kept, START.as_millis());
    fixture.clock.advance_seconds(1);
    fixture.authority.session(session.token.expose()).await.unwrap().unwrap();
    touched(&fixture).await;
}

#[tokio::test]
async fn every_session_ends_at_last() {
    let fixture = Fixture::with(|settings| {
        settings.session = SessionLifetimes {
            idle: Duration::from_hours(7 * 24),
            absolute: Duration::from_hours(2 * 24),
        };
    })
    .await;
    fixture.actor("owner@example.com").await;
    let session = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    fixture.clock.advance_seconds(2 * DAY - 1);
    assert!(fixture.authority.session(session.token.expose()).await.unwrap().is_some());
    fixture.clock.advance_seconds(1);
    assert!(fixture.authority.session(session.token.expose()).await.unwrap().is_none());
}

#[tokio::test]
async fn disabling_an_account_ends_its_sessions_at_once() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    fixture.actor("other@example.com").await;
    let session = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    let other = fixture.sign_in("other@example.com", PASSWORD).await.unwrap();
    let email = Email::parse("owner@example.com").unwrap();
    fixture.authority.disable_account(&email).await.unwrap();
    assert!(fixture.authority.session(session.token.expose()).await.unwrap().is_none());
    assert!(fixture.authority.session(other.token.expose()).await.unwrap().is_some());
    fixture.authority.enable_account(&email).await.unwrap();
    assert!(fixture.sign_in("owner@example.com", PASSWORD).await.is_some());
}

#[tokio::test]
async fn a_better_hash_is_kept_when_the_cost_rises() {
    let mut fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    let weak = "SELECT count(*) FROM account WHERE password_hash LIKE '%m=64,t=1,p=1%'";
    let strong = "SELECT count(*) FROM account WHERE password_hash LIKE '%m=128,t=2,p=1%'";
    assert_eq!((fixture.number(weak).await, fixture.number(strong).await), (1, 0));
    fixture
        .reopen(|settings| settings.password_cost = PasswordCost { memory_kib: 128, passes: 2 })
        .await;
    let session = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    assert_eq!((fixture.number(weak).await, fixture.number(strong).await), (0, 1));
    assert!(fixture.authority.session(session.token.expose()).await.unwrap().is_some());
    assert!(fixture.sign_in("owner@example.com", PASSWORD).await.is_some());
}

#[tokio::test]
async fn the_sweep_takes_sessions_that_ended() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    fixture.clock.advance_seconds(7 * DAY);
    let young = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM session").await, 1);
    assert!(fixture.authority.session(young.token.expose()).await.unwrap().is_some());
}
