//! Consent questions and their answers (SECURITY.md B6).

use crate::fixture::{Fixture, OTHER_PASSWORD};
use crate::flow::{CALLBACK, Client, STATE, code_of, issued, refusal, scopes};
use authority::{
    ActiveSession, Actor, AuthorizationError, AuthorizationResult, ClientInfo, ConsentOutcome,
    TokenError,
};
use domain::account::Email;
use domain::application::EditOutcome;
use domain::identifier_format::{CONSENT_PREFIX, with_checksum};

struct Asked {
    fixture: Fixture,
    owner: Actor,
    client: Client,
    session: ActiveSession,
}

async fn set_up() -> Asked {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let client = fixture.client(&owner, "Shop sync").await;
    fixture.actor("ada@example.com").await;
    let session = fixture.session("ada@example.com").await;
    Asked { fixture, owner, client, session }
}

const HELD: &str = "SELECT (SELECT count(*) FROM account_grant) + \
                    (SELECT count(*) FROM authorization_code)";
const ALLOWED: &str = "SELECT count(*) FROM audit_event WHERE action = 'grant.allowed'";

#[tokio::test]
async fn it_shows_who_asks_whom_for_what() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let question = fixture.question(client.request(), &session).await;
    assert_eq!(question.application.as_str(), "Shop sync");
    assert_eq!((&question.client_id, question.owner.as_str()), (&client.id, "Ada King"));
    assert_eq!(question.redirect_uri.as_str(), CALLBACK);
    assert_eq!(question.account, session.account);
    assert!(!format!("{question:?}").contains(question.token.expose()));
}

const CODES: &str = "SELECT count(*) FROM authorization_code";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_answers_at_once_one_kind_counts_and_one_code_lives() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let question = fixture.question(client.request(), &session).await;
    let outcomes = fixture
        .at_once(50, |authority, number| {
            let (session, token) = (session.clone(), question.token.expose().to_owned());
            async move {
                let (allow, origin) = (number % 2 == 0, ClientInfo::default());
                (allow, authority.answer_consent(&session, &token, allow, &origin).await.unwrap())
            }
        })
        .await;
    let mut counted = Vec::new();
    for (allow, outcome) in outcomes {
        if matches!(outcome, ConsentOutcome::Respond(_)) {
            counted.push(allow);
        }
    }
    let allowed = counted[0];
    assert_eq!(counted, vec![allowed; 25]);
    assert!(fixture.answer(&session, &question, !allowed).await.is_none());
    assert_eq!(fixture.number(CODES).await, i64::from(allowed));
}

#[tokio::test]
async fn the_same_answer_within_a_minute_gives_another_code_and_the_first_dies() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let question = fixture.question(client.request(), &session).await;
    let first = code_of(&fixture.answer(&session, &question, true).await.unwrap());
    fixture.clock.advance_millis(59_999);
    let again = fixture.answer(&session, &question, true).await.unwrap();
    assert_eq!(again.state.as_deref(), Some(STATE));
    let second = code_of(&again);
    assert_eq!((fixture.number(CODES).await, fixture.number(ALLOWED).await), (1, 1));
    assert_eq!(refusal(fixture.exchange(&client, &first).await), TokenError::Grant);
    let tokens = issued(fixture.exchange(&client, &second).await);
    // The minute starts at the first answer. Its code stays valid.
    fixture.clock.advance_millis(1);
    assert!(fixture.answer(&session, &question, true).await.is_none());
    assert!(fixture.works(tokens.access_token.expose()).await);
}

#[tokio::test]
async fn a_repeated_answer_brings_no_revoked_grant_back() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let question = fixture.question(client.request(), &session).await;
    fixture.answer(&session, &question, true).await.unwrap();
    let account = session.account.account.clone();
    let ada = Actor { account, client_info: ClientInfo::default(), session: None };
    assert!(fixture.authority.revoke_grant(&ada, &client.id).await.unwrap());
    assert!(fixture.answer(&session, &question, true).await.is_none());
    assert_eq!(fixture.number(HELD).await, 0);
}

#[tokio::test]
async fn a_repeated_no_is_a_no() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let question = fixture.question(client.request(), &session).await;
    for _ in 0..2 {
        let back = fixture.answer(&session, &question, false).await.unwrap();
        assert!(
            matches!(back.result, AuthorizationResult::Error(AuthorizationError::Denied)),
            "{back:?}"
        );
    }
    assert_eq!(fixture.number(HELD).await, 0);
}

#[tokio::test]
async fn only_the_session_that_was_asked_answers() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let question = fixture.question(client.request(), &session).await;
    let same_account = fixture.session("ada@example.com").await;
    let another = fixture.session("owner@example.com").await;
    for outsider in [&same_account, &another] {
        assert!(fixture.answer(outsider, &question, true).await.is_none());
        assert!(fixture.answer(outsider, &question, false).await.is_none());
    }
    let made_up = with_checksum(CONSENT_PREFIX, &"a".repeat(43));
    for token in ["", "cfgo_con_", &made_up, &question.token.expose()[1..]] {
        let info = ClientInfo::default();
        let outcome = fixture.authority.answer_consent(&session, token, true, &info).await;
        assert!(matches!(outcome.unwrap(), ConsentOutcome::Gone), "{token}");
    }
    assert_eq!(fixture.number(HELD).await, 0);
    assert!(fixture.answer(&session, &question, true).await.is_some());
}

