//! What is deleted, disabled or revoked stops working in that commit, with all that depends on it
//! (SECURITY.md D3).

use crate::fixture::{Fixture, OTHER_PASSWORD, PASSWORD, key};
use crate::flow::{Pair, good_exchange, issued};
use crate::grants::{Set, set_up};
use authority::{Actor, AuthenticatedApplication, Authorization, ClientInfo, TokenResponse};
use domain::account::Email;
use zeroize::Zeroizing;

/// Everything that an application and an account can hold.
pub(crate) struct Held {
    pub(crate) set: Set,
    pub(crate) ada: Actor,
    session_token: String,
    pub(crate) pair: Pair,
    /// The code of the token pair.
    pub(crate) spent_code: String,
    own: String,
    code: String,
}

/// What works while nothing is deleted, disabled or revoked.
const ALL: [&str; 6] = ["session", "secret", "access", "refresh", "own", "code"];
const ALL_BUT_CODES: [&str; 5] = ["session", "secret", "access", "refresh", "own"];
const NOTHING_OF_THE_APPLICATION: [&str; 1] = ["session"];
const NOTHING_OF_THE_ACCOUNT: [&str; 2] = ["secret", "own"];

pub(crate) async fn hold() -> Held {
    let set = set_up().await;
    let (fixture, client) = (&set.fixture, &set.client);
    let spent_code = fixture.code(client, &set.session).await;
    let pair = issued(fixture.exchange(client, &spent_code).await).into();
    let own = fixture.own_token(client).await;
    let code = fixture.code(client, &set.session).await;
    let session = fixture.sign_in("ada@example.com", PASSWORD).await.unwrap();
    let session_token = session.token.expose().to_owned();
    let ada = Actor {
        account: set.session.account.account.clone(),
        client_info: ClientInfo::default(),
        session: None,
    };
    Held { set, ada, session_token, pair, spent_code, own, code }
}

impl Held {
    /// Tries everything. Codes and refresh tokens are used by a caller that authenticated before,
    /// so that the test does not pass only because authentication fails.
    async fn works(&mut self, by: &AuthenticatedApplication) -> Vec<&'static str> {
        let Fixture { authority, .. } = &self.set.fixture;
        let refresh = Zeroizing::new(self.pair.refresh.clone());
        let refresh = authority.exchange_refresh_token(by, refresh, None).await.unwrap();
        let code = authority.exchange_code(by, good_exchange(&self.code)).await.unwrap();
        let presented = self.set.client.presented();
        let works = [
            authority.session(&self.session_token).await.unwrap().is_some(),
            authority.authenticate_application(&presented).await.unwrap().is_some(),
            self.set.fixture.works(&self.pair.access).await,
            matches!(refresh, TokenResponse::Issued(_)),
            self.set.fixture.works(&self.own).await,
            matches!(code, TokenResponse::Issued(_)),
        ];
        if let TokenResponse::Issued(tokens) = refresh {
            self.pair = tokens.into();
        }
        ALL.into_iter().zip(works).filter_map(|(name, works)| works.then_some(name)).collect()
    }

    pub(crate) async fn by(&self) -> AuthenticatedApplication {
        self.set.fixture.authenticated(&self.set.client).await
    }
}

pub(crate) fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

#[tokio::test]
async fn all_of_it_works_at_first() {
    let mut held = hold().await;
    let by = held.by().await;
    assert_eq!(held.works(&by).await, ALL);
}

