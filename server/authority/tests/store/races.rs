//! Deleting, disabling and revoking during use: no request that starts afterwards succeeds
//! (SECURITY.md D3).

use crate::flow::{Client, Pair, issued};
use crate::grants::{Set, set_up};
use crate::revocation::{Held, email, hold};
use authority::testing::database::is_postgres;
use authority::{ActiveSession, AuthenticatedApplication, Authority, Authorization, TokenResponse};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use zeroize::Zeroizing;

/// The request that one task repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Access,
    Introspect,
    Refresh,
    Authorize,
    Authenticate,
    OwnToken,
}

/// Requests that depend on an account's grant.
const OF_THE_GRANT: [Use; 3] = [Use::Access, Use::Introspect, Use::Refresh];
/// Requests that depend on a grant or on a session.
const OF_THE_ACCOUNT: [Use; 4] = [Use::Access, Use::Introspect, Use::Refresh, Use::Authorize];
const OF_THE_APPLICATION: [Use; 6] =
    [Use::Access, Use::Introspect, Use::Refresh, Use::Authorize, Use::Authenticate, Use::OwnToken];

#[derive(Clone)]
struct User {
    authority: Authority,
    by: AuthenticatedApplication,
    client: Client,
    session: ActiveSession,
    pair: Pair,
}

impl User {
    async fn succeeds(&mut self, what: Use) -> bool {
        let Self { authority, by, client, session, pair } = self;
        match what {
            Use::Access => authority.access_token(&pair.access).await.unwrap().is_some(),
            Use::Introspect => {
                let told = authority.introspect(&client.presented(), &pair.access).await.unwrap();
                told.is_some_and(|(_, token)| token.is_some())
            }
            Use::Refresh => {
                let token = Zeroizing::new(pair.refresh.clone());
                match authority.exchange_refresh_token(by, token, None).await.unwrap() {
                    TokenResponse::Issued(tokens) => {
                        *pair = tokens.into();
                        true
                    }
                    TokenResponse::Refused(_) => false,
                }
            }
            Use::Authorize => {
                let outcome = authority.authorize(client.request(), Some(session)).await.unwrap();
                matches!(outcome, Authorization::Respond(_))
            }
            Use::Authenticate => {
                let presented = client.presented();
                authority.authenticate_application(&presented).await.unwrap().is_some()
            }
            Use::OwnToken => {
                let made = authority.exchange_client_credentials(by, None).await.unwrap();
                matches!(made, TokenResponse::Issued(_))
            }
        }
    }
}

/// Repeats all requests concurrently until the change was committed, and a few times more.
async fn race(over_and_over: &[Use], stop: impl AsyncFnOnce(&Held)) {
    let held = Box::pin(hold()).await;
    let user = User {
        authority: held.set.fixture.authority.clone(),
        by: held.by().await,
        client: held.set.client.clone(),
        session: held.set.session.clone(),
        pair: held.pair.clone(),
    };
    let nodes = held.set.fixture.nodes().await;
    let (stopped, in_use) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let tasks: Vec<_> = over_and_over
        .iter()
        .zip(nodes.iter().cycle())
        .map(|(&what, node)| {
            let (mut user, stopped, in_use) = (user.clone(), stopped.clone(), in_use.clone());
            user.authority = node.clone();
            tokio::spawn(async move {
                assert!(user.succeeds(what).await, "{what:?} never worked");
                in_use.fetch_add(1, Ordering::SeqCst);
                let mut late_ones = 0;
                while late_ones < 5 {
                    let late = stopped.load(Ordering::SeqCst);
                    let succeeded = user.succeeds(what).await;
                    assert!(!(late && succeeded), "{what:?} after the stop");
                    late_ones += i32::from(late);
                }
            })
        })
        .collect();
    // A task that panicked before it was in use is finished: its panic is reported below.
    while in_use.load(Ordering::SeqCst) < over_and_over.len()
        && !tasks.iter().any(tokio::task::JoinHandle::is_finished)
    {
        tokio::task::yield_now().await;
    }
    stop(&held).await;
    stopped.store(true, Ordering::SeqCst);
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_works_once_its_application_is_deleted() {
    race(&OF_THE_APPLICATION, async |held: &Held| {
        let (owner, id) = (&held.set.owner, &held.set.client.id);
        held.set.fixture.delete(owner, id).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_works_once_its_owner_is_disabled() {
    race(&OF_THE_APPLICATION, async |held: &Held| {
        held.set.fixture.authority.disable_account(&email("owner@example.com")).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_works_once_its_account_is_disabled() {
    race(&OF_THE_ACCOUNT, async |held: &Held| {
        held.set.fixture.authority.disable_account(&email("ada@example.com")).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_works_once_its_grant_is_revoked() {
    race(&OF_THE_ACCOUNT, async |held: &Held| {
        let id = &held.set.client.id;
        assert!(held.set.fixture.authority.revoke_grant(&held.ada, id).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_works_once_a_code_was_used_twice() {
    race(&OF_THE_GRANT, async |held: &Held| {
        held.set.fixture.exchange(&held.set.client, &held.spent_code).await;
    })
    .await;
}

/// Look-ups that wait go together in one statement, which must not begin before any of them was made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_look_up_after_the_reply_to_a_revocation_finds_the_token() {
    const TOKENS: usize = 100;
    // Ten thousand; fewer where each revocation waits for a server.
    let rounds = if is_postgres() { 20 } else { 100 };
    let Set { fixture, client, .. } = set_up().await;
    let by = fixture.authenticated(&client).await;
    let kept = fixture.own_token(&client).await;
    let load: Vec<_> = (0..32)
        .map(|_| {
            let (authority, client, kept) =
                (fixture.authority.clone(), client.clone(), kept.clone());
            tokio::spawn(async move {
                loop {
                    assert!(is_active(&authority, &client, &kept).await);
                }
            })
        })
        .collect();
    for _ in 0..rounds {
        let stale = fixture.at_once(TOKENS, |authority, _| {
            let (by, client) = (by.clone(), client.clone());
            async move {
                let made = authority.exchange_client_credentials(&by, None).await.unwrap();
                let token = issued(made).access_token.expose().to_owned();
                assert!(is_active(&authority, &client, &token).await);
                authority.revoke_token(&by, Zeroizing::new(token.clone())).await.unwrap();
                is_active(&authority, &client, &token).await
            }
        });
        assert!(!stale.await.contains(&true));
    }
    for task in load {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
}

async fn is_active(authority: &Authority, client: &Client, token: &str) -> bool {
    authority.introspect(&client.presented(), token).await.unwrap().unwrap().1.is_some()
}
