//! *Try it*: a flow of the owner's own, against a callback of ours.

use crate::flow::{Client, code_of, scopes};
use crate::grants::{Set, set_up};
use crate::house::House;
use authority::{
    ActiveSession, Authorization, AuthorizationRequest, NonRedirectableError, TestFlowOutcome,
    TestFlowStart, TokenError,
};
use std::time::Duration;

const CALLBACK: &str = "https://configo.example/applications/x/try";

async fn begin(house: &House, session: &ActiveSession, client: &Client) -> TestFlowStart {
    let begun = house.authority.begin_trial(session, &client.id, CALLBACK.to_owned()).await;
    begun.unwrap().unwrap()
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
    house: &House,
    session: &ActiveSession,
    client: &Client,
    state: &str,
    code: Option<&str>,
) -> TestFlowOutcome {
    let code = code.map(str::to_owned);
    house.authority.end_trial(session, &client.id, state, code).await.unwrap()
}

async fn is_unregistered(
    house: &House,
    request: AuthorizationRequest,
    session: Option<&ActiveSession>,
) -> bool {
    let outcome = house.authorize(request, session).await;
    matches!(outcome, Authorization::Refused(NonRedirectableError::UnregisteredRedirectUri))
}

#[tokio::test]
async fn a_trial_goes_all_the_way_and_leaves_no_token() {
    let Set { house, client, .. } = set_up().await;
    let owner = house.session("owner@example.com").await;
    let trial = begin(&house, &owner, &client).await;
    let question = house.question(request(&client, &trial), &owner).await;
    let back = house.answer(&owner, &question, true).await.unwrap();
    assert_eq!((back.redirect_uri.as_str(), back.state.as_ref()), (CALLBACK, Some(&trial.state)));
    let code = code_of(&back);
    let outcome = end(&house, &owner, &client, &trial.state, Some(&code)).await;
    let scope = scopes("identify orders projects");
    assert_eq!(outcome, TestFlowOutcome::Issued { scope, expires_in: Duration::from_hours(1) });
    let held = "SELECT (SELECT count(*) FROM access_token) + (SELECT count(*) FROM refresh_token)";
    assert_eq!(house.number(held).await, 0);
    let again = end(&house, &owner, &client, &trial.state, Some(&code)).await;
    assert_eq!(again, TestFlowOutcome::Unknown);
}

#[tokio::test]
async fn a_public_application_is_tried_too() {
    let Set { house, owner, .. } = set_up().await;
    let public = house.public(&owner, "com.example.phone:/cb").await;
    let session = house.session("owner@example.com").await;
    let trial = begin(&house, &session, &public).await;
    let code = house.code_for(request(&public, &trial), &session).await;
    let outcome = end(&house, &session, &public, &trial.state, Some(&code)).await;
    assert!(matches!(outcome, TestFlowOutcome::Issued { .. }), "{outcome:?}");
}

#[tokio::test]
async fn our_callback_is_nobody_elses_redirect_uri() {
    let Set { house, owner, client, session } = set_up().await;
    let other = house.client(&owner, "Other").await;
    let theirs = house.session("owner@example.com").await;
    let second = house.session("owner@example.com").await;
    let trial = begin(&house, &theirs, &client).await;
    for stranger in [None, Some(&session), Some(&second)] {
        assert!(is_unregistered(&house, request(&client, &trial), stranger).await);
    }
    assert!(is_unregistered(&house, request(&other, &trial), Some(&theirs)).await);
    let mut elsewhere = request(&client, &trial);
    elsewhere.redirect_uri = Some(format!("{CALLBACK}/"));
    assert!(is_unregistered(&house, elsewhere, Some(&theirs)).await);
    let mut stateless = request(&client, &trial);
    for state in [None, Some(String::new()), Some("x".to_owned())] {
        stateless.state = state;
        assert!(is_unregistered(&house, stateless.clone(), Some(&theirs)).await);
    }
    house.question(request(&client, &trial), &theirs).await;
    house.clock.advance_seconds(600);
    assert!(is_unregistered(&house, request(&client, &trial), Some(&theirs)).await);
}

#[tokio::test]
async fn only_who_began_it_ends_it() {
    let Set { house, owner, client, session } = set_up().await;
    let other = house.client(&owner, "Other").await;
    let theirs = house.session("owner@example.com").await;
    let second = house.session("owner@example.com").await;
    let trial = begin(&house, &theirs, &client).await;
    let code = house.code_for(request(&client, &trial), &theirs).await;
    for (who, which) in [(&session, &client), (&second, &client), (&theirs, &other)] {
        let outcome = end(&house, who, which, &trial.state, Some(&code)).await;
        assert_eq!(outcome, TestFlowOutcome::Unknown);
    }
    let outcome = end(&house, &theirs, &client, "x", Some(&code)).await;
    assert_eq!(outcome, TestFlowOutcome::Unknown);
    // A code that belongs to another request does not go with this trial's verifier.
    let foreign = house.code(&client, &session).await;
    let outcome = end(&house, &theirs, &client, &trial.state, Some(&foreign)).await;
    assert_eq!(outcome, TestFlowOutcome::Refused(TokenError::Grant));
    let trial = begin(&house, &theirs, &client).await;
    let outcome = end(&house, &theirs, &client, &trial.state, None).await;
    assert_eq!(outcome, TestFlowOutcome::NoCode);
}

#[tokio::test]
async fn only_an_owner_begins_one() {
    let Set { house, owner, client, session } = set_up().await;
    let begin = async |session: &ActiveSession| {
        house.authority.begin_trial(session, &client.id, CALLBACK.to_owned()).await.unwrap()
    };
    assert!(begin(&session).await.is_none());
    let theirs = house.session("owner@example.com").await;
    assert!(begin(&theirs).await.is_some());
    house.delete(&owner, &client.id).await.unwrap();
    assert!(begin(&theirs).await.is_none());
}

#[tokio::test]
async fn one_session_does_not_take_every_place() {
    let Set { house, client, .. } = set_up().await;
    let first = house.session("owner@example.com").await;
    let second = house.session("owner@example.com").await;
    let kept = begin(&house, &second, &client).await;
    let mut trials = Vec::new();
    for _ in 0..1100 {
        trials.push(begin(&house, &first, &client).await);
        house.clock.advance_millis(1);
    }
    for (trial, session, waits) in
        [(&trials[1094], &first, false), (&trials[1095], &first, true), (&kept, &second, true)]
    {
        let gone = is_unregistered(&house, request(&client, trial), Some(session)).await;
        assert_eq!(gone, !waits);
    }
}
