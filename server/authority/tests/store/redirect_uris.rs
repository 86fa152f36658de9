//! Which redirect URIs may be registered, what an edit keeps, and what a request may name.

use crate::flow::{Client, good_exchange, issued};
use crate::house::{House, draft, fields, key};
use authority::{
    Actor, Authorization, AuthorizationRequest, CodeExchange, Error, NonRedirectableError, Settings,
};
use domain::application::{ApplicationDraft, ApplicationKind, EditOutcome};
use domain::credential::CreateOutcome;
use domain::problem::Field;
use domain::redirect_uri::{PrivateSchemes, RedirectUriRules};

const CURSOR: &str = "cursor://anysphere.cursor-retrieval/oauth/callback";
const DOTTED: &str = "com.example.app:/cb";

fn draft_of(kind: ApplicationKind, uris: &str) -> ApplicationDraft {
    ApplicationDraft { kind, redirect_uris: uris.to_owned(), ..draft("Native") }
}

async fn register(
    house: &House,
    by: &Actor,
    kind: ApplicationKind,
    uris: &str,
) -> Result<(), Error> {
    let made = house.authority.create_application(by, draft_of(kind, uris), key()).await;
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
    let mut house = House::new().await;
    let owner = house.actor("owner@example.com").await;
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
        house.reopen(schemes(allowed)).await;
        for (kind, uri, good) in cases {
            let made = register(&house, &owner, kind, uri).await;
            assert_eq!(made.is_ok(), good, "{allowed:?} {kind:?} {uri}");
            if let Err(refused) = made {
                assert_eq!(fields(&refused), [Field::RedirectUris]);
            }
        }
    }
}

#[tokio::test]
async fn an_explicit_default_port_is_kept_as_typed() {
    let house = House::new().await;
    let owner = house.actor("owner@example.com").await;
    let uris = "https://a.example:443/cb\nhttp://127.0.0.1:80/cb\nhttps://a.example/cb";
    register(&house, &owner, ApplicationKind::Confidential, uris).await.unwrap();
    let id = house.live(&owner).await.rows[0].client_id.clone();
    let stored = house.authority.application(&owner.account, &id).await.unwrap().unwrap();
    assert_eq!(stored.draft().redirect_uris, uris);
}

#[tokio::test]
async fn what_was_registered_by_earlier_rules_stays_until_it_is_changed() {
    let mut house = House::new().await;
    let owner = house.actor("owner@example.com").await;
    let client = house.client(&owner, "Old").await;
    let mut database = house.database().await;
    sqlx::raw_sql(
        "UPDATE redirect_uri SET uri = 'https://app.example/cb?state=fixed' WHERE position = 0; \
         UPDATE redirect_uri SET uri = 'http://localhost/x/../cb' WHERE position = 1",
    )
    .execute(&mut database)
    .await
    .unwrap();
    house
        .reopen(|settings| {
            settings.redirect_uri_rules = RedirectUriRules {
                allow_localhost: false,
                allow_private_schemes: PrivateSchemes::None,
            };
        })
        .await;
    let authority = &house.authority;
    let stored = authority.application(&owner.account, &client.id).await.unwrap().unwrap();
    let mut edit = stored.draft();
    edit.name = "Renamed".to_owned();
    edit.redirect_uris.push_str("\nhttps://new.example/");
    let saved = authority.edit_application(&owner, &client.id, 1, edit.clone()).await.unwrap();
    let Some(EditOutcome::Saved(saved)) = saved else { panic!("{saved:?}") };
    assert_eq!(saved.draft().redirect_uris, edit.redirect_uris);
    // One character more and it is new.
    edit.redirect_uris = edit.redirect_uris.replace("fixed", "fixed2");
    let refused = authority.edit_application(&owner, &client.id, 2, edit).await.unwrap_err();
    let Error::Invalid(problems) = refused else { panic!("{refused:?}") };
    let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(1)]);
    // Nor does it come along to a copy.
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
    let mut house = House::new().await;
    let owner = house.actor("owner@example.com").await;
    house.actor("ada@example.com").await;
    let session = house.session("ada@example.com").await;
    let public = house.public(&owner, "http://localhost/callback").await;
    let mut confidential = draft("Server");
    confidential.redirect_uris = "http://localhost/callback".to_owned();
    let confidential = house.client_of(&owner, confidential).await;

    let uri = "http://localhost:51733/callback";
    let code = house.code_for(names(&public, uri), &session).await;
    let by = house.authenticated(&public).await;
    let exchange = CodeExchange { redirect_uri: Some(uri.to_owned()), ..good_exchange(&code) };
    issued(house.authority.exchange_code(&by, exchange).await.unwrap());
    house.authority.write_usage().await.unwrap();
    let used = "SELECT count(*) FROM redirect_uri WHERE last_used_at IS NOT NULL \
                AND uri = 'http://localhost/callback'";
    assert_eq!(house.number(used).await, 1, "it is the registered one that was used");

    let is_refused = async |house: &House, client: &Client, uri: &str| {
        let outcome = house.authorize(names(client, uri), Some(&session)).await;
        matches!(outcome, Authorization::Refused(NonRedirectableError::UnregisteredRedirectUri))
    };
    assert!(is_refused(&house, &confidential, uri).await);
    assert!(!is_refused(&house, &confidential, "http://localhost/callback").await);
    for other in ["http://localhost:51733/other", "http://127.0.0.1:51733/callback"] {
        assert!(is_refused(&house, &public, other).await, "{other}");
    }
    house
        .reopen(|settings| {
            settings.redirect_uri_rules =
                RedirectUriRules { allow_localhost: false, ..RedirectUriRules::default() };
        })
        .await;
    assert!(is_refused(&house, &public, uri).await);
    assert!(!is_refused(&house, &public, "http://localhost/callback").await);
}
