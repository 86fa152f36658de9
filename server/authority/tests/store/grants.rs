//! Exchanging codes and client credentials (RFC 6749 §4.1.3, §4.4).

use crate::fixture::{Fixture, START};
use crate::flow::{CALLBACK, Client, VERIFIER, code_of, good_exchange, issued, refusal, scopes};
use authority::{
    ActiveSession, Actor, Authorization, AuthorizationRequest, ClientInfo, CodeExchange,
    TokenError, TokenKind, TokenResponse,
};
use domain::refused_request::Reason;
use std::future::Future as _;
use std::task::Poll;
use std::time::Duration;
use zeroize::Zeroizing;

pub(crate) struct Set {
    pub(crate) fixture: Fixture,
    pub(crate) owner: Actor,
    pub(crate) client: Client,
    pub(crate) session: ActiveSession,
}

/// An application, its owner, and another account with a session.
pub(crate) async fn set_up() -> Set {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let client = fixture.client(&owner, "Shop sync").await;
    fixture.actor("ada@example.com").await;
    let session = fixture.session("ada@example.com").await;
    Set { fixture, owner, client, session }
}

const FAMILIES: &str = "SELECT count(*) FROM token_family";
const REUSES: &str = "SELECT count(*) FROM audit_event WHERE action = 'token.reused'";

#[tokio::test]
async fn rfc_6749_5_1_a_code_gives_tokens() {
    let Set { fixture, client, session, .. } = set_up().await;
    let code = fixture.code_for(client.request_for("orders projects"), &session).await;
    fixture.clock.advance_seconds(5);
    let tokens = issued(fixture.exchange(&client, &code).await);
    assert_eq!(
        (tokens.expires_in, &tokens.scope),
        (Duration::from_hours(1), &scopes("orders projects"))
    );
    assert!(tokens.refresh_token.is_some());
    assert!(!format!("{tokens:?}").contains("cfgo_"), "{tokens:?}");
    let found =
        fixture.authority.access_token(tokens.access_token.expose()).await.unwrap().unwrap();
    assert_eq!((found.kind, &found.application), (TokenKind::Access, &client.id));
    assert_eq!(found.account, Some(session.account.clone()));
    assert_eq!(found.subject(), session.account.account.as_str());
    assert_eq!(found.scope, scopes("orders projects"));
    assert_eq!(found.issued_at, START.plus(Duration::from_secs(5)));
    assert_eq!(found.expires_at, START.plus(Duration::from_secs(3605)));
    fixture.clock.advance_millis(3_599_999);
    assert!(fixture.works(tokens.access_token.expose()).await);
    fixture.clock.advance_millis(1);
    assert!(!fixture.works(tokens.access_token.expose()).await);
}

