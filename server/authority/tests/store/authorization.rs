//! The outcomes of an authorization request (RFC 6749 §4.1.1, SECURITY.md B).

use crate::fixture::{Fixture, START};
use crate::flow::{CALLBACK, CHALLENGE, Client, STATE, code_of, issued};
use authority::{
    ActiveSession, Authorization, AuthorizationError, AuthorizationRequest, AuthorizationResult,
    NonRedirectableError,
};
use domain::account::Email;
use domain::permission::Catalogue;
use std::collections::BTreeSet;
use std::time::Duration;

type Change = fn(&mut AuthorizationRequest);

async fn set_up() -> (Fixture, Client, ActiveSession) {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let client = fixture.client(&owner, "Shop sync").await;
    fixture.actor("ada@example.com").await;
    let session = fixture.session("ada@example.com").await;
    (fixture, client, session)
}

fn with(mut request: AuthorizationRequest, change: Change) -> AuthorizationRequest {
    change(&mut request);
    request
}

fn twice(name: &str) -> BTreeSet<String> {
    BTreeSet::from([name.to_owned()])
}

/// The error of a response; asserts that it is sent to the verified redirect URI.
fn error_of(outcome: Authorization) -> AuthorizationError {
    let Authorization::Respond(back) = outcome else { panic!("{outcome:?}") };
    assert_eq!(back.redirect_uri, CALLBACK);
    match back.result {
        AuthorizationResult::Error(error) => error,
        AuthorizationResult::Code(_) => panic!("a code"),
    }
}

#[tokio::test]
async fn rfc_6749_4_1_2_1_no_response_is_sent_to_an_unverified_redirect_uri() {
    use NonRedirectableError::{
        NoApplication, NoRedirectUri, UnknownApplication, UnregisteredRedirectUri as Unregistered,
    };
    let (fixture, client, session) = set_up().await;
    let cases: &[(Change, NonRedirectableError)] = &[
        (|r| r.client_id = None, NoApplication),
        (|r| r.repeated = twice("client_id"), NoApplication),
        (|r| r.client_id = Some("nonsense".into()), UnknownApplication),
        (|r| r.client_id = Some("cfgo_app_0123456789ABCDEFGHIJKL".into()), UnknownApplication),
        (|r| r.redirect_uri = None, NoRedirectUri),
        (|r| r.repeated = twice("redirect_uri"), NoRedirectUri),
        (|r| r.redirect_uri = Some("https://app.example/cb/".into()), Unregistered),
        (|r| r.redirect_uri = Some("https://app.example/CB".into()), Unregistered),
        (|r| r.redirect_uri = Some("https://app.example/cb?x=1".into()), Unregistered),
        (|r| r.redirect_uri = Some("https://app.example:8443/cb".into()), Unregistered),
        (|r| r.redirect_uri = Some("https://app.example@evil.example/cb".into()), Unregistered),
        (|r| r.redirect_uri = Some("http://127.0.0.1:8080/cb/../x".into()), Unregistered),
        (|r| r.redirect_uri = Some("http://127.0.0.1:80@evil.example/cb".into()), Unregistered),
        (|r| r.redirect_uri = Some("http://localhost:8080/cb".into()), Unregistered),
    ];
    for &(change, expected) in cases {
        for session in [None, Some(&session)] {
            let request = with(client.request(), change);
            let outcome = fixture.authorize(request.clone(), session).await;
            let Authorization::Refused(why) = outcome else { panic!("{request:?}: {outcome:?}") };
            assert_eq!(why, expected, "{request:?}");
        }
    }
}

#[tokio::test]
async fn a_deleted_or_disabled_application_is_unknown() {
    let (fixture, client, session) = set_up().await;
    let unknown = async || {
        let outcome = fixture.authorize(client.request(), Some(&session)).await;
        matches!(outcome, Authorization::Refused(NonRedirectableError::UnknownApplication))
    };
    let email = Email::parse("owner@example.com").unwrap();
    assert!(!unknown().await);
    fixture.authority.disable_account(&email).await.unwrap();
    assert!(unknown().await);
    fixture.authority.enable_account(&email).await.unwrap();
    assert!(!unknown().await);
    let owner = fixture.session("owner@example.com").await.account.account;
    let client_info = authority::ClientInfo::default();
    let owner = authority::Actor { account: owner, client_info, session: None };
    fixture.delete(&owner, &client.id).await.unwrap();
    assert!(unknown().await);
}