#[tokio::test]
async fn it_waits_ten_minutes() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let (first, second) = (
        fixture.question(client.request(), &session).await,
        fixture.question(client.request(), &session).await,
    );
    fixture.clock.advance_millis(599_999);
    assert!(fixture.answer(&session, &first, true).await.is_some());
    fixture.clock.advance_millis(1);
    assert!(fixture.answer(&session, &second, true).await.is_none());
}

#[tokio::test]
async fn rfc_6749_4_1_2_1_no_grants_nothing() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let question = fixture.question(client.request(), &session).await;
    let back = fixture.answer(&session, &question, false).await.unwrap();
    assert_eq!((back.redirect_uri.as_str(), back.state.as_deref()), (CALLBACK, Some(STATE)));
    assert!(
        matches!(back.result, AuthorizationResult::Error(AuthorizationError::Denied)),
        "{back:?}"
    );
    assert_eq!((fixture.number(HELD).await, fixture.number(ALLOWED).await), (0, 0));
    // And the answer can't be changed to yes.
    assert!(fixture.answer(&session, &question, true).await.is_none());
    assert_eq!(fixture.number(HELD).await, 0);
}

#[tokio::test]
async fn a_grant_grows_by_what_was_asked_and_only_growth_is_written_down() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let mut events = Vec::new();
    for (scope, grant) in [
        ("identify", "identify"),
        ("projects", "identify projects"),
        ("projects", "identify projects"),
        ("identify orders", "identify orders projects"),
    ] {
        let mut request = client.request_for(scope);
        request.prompt = Some("consent".to_owned());
        let code = fixture.code_for(request, &session).await;
        let tokens = issued(fixture.exchange(&client, &code).await);
        assert_eq!(tokens.scope, scopes(scope), "a code gives what it was asked for");
        let access = fixture.authority.authorized_parties(&session).await.unwrap();
        assert_eq!(access.applications.len(), 1);
        assert_eq!(access.applications[0].permissions, scopes(grant));
        events.push(fixture.number(ALLOWED).await);
    }
    assert_eq!(events, [1, 2, 2, 3]);
}

#[tokio::test]
async fn the_grant_of_one_account_is_not_anothers() {
    let Asked { fixture, owner, client, session } = set_up().await;
    fixture.code(&client, &session).await;
    let theirs = fixture.session("owner@example.com").await;
    assert!(fixture.authority.authorized_parties(&theirs).await.unwrap().applications.is_empty());
    assert!(!fixture.authority.revoke_grant(&owner, &client.id).await.unwrap());
    assert_eq!(fixture.authority.authorized_parties(&session).await.unwrap().applications.len(), 1);
}

#[tokio::test]
async fn a_question_ends_with_its_session() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let email = Email::parse("ada@example.com").unwrap();
    let question = fixture.question(client.request(), &session).await;
    fixture.authority.set_password(&email, OTHER_PASSWORD.to_owned()).await.unwrap();
    assert!(fixture.answer(&session, &question, true).await.is_none());
    assert_eq!(fixture.number("SELECT count(*) FROM consent").await, 0);
}

#[tokio::test]
async fn a_question_is_not_found_while_its_account_is_disabled() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let email = Email::parse("ada@example.com").unwrap();
    let question = fixture.question(client.request(), &session).await;
    fixture.authority.disable_account(&email).await.unwrap();
    for allow in [true, false] {
        assert!(fixture.answer(&session, &question, allow).await.is_none());
    }
    assert_eq!(fixture.number(HELD).await, 0);
    fixture.authority.enable_account(&email).await.unwrap();
    assert!(fixture.answer(&session, &question, true).await.is_some());
}

#[tokio::test]
async fn a_question_is_not_found_once_its_application_is_deleted() {
    let Asked { fixture, owner, client, session } = set_up().await;
    let email = Email::parse("owner@example.com").unwrap();
    let question = fixture.question(client.request(), &session).await;
    fixture.authority.disable_account(&email).await.unwrap();
    assert!(fixture.answer(&session, &question, true).await.is_none());
    fixture.authority.enable_account(&email).await.unwrap();
    fixture.delete(&owner, &client.id).await.unwrap();
    for allow in [true, false] {
        assert!(fixture.answer(&session, &question, allow).await.is_none());
    }
    assert_eq!(fixture.number(HELD).await, 0);
}

#[tokio::test]
async fn a_removed_redirect_uri_gets_no_response() {
    let Asked { fixture, owner, client, session } = set_up().await;
    let question = fixture.question(client.request(), &session).await;
    let stored = fixture.authority.application(&owner.account, &client.id).await.unwrap().unwrap();
    let mut edit = stored.draft();
    edit.redirect_uris = "https://app.example/other".to_owned();
    let saved = fixture.authority.edit_application(&owner, &client.id, 1, edit).await.unwrap();
    assert!(matches!(saved, Some(EditOutcome::Saved(_))), "{saved:?}");
    for allow in [true, false] {
        assert!(fixture.answer(&session, &question, allow).await.is_none());
    }
    assert_eq!(fixture.number(HELD).await, 0);
}

#[tokio::test]
async fn a_session_has_twenty_questions_at_most() {
    let Asked { fixture, client, session, .. } = set_up().await;
    let mut questions = Vec::new();
    for _ in 0..21 {
        questions.push(fixture.question(client.request(), &session).await);
        fixture.clock.advance_millis(1);
    }
    assert_eq!(fixture.number("SELECT count(*) FROM consent").await, 20);
    assert!(fixture.answer(&session, &questions[0], true).await.is_none());
    for question in [&questions[1], &questions[20]] {
        let back = fixture.answer(&session, question, true).await.unwrap();
        assert!(!code_of(&back).is_empty());
    }
}