#[tokio::test]
async fn rfc_6749_4_1_2_a_code_is_spent_once_and_its_second_use_revokes_what_it_gave() {
    let Set { mut fixture, client, session, .. } = set_up().await;
    let other = fixture.pair(&client, &session).await;
    let code = fixture.code(&client, &session).await;
    let pair: crate::flow::Pair = issued(fixture.exchange(&client, &code).await).into();
    let newer = issued(fixture.refresh(&client, &pair.refresh).await);
    let newer: crate::flow::Pair = newer.into();
    assert_eq!(refusal(fixture.exchange(&client, &code).await), TokenError::Grant);
    // The revocation was committed.
    fixture.reopen(|_| {}).await;
    for token in [&pair.access, &newer.access] {
        assert!(!fixture.works(token).await);
    }
    for token in [&pair.refresh, &newer.refresh] {
        assert_eq!(refusal(fixture.refresh(&client, token).await), TokenError::Grant);
    }
    assert_eq!(fixture.number(REUSES).await, 1);
    // A third use is refused too, and the family of another code is still valid.
    assert_eq!(refusal(fixture.exchange(&client, &code).await), TokenError::Grant);
    assert_eq!((fixture.number(REUSES).await, fixture.number(FAMILIES).await), (1, 1));
    assert!(fixture.works(&other.access).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_exchanges_at_once_one_succeeds_and_nothing_of_it_is_left() {
    let Set { fixture, client, session, .. } = set_up().await;
    let code = fixture.code(&client, &session).await;
    let by = fixture.authenticated(&client).await;
    let responses = fixture
        .at_once(50, |authority, _| {
            let (by, code) = (by.clone(), code.clone());
            async move { authority.exchange_code(&by, good_exchange(&code)).await.unwrap() }
        })
        .await;
    let mut given = Vec::new();
    for response in responses {
        match response {
            TokenResponse::Issued(tokens) => given.push(tokens),
            TokenResponse::Refused(refusal) => assert_eq!(refusal, TokenError::Grant),
        }
    }
    assert_eq!(given.len(), 1);
    assert!(!fixture.works(given[0].access_token.expose()).await);
    assert_eq!(fixture.number(FAMILIES).await, 0);
}

#[tokio::test]
async fn whoever_does_not_hold_all_of_it_spends_no_code() {
    let Set { fixture, owner, client, session } = set_up().await;
    let other = fixture.client(&owner, "Other").await;
    let code = fixture.code(&client, &session).await;
    assert_eq!(refusal(fixture.exchange(&other, &code).await), TokenError::Grant);
    let changes: [fn(&mut CodeExchange); 9] = [
        |sent| sent.redirect_uri = Some(format!("{CALLBACK}/")),
        |sent| sent.redirect_uri = Some("http://127.0.0.1:8080/cb".to_owned()),
        |sent| sent.redirect_uri = Some("https://other.example/".to_owned()),
        |sent| sent.code_verifier.push('x'),
        |sent| sent.code_verifier.clear(),
        |sent| sent.code_verifier = Zeroizing::new("a".repeat(43)),
        // The challenge itself, which an eavesdropper has seen.
        |sent| sent.code_verifier = Zeroizing::new(crate::flow::CHALLENGE.to_owned()),
        |sent| sent.code_verifier = Zeroizing::new(VERIFIER.to_lowercase()),
        |sent| sent.code.truncate(56),
    ];
    let by = fixture.authenticated(&client).await;
    for change in changes {
        let mut sent = good_exchange(&code);
        change(&mut sent);
        let exchange = fixture.authority.exchange_code(&by, sent).await.unwrap();
        assert_eq!(refusal(exchange), TokenError::Grant);
    }
    assert_eq!((fixture.number(FAMILIES).await, fixture.number(REUSES).await), (0, 0));
    issued(fixture.exchange(&client, &code).await);
}

#[tokio::test]
async fn oauth_2_1_10_2_the_redirect_uri_may_be_left_out_and_the_verifier_may_not() {
    let Set { fixture, owner, client, session } = set_up().await;
    let code = fixture.code(&client, &session).await;
    let by = fixture.authenticated(&client).await;
    let mut without_verifier = good_exchange(&code);
    without_verifier.redirect_uri = None;
    without_verifier.code_verifier.clear();
    let exchange = fixture.authority.exchange_code(&by, without_verifier).await.unwrap();
    assert_eq!(refusal(exchange), TokenError::Grant);
    let sent = CodeExchange { redirect_uri: None, ..good_exchange(&code) };
    issued(fixture.authority.exchange_code(&by, sent).await.unwrap());
    fixture.authority.write_pending().await.unwrap();
    let told = fixture.authority.refused_requests(&owner.account, &client.id).await.unwrap();
    assert_eq!(told[0].reason, Reason::CodeVerifierMissing);
    // Its use is recorded nevertheless.
    let used = "SELECT count(*) FROM redirect_uri WHERE last_used_at IS NOT NULL";
    assert_eq!(fixture.number(used).await, 1);
}

#[tokio::test]
async fn who_holds_another_application_can_not_revoke_by_a_spent_code() {
    let Set { fixture, owner, client, session } = set_up().await;
    let other = fixture.client(&owner, "Other").await;
    let code = fixture.code(&client, &session).await;
    let tokens = issued(fixture.exchange(&client, &code).await);
    assert_eq!(refusal(fixture.exchange(&other, &code).await), TokenError::Grant);
    assert!(fixture.works(tokens.access_token.expose()).await);
}

#[tokio::test]
async fn rfc_8252_7_3_a_code_is_bound_to_the_requested_port() {
    let Set { fixture, client, session, .. } = set_up().await;
    let there = "http://127.0.0.1:50000/cb";
    let request = AuthorizationRequest { redirect_uri: Some(there.to_owned()), ..client.request() };
    let code = fixture.code_for(request, &session).await;
    let by = fixture.authenticated(&client).await;
    for (redirect_uri, good) in [("http://127.0.0.1:8080/cb", false), (there, true)] {
        let mut sent = good_exchange(&code);
        sent.redirect_uri = Some(redirect_uri.to_owned());
        let exchange = fixture.authority.exchange_code(&by, sent).await.unwrap();
        assert_eq!(matches!(exchange, TokenResponse::Issued(_)), good, "{redirect_uri}");
    }
}

#[tokio::test]
async fn rfc_6749_4_1_2_a_code_lives_a_minute() {
    let Set { fixture, client, session, .. } = set_up().await;
    let (first, second) =
        (fixture.code(&client, &session).await, fixture.code(&client, &session).await);
    fixture.clock.advance_millis(59_999);
    issued(fixture.exchange(&client, &first).await);
    fixture.clock.advance_millis(1);
    assert_eq!(refusal(fixture.exchange(&client, &second).await), TokenError::Grant);
}

#[tokio::test]
async fn a_permission_that_was_removed_in_the_meantime_is_not_granted() {
    let Set { fixture, owner, client, session } = set_up().await;
    let code = fixture.code(&client, &session).await;
    fixture.set_permissions(&owner, &client, &["identify"]).await;
    assert_eq!(issued(fixture.exchange(&client, &code).await).scope, scopes("identify"));
    let code = fixture.code_for(client.request(), &session).await;
    fixture.set_permissions(&owner, &client, &["billing"]).await;
    assert_eq!(refusal(fixture.exchange(&client, &code).await), TokenError::Scope);
    // Nothing was spent.
    fixture.set_permissions(&owner, &client, &["identify", "billing"]).await;
    assert_eq!(issued(fixture.exchange(&client, &code).await).scope, scopes("identify"));
}

#[tokio::test]
async fn the_owner_is_told_why() {
    let Set { fixture, owner, client, session } = set_up().await;
    let by = fixture.authenticated(&client).await;
    let code = fixture.code(&client, &session).await;
    let mut sent = good_exchange(&code);
    sent.code_verifier.push('x');
    fixture.authority.exchange_code(&by, sent).await.unwrap();
    let mut sent = good_exchange(&code);
    sent.redirect_uri = Some(format!("{CALLBACK}/"));
    fixture.authority.exchange_code(&by, sent).await.unwrap();
    issued(fixture.exchange(&client, &code).await);
    refusal(fixture.exchange(&client, &code).await);
    refusal(fixture.exchange(&client, "nonsense").await);
    fixture.authority.write_pending().await.unwrap();
    let told = fixture.authority.refused_requests(&owner.account, &client.id).await.unwrap();
    // Each counts once, however often its use case ran.
    assert!(told.iter().all(|one| one.count == 1));
    let mut told: Vec<_> = told.iter().map(|one| (one.reason.as_str(), &*one.value)).collect();
    told.sort_unstable();
    let uri = format!("{CALLBACK}/");
    assert_eq!(
        told,
        [
            (Reason::Code.as_str(), ""),
            (Reason::CodeRedirectUri.as_str(), &*uri),
            (Reason::CodeSpent.as_str(), ""),
            (Reason::CodeVerifier.as_str(), ""),
        ]
    );
}

#[tokio::test]
async fn rfc_6749_4_4_an_application_acts_for_itself() {
    let Set { fixture, client, .. } = set_up().await;
    let by = fixture.authenticated(&client).await;
    let ask = async |scope: Option<&str>| {
        fixture.authority.exchange_client_credentials(&by, scope.map(scopes)).await.unwrap()
    };
    let all = issued(ask(None).await);
    assert_eq!(
        (all.expires_in, all.scope),
        (Duration::from_hours(1), scopes("identify orders projects"))
    );
    assert!(all.refresh_token.is_none());
    let found = fixture.authority.access_token(all.access_token.expose()).await.unwrap().unwrap();
    assert_eq!((found.account.as_ref(), found.subject()), (None, client.id.as_str()));
    assert_eq!(issued(ask(Some("orders")).await).scope, scopes("orders"));
    for more in ["billing", "identify billing", "admin", ""] {
        assert_eq!(refusal(ask(Some(more)).await), TokenError::Scope, "{more}");
    }
}

#[tokio::test]
async fn rfc_6749_4_4_a_public_application_does_not() {
    let Set { fixture, owner, .. } = set_up().await;
    let public = fixture.public(&owner, CALLBACK).await;
    let by = fixture.authenticated(&public).await;
    let refused = fixture.authority.exchange_client_credentials(&by, None).await.unwrap();
    assert_eq!(refusal(refused), TokenError::Application);
    assert_eq!(fixture.number("SELECT count(*) FROM access_token").await, 0);
}

#[tokio::test]
async fn a_list_says_who_may_act_for_an_account() {
    let Set { fixture, client, session, .. } = set_up().await;
    let second = fixture.session("ada@example.com").await;
    let pair = fixture.pair(&client, &session).await;
    fixture.works(&pair.access).await;
    fixture.authority.write_pending().await.unwrap();
    let access = fixture.authority.authorized_parties(&second).await.unwrap();
    let [listed] = &access.applications[..] else { panic!("{access:?}") };
    assert_eq!((&listed.client_id, listed.name.as_str()), (&client.id, "Shop sync"));
    assert_eq!(listed.permissions, scopes("identify orders projects"));
    assert_eq!((listed.created_at, listed.last_used_at), (START, Some(START)));
    assert_eq!(listed.expires_at, Some(START.plus(Duration::from_hours(720))));
    let current: Vec<bool> = access.sessions.iter().map(|session| session.current).collect();
    assert_eq!((current, &access.sessions[0].id), (vec![true, false], &second.id));
    fixture.clock.advance_seconds(30 * 86_400);
    let later = fixture.session("ada@example.com").await;
    let access = fixture.authority.authorized_parties(&later).await.unwrap();
    assert_eq!(access.applications[0].expires_at, None);
}

#[tokio::test]
async fn a_grant_that_was_revoked_is_asked_for_again() {
    let Set { fixture, client, session, .. } = set_up().await;
    fixture.pair(&client, &session).await;
    let ada = Actor {
        account: session.account.account.clone(),
        client_info: ClientInfo::default(),
        session: None,
    };
    assert!(fixture.authority.revoke_grant(&ada, &client.id).await.unwrap());
    assert!(!fixture.authority.revoke_grant(&ada, &client.id).await.unwrap());
    let revoked = "SELECT count(*) FROM audit_event WHERE action = 'grant.revoked'";
    assert_eq!(fixture.number(revoked).await, 1);
    let outcome = fixture.authorize(client.request_for("identify"), Some(&session)).await;
    let Authorization::PromptForConsent(question) = outcome else { panic!("{outcome:?}") };
    assert!(question.permissions.iter().all(|(_, is_new)| *is_new));
    let back = fixture.answer(&session, &question, true).await.unwrap();
    let tokens = issued(fixture.exchange(&client, &code_of(&back)).await);
    assert_eq!(tokens.scope, scopes("identify"));
}

/// A client that replays a code and disconnects is in the list of refused requests all the same.
#[tokio::test]
async fn a_refusal_is_recorded_although_the_caller_is_gone() {
    let Set { fixture, owner, client, session } = set_up().await;
    let by = fixture.authenticated(&client).await;
    let code = fixture.code(&client, &session).await;
    issued(fixture.exchange(&client, &code).await);
    let mut replay = Box::pin(fixture.authority.exchange_code(&by, good_exchange(&code)));
    let begun = std::future::poll_fn(|task| Poll::Ready(replay.as_mut().poll(task))).await;
    assert!(begun.is_pending());
    drop(replay);
    let recorded = async {
        loop {
            fixture.authority.write_pending().await.unwrap();
            let told =
                fixture.authority.refused_requests(&owner.account, &client.id).await.unwrap();
            if !told.is_empty() {
                break told[0].reason;
            }
            tokio::task::yield_now().await;
        }
    };
    let reason = tokio::time::timeout(Duration::from_secs(30), recorded).await.unwrap();
    assert_eq!(reason, Reason::CodeSpent);
}