#[tokio::test]
async fn a_deleted_application_and_a_restored_one() {
    let mut held = hold().await;
    let by = held.by().await;
    let (owner, id) = (held.set.owner.clone(), held.set.client.id.clone());
    let authority = held.set.fixture.authority.clone();
    held.set.fixture.delete(&owner, &id).await.unwrap();
    assert_eq!(held.works(&by).await, NOTHING_OF_THE_APPLICATION);
    let cc = authority.exchange_client_credentials(&by, None).await.unwrap();
    assert!(matches!(cc, TokenResponse::Refused(_)), "{cc:?}");
    let outcome =
        held.set.fixture.authorize(held.set.client.request(), Some(&held.set.session)).await;
    assert!(matches!(outcome, Authorization::Refused(_)), "{outcome:?}");
    assert!(authority.authorized_parties(&held.set.session).await.unwrap().applications.is_empty());
    // Restoring restores everything except codes; grants are kept.
    held.set.fixture.restore(&owner, &id).await.unwrap();
    assert_eq!(held.works(&by).await, ALL_BUT_CODES);
    let outcome =
        held.set.fixture.authorize(held.set.client.request(), Some(&held.set.session)).await;
    assert!(matches!(outcome, Authorization::Respond(_)), "{outcome:?}");
}

#[tokio::test]
async fn what_expired_in_the_meantime_is_not_restored() {
    let mut held = hold().await;
    let by = held.by().await;
    let (owner, id) = (held.set.owner.clone(), held.set.client.id.clone());
    let authority = held.set.fixture.authority.clone();
    held.set.fixture.delete(&owner, &id).await.unwrap();
    held.set.fixture.clock.advance_seconds(3600);
    authority.sweep().await.unwrap();
    held.set.fixture.restore(&owner, &id).await.unwrap();
    assert_eq!(held.works(&by).await, ["session", "secret", "refresh"]);
}

#[tokio::test]
async fn an_erased_application_leaves_nothing() {
    let mut held = hold().await;
    let by = held.by().await;
    let (owner, id) = (held.set.owner.clone(), held.set.client.id.clone());
    let authority = held.set.fixture.authority.clone();
    held.set
        .fixture
        .question(
            authority::AuthorizationRequest {
                prompt: Some("consent".to_owned()),
                ..held.set.client.request()
            },
            &held.set.session,
        )
        .await;
    authority.refuse(&id, domain::refused_request::Reason::GrantType, "password");
    authority.write_pending().await.unwrap();
    held.set.fixture.delete(&owner, &id).await.unwrap();
    authority.erase_application(&owner, &id).await.unwrap().unwrap();
    assert_eq!(held.works(&by).await, NOTHING_OF_THE_APPLICATION);
    for table in [
        "SELECT count(*) FROM application",
        "SELECT count(*) FROM client_secret",
        "SELECT count(*) FROM account_grant",
        "SELECT count(*) FROM consent",
        "SELECT count(*) FROM authorization_code",
        "SELECT count(*) FROM token_family",
        "SELECT count(*) FROM refresh_token",
        "SELECT count(*) FROM access_token",
        "SELECT count(*) FROM refused_request",
    ] {
        assert_eq!(held.set.fixture.number(table).await, 0, "{table}");
    }
    // Uses that are stored late update no row.
    authority.write_pending().await.unwrap();
}

#[tokio::test]
async fn a_disabled_owner() {
    let mut held = hold().await;
    let by = held.by().await;
    let authority = held.set.fixture.authority.clone();
    authority.disable_account(&email("owner@example.com")).await.unwrap();
    assert_eq!(held.works(&by).await, NOTHING_OF_THE_APPLICATION);
    let cc = authority.exchange_client_credentials(&by, None).await.unwrap();
    assert!(matches!(cc, TokenResponse::Refused(_)), "{cc:?}");
    authority.enable_account(&email("owner@example.com")).await.unwrap();
    assert_eq!(held.works(&by).await, ALL);
}

#[tokio::test]
async fn a_disabled_account() {
    let mut held = hold().await;
    let by = held.by().await;
    let authority = held.set.fixture.authority.clone();
    authority.disable_account(&email("ada@example.com")).await.unwrap();
    assert_eq!(held.works(&by).await, NOTHING_OF_THE_ACCOUNT);
    authority.enable_account(&email("ada@example.com")).await.unwrap();
    assert_eq!(held.works(&by).await, ALL);
}