#[tokio::test]
async fn rfc_6749_4_1_2_1_every_other_error_is_returned_with_its_state() {
    use AuthorizationError::{
        ChallengeMethod, ForbiddenScope, Invalid, Missing, RequestObject, RequestUri, ResponseType,
        UnknownScope,
    };
    let (fixture, client, session) = set_up().await;
    let cases: &[(Change, AuthorizationError)] = &[
        (|r| r.response_type = None, Missing("response_type")),
        (|r| r.response_type = Some("token".into()), ResponseType),
        (|r| r.response_type = Some("code token".into()), ResponseType),
        (|r| r.response_mode = Some("fragment".into()), Invalid("response_mode")),
        (|r| r.request_object = Some(authority::RequestObject::ByValue), RequestObject),
        (|r| r.request_object = Some(authority::RequestObject::ByReference), RequestUri),
        (|r| r.code_challenge = None, Missing("code_challenge")),
        (|r| r.code_challenge_method = None, ChallengeMethod),
        (|r| r.code_challenge_method = Some("plain".into()), ChallengeMethod),
        (|r| r.code_challenge_method = Some("s256".into()), ChallengeMethod),
        (|r| r.code_challenge = Some("short".into()), Invalid("code_challenge")),
        (|r| r.code_challenge = Some(format!("{CHALLENGE}=")), Invalid("code_challenge")),
        (|r| r.scope = Some("identify admin".into()), UnknownScope),
        (|r| r.scope = Some("Identify".into()), UnknownScope),
        (|r| r.scope = Some(" ".into()), UnknownScope),
        (|r| r.scope = Some("identify billing".into()), ForbiddenScope),
        (|r| r.prompt = Some("nonsense".into()), Invalid("prompt")),
        (|r| r.prompt = Some("none login".into()), Invalid("prompt")),
        (|r| r.max_age = Some("-1".into()), Invalid("max_age")),
        (|r| r.max_age = Some("1 h".into()), Invalid("max_age")),
        (|r| r.max_age = Some("9".repeat(30)), Invalid("max_age")),
    ];
    for (change, expected) in cases {
        for session in [None, Some(&session)] {
            let request = with(client.request(), *change);
            let outcome = fixture.authorize(request, session).await;
            let Authorization::Respond(back) = &outcome else { panic!("{outcome:?}") };
            assert_eq!(back.state.as_deref(), Some(STATE));
            assert_eq!(error_of(outcome), *expected);
        }
    }
    assert_eq!(fixture.number("SELECT count(*) FROM consent").await, 0);
}

#[tokio::test]
async fn rfc_6749_3_1_a_parameter_is_sent_once() {
    let (fixture, client, session) = set_up().await;
    for name in ["scope", "code_challenge", "resource", "state"] {
        let request = AuthorizationRequest { repeated: twice(name), ..client.request() };
        let outcome = fixture.authorize(request, Some(&session)).await;
        let Authorization::Respond(back) = &outcome else { panic!("{outcome:?}") };
        // With two `state`s none is returned.
        assert_eq!(back.state.is_none(), name == "state");
        assert_eq!(error_of(outcome), AuthorizationError::Repeated(name.to_owned()));
    }
}

