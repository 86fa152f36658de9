//! *Try it*: a flow of the owner's application against Configo's callback.

use crate::fixture::Fixture;
use crate::flow::{Client, code_of, scopes};
use crate::grants::{Set, set_up};
use authority::{
    ActiveSession, Authority, Authorization, AuthorizationRequest, NonRedirectableError,
    TestFlowOutcome, TestFlowStart, TokenError,
};
use std::time::Duration;

const CALLBACK: &str = "https://configo.example/applications/x/try";

async fn begin(fixture: &Fixture, session: &ActiveSession, client: &Client) -> TestFlowStart {
    try_to_begin(fixture, session, client).await.unwrap()
}

async fn try_to_begin(
    fixture: &Fixture,
    session: &ActiveSession,
    client: &Client,
) -> Option<TestFlowStart> {
    let begun = fixture.authority.start_test_flow(session, &client.id, CALLBACK.to_owned()).await;
    begun.unwrap()
}

fn request(client: &Client, trial: &TestFlowStart) -> AuthorizationRequest {
    AuthorizationRequest {
        redirect_uri: Some(CALLBACK.to_owned()),
        state: Some(trial.state.clone()),
        code_challenge: Some(trial.challenge.as_str().to_owned()),
        prompt: Some("consent".to_owned()),
        ..client.request()
    }
}

async fn end(
    fixture: &Fixture,
    session: &ActiveSession,
    client: &Client,
    state: &str,
    code: Option<&str>,
) -> TestFlowOutcome {
    end_on(&fixture.authority, session, client, state, code).await
}

async fn end_on(
    node: &Authority,
    session: &ActiveSession,
    client: &Client,
    state: &str,
    code: Option<&str>,
) -> TestFlowOutcome {
    let code = code.map(str::to_owned);
    node.finish_test_flow(session, &client.id, state, code).await.unwrap()
}

async fn is_unregistered(
    fixture: &Fixture,
    request: AuthorizationRequest,
    session: Option<&ActiveSession>,
) -> bool {
    let outcome = fixture.authorize(request, session).await;
    matches!(outcome, Authorization::Refused(NonRedirectableError::UnregisteredRedirectUri))
}

#[tokio::test]
async fn a_test_flow_runs_to_the_end_and_leaves_no_token() {
    let Set { fixture, client, .. } = set_up().await;
    let owner = fixture.session("owner@example.com").await;
    let trial = begin(&fixture, &owner, &client).await;
    let question = fixture.question(request(&client, &trial), &owner).await;
    let back = fixture.answer(&owner, &question, true).await.unwrap();
    assert_eq!((back.redirect_uri.as_str(), back.state.as_ref()), (CALLBACK, Some(&trial.state)));
    let code = code_of(&back);
    let outcome = end(&fixture, &owner, &client, &trial.state, Some(&code)).await;
    let scope = scopes("identify orders projects");
    assert_eq!(outcome, TestFlowOutcome::Issued { scope, expires_in: Duration::from_hours(1) });
    let held = "SELECT (SELECT count(*) FROM access_token) + (SELECT count(*) FROM refresh_token)";
    assert_eq!(fixture.number(held).await, 0);
    let again = end(&fixture, &owner, &client, &trial.state, Some(&code)).await;
    assert_eq!(again, TestFlowOutcome::Unknown);
}

#[tokio::test]
async fn a_public_application_is_tried_too() {
    let Set { fixture, owner, .. } = set_up().await;
    let public = fixture.public(&owner, "com.example.phone:/cb").await;
    let session = fixture.session("owner@example.com").await;
    let trial = begin(&fixture, &session, &public).await;
    let code = fixture.code_for(request(&public, &trial), &session).await;
    let outcome = end(&fixture, &session, &public, &trial.state, Some(&code)).await;
    assert!(matches!(outcome, TestFlowOutcome::Issued { .. }), "{outcome:?}");
}

#[tokio::test]
async fn our_callback_is_nobody_elses_redirect_uri() {
    let Set { fixture, owner, client, session } = set_up().await;
    let other = fixture.client(&owner, "Other").await;
    let theirs = fixture.session("owner@example.com").await;
    let second = fixture.session("owner@example.com").await;
    let trial = begin(&fixture, &theirs, &client).await;
    for outsider in [None, Some(&session), Some(&second)] {
        assert!(is_unregistered(&fixture, request(&client, &trial), outsider).await);
    }
    assert!(is_unregistered(&fixture, request(&other, &trial), Some(&theirs)).await);
    let mut elsewhere = request(&client, &trial);
    elsewhere.redirect_uri = Some(format!("{CALLBACK}/"));
    assert!(is_unregistered(&fixture, elsewhere, Some(&theirs)).await);
    let mut stateless = request(&client, &trial);
    for state in [None, Some(String::new()), Some("x".to_owned())] {
        stateless.state = state;
        assert!(is_unregistered(&fixture, stateless.clone(), Some(&theirs)).await);
    }
    fixture.question(request(&client, &trial), &theirs).await;
    fixture.clock.advance_seconds(600);
    assert!(is_unregistered(&fixture, request(&client, &trial), Some(&theirs)).await);
}