#[tokio::test]
async fn a_revoked_grant_for_ever() {
    let mut held = hold().await;
    let by = held.by().await;
    assert!(held.set.fixture.authority.revoke_grant(&held.ada, &held.set.client.id).await.unwrap());
    let stopped = ["session", "secret", "own"];
    assert_eq!(held.works(&by).await, stopped);
    // Authorizing it again creates another grant.
    let again = held.set.fixture.pair(&held.set.client, &held.set.session).await;
    assert_eq!(held.works(&by).await, stopped);
    assert!(held.set.fixture.works(&again.access).await);
}

#[tokio::test]
async fn a_removed_secret() {
    let held = hold().await;
    let Fixture { authority, .. } = &held.set.fixture;
    let (owner, client) = (&held.set.owner, &held.set.client);
    authority.add_secret(owner, &client.id, key()).await.unwrap().unwrap();
    let secret = client.secret.as_deref().unwrap();
    let last_four = &secret[secret.len() - 4..];
    authority.remove_secret(owner, &client.id, last_four).await.unwrap().unwrap();
    let presented = client.presented();
    assert!(authority.authenticate_application(&presented).await.unwrap().is_none());
    // Tokens belong to the application, whichever secret was used to get them.
    assert!(held.set.fixture.works(&held.own).await);
}

#[tokio::test]
async fn a_changed_password_ends_sessions_and_questions() {
    let mut held = hold().await;
    let by = held.by().await;
    let authority = held.set.fixture.authority.clone();
    let mut request = held.set.client.request();
    request.prompt = Some("consent".to_owned());
    let question = held.set.fixture.question(request, &held.set.session).await;
    let (asking, origin) = (&held.set.session, ClientInfo::default());
    let new = OTHER_PASSWORD.to_owned();
    authority.change_own_password(asking, PASSWORD.to_owned(), new, origin).await.unwrap();
    assert!(held.set.fixture.answer(&held.set.session, &question, true).await.is_none());
    assert_eq!(held.works(&by).await, ALL[1..]);
}

#[tokio::test]
async fn ended_sessions_are_the_others() {
    let held = hold().await;
    let authority = &held.set.fixture.authority;
    let asking = authority.session(&held.session_token).await.unwrap().unwrap();
    let other = &held.set.session;
    let theirs = held.set.fixture.session("owner@example.com").await;
    assert!(!authority.end_session(&theirs, &asking.id).await.unwrap(), "an outsider");
    assert!(!authority.end_session(&asking, &asking.id).await.unwrap(), "the one that asks");
    assert!(authority.end_session(&asking, &other.id).await.unwrap());
    assert!(!authority.end_session(&asking, &other.id).await.unwrap());
    held.set.fixture.session("ada@example.com").await;
    held.set.fixture.session("ada@example.com").await;
    assert_eq!(authority.end_other_sessions(&asking).await.unwrap(), 2);
    let left = authority.authorized_parties(&asking).await.unwrap().sessions;
    assert_eq!(left.iter().map(|one| &one.id).collect::<Vec<_>>(), [&asking.id]);
    assert!(authority.authorized_parties(&theirs).await.unwrap().sessions[0].current);
}

#[tokio::test]
async fn a_reused_family_stays_revoked_when_the_application_is_restored() {
    let held = hold().await;
    let authority = &held.set.fixture.authority;
    let by = held.by().await;
    let next: Pair =
        issued(held.set.fixture.refresh(&held.set.client, &held.pair.refresh).await).into();
    held.set.fixture.clock.advance_seconds(60);
    // The caller authenticated just before its application was deleted.
    held.set.fixture.delete(&held.set.owner, &held.set.client.id).await.unwrap();
    let token = Zeroizing::new(held.pair.refresh.clone());
    let refused = authority.exchange_refresh_token(&by, token, None).await.unwrap();
    assert!(matches!(refused, TokenResponse::Refused(_)));
    held.set.fixture.restore(&held.set.owner, &held.set.client.id).await.unwrap();
    assert!(!held.set.fixture.works(&next.access).await);
}