#[tokio::test]
async fn rfc_6749_3_3_without_a_scope_all_permissions_are_asked_for() {
    let (mut fixture, client, session) = set_up().await;
    let asked = async |fixture: &Fixture, request| {
        let question = fixture.question(request, &session).await;
        let names = question.permissions.iter().map(|(p, new)| (p.scope.as_str().to_owned(), *new));
        names.collect::<Vec<_>>()
    };
    let all = ["identify", "projects", "orders"].map(|scope| (scope.to_owned(), true));
    assert_eq!(asked(&fixture, client.request()).await, all);
    assert_eq!(asked(&fixture, client.request_for("orders  identify ")).await.len(), 2);
    let smaller = Catalogue::default();
    let smaller = smaller.iter().filter(|p| p.scope.as_str() != "orders").cloned().collect();
    let smaller = Catalogue::new(smaller).unwrap();
    fixture.reopen(|settings| settings.catalogue = smaller.clone()).await;
    assert_eq!(asked(&fixture, client.request()).await, all[..2]);
    let outcome = fixture.authorize(client.request_for("orders"), Some(&session)).await;
    assert_eq!(error_of(outcome), AuthorizationError::UnknownScope);
}

#[tokio::test]
async fn what_was_allowed_once_is_not_asked_again() {
    let (fixture, client, session) = set_up().await;
    fixture.code_for(client.request_for("identify projects"), &session).await;
    for scope in ["identify", "projects identify"] {
        let outcome = fixture.authorize(client.request_for(scope), Some(&session)).await;
        let Authorization::Respond(back) = outcome else { panic!("{outcome:?}") };
        let code = code_of(&back);
        let tokens = issued(fixture.exchange(&client, &code).await);
        assert_eq!(tokens.scope, crate::flow::scopes(scope));
    }
    // A larger scope is asked for, with the new permissions marked.
    let question = fixture.question(client.request_for("identify orders"), &session).await;
    let new: Vec<bool> = question.permissions.iter().map(|(_, is_new)| *is_new).collect();
    assert_eq!(new, [false, true]);
    for prompt in ["consent", "select_account", "consent login"] {
        let mut request = client.request_for("identify");
        request.prompt = Some(prompt.to_owned());
        request.signed_in_after = Some(START.as_millis().to_string());
        fixture.question(request, &session).await;
    }
    // Another account is asked.
    fixture.actor("bob@example.com").await;
    let bob = fixture.session("bob@example.com").await;
    fixture.question(client.request_for("identify"), &bob).await;
}

#[tokio::test]
async fn prompt_none_never_shows_a_page() {
    let (fixture, client, session) = set_up().await;
    let silent = || with(client.request(), |r| r.prompt = Some("none".into()));
    let outcome = fixture.authorize(silent(), None).await;
    assert_eq!(error_of(outcome), AuthorizationError::LoginRequired);
    let outcome = fixture.authorize(silent(), Some(&session)).await;
    assert_eq!(error_of(outcome), AuthorizationError::ConsentRequired);
    assert_eq!(fixture.number("SELECT count(*) FROM consent").await, 0);
    fixture.code(&client, &session).await;
    let outcome = fixture.authorize(silent(), Some(&session)).await;
    assert!(matches!(outcome, Authorization::Respond(back) if !code_of(&back).is_empty()));
    fixture.clock.advance_seconds(61);
    let old = with(silent(), |r| r.max_age = Some("60".into()));
    let outcome = fixture.authorize(old, Some(&session)).await;
    assert_eq!(error_of(outcome), AuthorizationError::LoginRequired);
}

#[tokio::test]
async fn nobody_is_asked_to_sign_in() {
    let (fixture, client, _) = set_up().await;
    let outcome = fixture.authorize(client.request(), None).await;
    assert!(matches!(outcome, Authorization::SignIn { after: None }), "{outcome:?}");
}

#[tokio::test]
async fn prompt_login_wants_a_session_that_began_after_the_question() {
    let (fixture, client, old) = set_up().await;
    let login = || with(client.request(), |r| r.prompt = Some("login".into()));
    fixture.clock.advance_seconds(5);
    let outcome = fixture.authorize(login(), Some(&old)).await;
    let Authorization::SignIn { after: Some(after) } = outcome else { panic!("{outcome:?}") };
    assert_eq!(after, START.plus(Duration::from_secs(5)));
    let back =
        || AuthorizationRequest { signed_in_after: Some(after.as_millis().to_string()), ..login() };
    // The same session does not count as a new sign-in.
    let outcome = fixture.authorize(back(), Some(&old)).await;
    assert!(matches!(outcome, Authorization::SignIn { after: Some(_) }), "{outcome:?}");
    let new = fixture.session("ada@example.com").await;
    fixture.question(back(), &new).await;
    for nonsense in ["", "soon", &i64::MAX.to_string()] {
        let request =
            AuthorizationRequest { signed_in_after: Some(nonsense.to_owned()), ..login() };
        let outcome = fixture.authorize(request, Some(&new)).await;
        assert!(matches!(outcome, Authorization::SignIn { after: Some(_) }), "{nonsense}");
    }
}