#[tokio::test]
async fn only_who_began_it_ends_it() {
    let Set { fixture, owner, client, session } = set_up().await;
    let other = fixture.client(&owner, "Other").await;
    let theirs = fixture.session("owner@example.com").await;
    let second = fixture.session("owner@example.com").await;
    let trial = begin(&fixture, &theirs, &client).await;
    let code = fixture.code_for(request(&client, &trial), &theirs).await;
    for (who, which) in [(&session, &client), (&second, &client), (&theirs, &other)] {
        let outcome = end(&fixture, who, which, &trial.state, Some(&code)).await;
        assert_eq!(outcome, TestFlowOutcome::Unknown);
    }
    let outcome = end(&fixture, &theirs, &client, "x", Some(&code)).await;
    assert_eq!(outcome, TestFlowOutcome::Unknown);
    // A code of another request does not fit this test flow's verifier.
    let foreign = fixture.code(&client, &session).await;
    let outcome = end(&fixture, &theirs, &client, &trial.state, Some(&foreign)).await;
    assert_eq!(outcome, TestFlowOutcome::Refused(TokenError::Grant));
    let trial = begin(&fixture, &theirs, &client).await;
    let outcome = end(&fixture, &theirs, &client, &trial.state, None).await;
    assert_eq!(outcome, TestFlowOutcome::NoCode);
}

#[tokio::test]
async fn only_an_owner_begins_one() {
    let Set { fixture, owner, client, session } = set_up().await;
    let begin = async |session: &ActiveSession| try_to_begin(&fixture, session, &client).await;
    assert!(begin(&session).await.is_none());
    let theirs = fixture.session("owner@example.com").await;
    assert!(begin(&theirs).await.is_some());
    fixture.delete(&owner, &client.id).await.unwrap();
    assert!(begin(&theirs).await.is_none());
}

#[tokio::test]
async fn one_session_does_not_take_every_place() {
    let Set { fixture, client, .. } = set_up().await;
    let first = fixture.session("owner@example.com").await;
    let second = fixture.session("owner@example.com").await;
    let kept = begin(&fixture, &second, &client).await;
    let mut trials = Vec::new();
    for _ in 0..8 {
        trials.push(begin(&fixture, &first, &client).await);
        fixture.clock.advance_millis(1);
    }
    for (trial, session, waits) in
        [(&trials[2], &first, false), (&trials[3], &first, true), (&kept, &second, true)]
    {
        let gone = is_unregistered(&fixture, request(&client, trial), Some(session)).await;
        assert_eq!(gone, !waits);
    }
}

#[tokio::test]
async fn a_test_flow_is_finished_on_another_node() {
    let Set { fixture, client, .. } = set_up().await;
    let other = fixture.node().await;
    let owner = fixture.session("owner@example.com").await;
    let trial = begin(&fixture, &owner, &client).await;
    let asked = other.authorize(request(&client, &trial), Some(&owner)).await.unwrap();
    let Authorization::PromptForConsent(question) = asked else { panic!("{asked:?}") };
    let code = code_of(&fixture.answer(&owner, &question, true).await.unwrap());
    let outcome = end_on(&other, &owner, &client, &trial.state, Some(&code)).await;
    assert!(matches!(outcome, TestFlowOutcome::Issued { .. }), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_flow_that_two_nodes_finish_ends_once() {
    let Set { fixture, client, .. } = set_up().await;
    let other = fixture.node().await;
    let owner = fixture.session("owner@example.com").await;
    for _ in 0..5 {
        let trial = begin(&fixture, &owner, &client).await;
        let code = fixture.code_for(request(&client, &trial), &owner).await;
        let (here, there) = tokio::join!(
            end(&fixture, &owner, &client, &trial.state, Some(&code)),
            end_on(&other, &owner, &client, &trial.state, Some(&code)),
        );
        let outcomes = [here, there];
        let issued = |outcome: &&TestFlowOutcome| matches!(outcome, TestFlowOutcome::Issued { .. });
        assert_eq!(outcomes.iter().filter(issued).count(), 1, "{outcomes:?}");
        assert!(outcomes.contains(&TestFlowOutcome::Unknown), "{outcomes:?}");
    }
}

#[tokio::test]
async fn nothing_waits_for_an_application_or_a_session_that_ended() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let theirs = fixture.session("owner@example.com").await;
    let trial = begin(&fixture, &theirs, &client).await;
    let code = fixture.code_for(request(&client, &trial), &theirs).await;
    fixture.delete(&owner, &client.id).await.unwrap();
    let outcome = end(&fixture, &theirs, &client, &trial.state, Some(&code)).await;
    assert_eq!(outcome, TestFlowOutcome::Unknown);
    fixture.restore(&owner, &client.id).await.unwrap();
    assert!(!is_unregistered(&fixture, request(&client, &trial), Some(&theirs)).await);
    let second = fixture.session("owner@example.com").await;
    fixture.authority.end_other_sessions(&second).await.unwrap();
    assert!(is_unregistered(&fixture, request(&client, &trial), Some(&theirs)).await);
    assert!(try_to_begin(&fixture, &theirs, &client).await.is_none());
}
