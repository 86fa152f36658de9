//! Which redirect URIs may be registered, what an edit keeps, and what a request may name.

use crate::fixture::{Fixture, draft, fields, key};
use crate::flow::{Client, good_exchange, issued};
use authority::{
    Actor, Authorization, AuthorizationRequest, CodeExchange, Error, NonRedirectableError, Settings,
};
use domain::application::{ApplicationDraft, ApplicationKind, EditOutcome};
use domain::issued_credentials::CreateOutcome;
use domain::problem::Field;
use domain::redirect_uri::{PrivateSchemes, RedirectUriRules};

const CURSOR: &str = "cursor://anysphere.cursor-retrieval/oauth/callback";
const DOTTED: &str = "com.example.app:/cb";

fn draft_of(kind: ApplicationKind, uris: &str) -> ApplicationDraft {
    ApplicationDraft { kind, redirect_uris: uris.to_owned(), ..draft("Native") }
}

async fn register(
    fixture: &Fixture,
    by: &Actor,
    kind: ApplicationKind,
    uris: &str,
) -> Result<(), Error> {
    let made = fixture.authority.create_application(by, draft_of(kind, uris), key()).await;
    made.map(|outcome| assert!(matches!(outcome, CreateOutcome::Created(_))))
}

fn schemes(allow_private_schemes: PrivateSchemes) -> impl Fn(&mut Settings) {
    move |settings| {
        settings.redirect_uri_rules =
            RedirectUriRules { allow_private_schemes, ..RedirectUriRules::default() };
    }
}

#[tokio::test]
async fn the_operator_says_which_private_use_schemes_there_are() {
    use ApplicationKind::{Confidential, Public};
    let mut fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    for (allowed, cases) in [
        (
            PrivateSchemes::Any,
            [(Public, CURSOR, true), (Confidential, CURSOR, false), (Confidential, DOTTED, true)],
        ),
        (
            PrivateSchemes::Dotted,
            [(Public, CURSOR, false), (Public, DOTTED, true), (Confidential, DOTTED, true)],
        ),
        (
            PrivateSchemes::None,
            [(Public, CURSOR, false), (Public, DOTTED, false), (Confidential, DOTTED, false)],
        ),
    ] {
        fixture.reopen(schemes(allowed)).await;
        for (kind, uri, good) in cases {
            let made = register(&fixture, &owner, kind, uri).await;
            assert_eq!(made.is_ok(), good, "{allowed:?} {kind:?} {uri}");
            if let Err(refused) = made {
                assert_eq!(fields(&refused), [Field::RedirectUris]);
            }
        }
    }
}

#[tokio::test]
async fn an_explicit_default_port_is_kept_as_typed() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let uris = "https://a.example:443/cb\nhttp://127.0.0.1:80/cb\nhttps://a.example/cb";
    register(&fixture, &owner, ApplicationKind::Confidential, uris).await.unwrap();
    let id = fixture.active(&owner).await.rows[0].client_id.clone();
    let stored = fixture.authority.application(&owner.account, &id).await.unwrap().unwrap();
    assert_eq!(stored.draft().redirect_uris, uris);
}

#[tokio::test]
async fn what_was_registered_by_earlier_rules_stays_until_it_is_changed() {
    let mut fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let client = fixture.client(&owner, "Old").await;
    let mut database = fixture.database().await;
    database
        .execute(
            "UPDATE redirect_uri SET uri = 'https://app.example/cb?state=fixed' WHERE position = 0; \
             UPDATE redirect_uri SET uri = 'http://localhost/x/../cb' WHERE position = 1",
        )
        .await;
    fixture
        .reopen(|settings| {
            settings.redirect_uri_rules = RedirectUriRules {
                allow_localhost: false,
                allow_private_schemes: PrivateSchemes::None,
            };
        })
        .await;
    let authority = &fixture.authority;
    let stored = authority.application(&owner.account, &client.id).await.unwrap().unwrap();
    let mut edit = stored.draft();
    edit.name = "Renamed".to_owned();
    edit.redirect_uris.push_str("\nhttps://new.example/");
    let saved = authority.edit_application(&owner, &client.id, 1, edit.clone()).await.unwrap();
    let Some(EditOutcome::Saved(saved)) = saved else { panic!("{saved:?}") };
    assert_eq!(saved.draft().redirect_uris, edit.redirect_uris);
    // With one more character it is a new URI.
    edit.redirect_uris = edit.redirect_uris.replace("fixed", "fixed2");
    let refused = authority.edit_application(&owner, &client.id, 2, edit).await.unwrap_err();
    let Error::Invalid(problems) = refused else { panic!("{refused:?}") };
    let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(1)]);
    // Nor is it accepted in a copy.
    let refused = authority.create_application(&owner, stored.draft(), key()).await.unwrap_err();
    let Error::Invalid(problems) = refused else { panic!("{refused:?}") };
    let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(1), Some(2)]);
}

fn names(client: &Client, uri: &str) -> AuthorizationRequest {
    AuthorizationRequest { redirect_uri: Some(uri.to_owned()), ..client.request() }
}

#[tokio::test]
async fn a_public_application_may_name_any_port_of_localhost() {
    let mut fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    fixture.actor("ada@example.com").await;
    let session = fixture.session("ada@example.com").await;
    let public = fixture.public(&owner, "http://localhost/callback").await;
    let mut confidential = draft("Server");
    confidential.redirect_uris = "http://localhost/callback".to_owned();
    let confidential = fixture.client_of(&owner, confidential).await;

    let uri = "http://localhost:51733/callback";
    let code = fixture.code_for(names(&public, uri), &session).await;
    let by = fixture.authenticated(&public).await;
    let exchange = CodeExchange { redirect_uri: Some(uri.to_owned()), ..good_exchange(&code) };
    issued(fixture.authority.exchange_code(&by, exchange).await.unwrap());
    fixture.authority.write_pending().await.unwrap();
    let used = "SELECT count(*) FROM redirect_uri WHERE last_used_at IS NOT NULL \
                AND uri = 'http://localhost/callback'";
    assert_eq!(fixture.number(used).await, 1, "it is the registered one that was used");

    let is_refused = async |fixture: &Fixture, client: &Client, uri: &str| {
        let outcome = fixture.authorize(names(client, uri), Some(&session)).await;
        matches!(outcome, Authorization::Refused(NonRedirectableError::UnregisteredRedirectUri))
    };
    assert!(is_refused(&fixture, &confidential, uri).await);
    assert!(!is_refused(&fixture, &confidential, "http://localhost/callback").await);
    for other in ["http://localhost:51733/other", "http://127.0.0.1:51733/callback"] {
        assert!(is_refused(&fixture, &public, other).await, "{other}");
    }
    fixture
        .reopen(|settings| {
            settings.redirect_uri_rules =
                RedirectUriRules { allow_localhost: false, ..RedirectUriRules::default() };
        })
        .await;
    assert!(is_refused(&fixture, &public, uri).await);
    assert!(!is_refused(&fixture, &public, "http://localhost/callback").await);
}