#[tokio::test]
async fn max_age_counts_from_signing_in() {
    let (fixture, client, session) = set_up().await;
    let recent = |seconds: &str| AuthorizationRequest {
        max_age: Some(seconds.to_owned()),
        ..client.request()
    };
    fixture.clock.advance_seconds(60);
    fixture.question(recent("60"), &session).await;
    fixture.clock.advance_millis(1);
    let outcome = fixture.authorize(recent("60"), Some(&session)).await;
    let Authorization::SignIn { after: Some(after) } = outcome else { panic!("{outcome:?}") };
    // `max_age=0` is answered by signing in, however long that page takes.
    let new = fixture.session("ada@example.com").await;
    fixture.clock.advance_seconds(30);
    let mut request = recent("0");
    request.signed_in_after = Some(after.as_millis().to_string());
    fixture.question(request, &new).await;
}

#[tokio::test]
async fn rfc_8252_8_6_a_public_application_beside_others_on_a_device_always_asks() {
    let (fixture, _, session) = set_up().await;
    let owner = fixture.actor("phone@example.com").await;
    let uris = "https://phone.example/cb\nhttp://127.0.0.1/cb\ncom.example.phone:/cb";
    let phone = fixture.public(&owner, uris).await;
    let to =
        |uri: &str| AuthorizationRequest { redirect_uri: Some(uri.to_owned()), ..phone.request() };
    for (uri, asks) in [
        ("https://phone.example/cb", false),
        ("http://127.0.0.1/cb", true),
        ("http://127.0.0.1:49152/cb", true),
        ("com.example.phone:/cb", true),
    ] {
        fixture.code_for(to(uri), &session).await;
        let again = fixture.authorize(to(uri), Some(&session)).await;
        assert_eq!(matches!(again, Authorization::PromptForConsent(_)), asks, "{uri}");
        let silent = with(to(uri), |r| r.prompt = Some("none".into()));
        let outcome = fixture.authorize(silent, Some(&session)).await;
        let Authorization::Respond(back) = outcome else { panic!("{outcome:?}") };
        assert_eq!(back.redirect_uri, uri);
        let refused =
            matches!(back.result, AuthorizationResult::Error(AuthorizationError::ConsentRequired));
        assert_eq!(refused, asks, "{uri}");
    }
}

#[tokio::test]
async fn rfc_8252_7_3_a_loopback_address_answers_on_the_port_that_was_asked_for() {
    let (fixture, client, session) = set_up().await;
    let there = "http://127.0.0.1:50000/cb";
    let mut request = client.request();
    request.redirect_uri = Some(there.to_owned());
    let question = fixture.question(request, &session).await;
    assert_eq!(question.redirect_uri.as_str(), there);
    let back = fixture.answer(&session, &question, true).await.unwrap();
    assert_eq!((back.redirect_uri.as_str(), back.state.as_deref()), (there, Some(STATE)));
}

#[tokio::test]
async fn a_session_that_ended_on_the_way_signs_in_again() {
    let (fixture, client, session) = set_up().await;
    let other = fixture.session("ada@example.com").await;
    assert!(fixture.authority.end_session(&other, &session.id).await.unwrap());
    let outcome = fixture.authorize(client.request(), Some(&session)).await;
    assert!(matches!(outcome, Authorization::SignIn { .. }), "{outcome:?}");
    let email = Email::parse("ada@example.com").unwrap();
    fixture.authority.disable_account(&email).await.unwrap();
    let outcome = fixture.authorize(client.request(), Some(&other)).await;
    assert!(matches!(outcome, Authorization::SignIn { .. }), "{outcome:?}");
}
