//! Resource servers: declared by the operator (SECURITY.md D1).

use crate::fixture::{Fixture, START, fields};
use crate::flow::scopes;
use crate::grants::{Set, set_up};
use authority::{AuthenticatedCaller, PresentedCredentials};
use domain::problem::Field;

async fn caller(fixture: &Fixture, id: &str, secret: Option<&str>) -> Option<AuthenticatedCaller> {
    let presented = PresentedCredentials {
        id: id.to_owned(),
        secret: secret.map(|secret| secret.to_owned().into()),
    };
    fixture.authority.authenticate_caller(&presented).await.unwrap()
}

fn names(permissions: &[&str]) -> Vec<String> {
    permissions.iter().map(|&one| one.to_owned()).collect()
}

#[tokio::test]
async fn they_have_credentials_of_their_own() {
    let Set { mut fixture, client, .. } = set_up().await;
    let guards = names(&["orders", "files"]);
    let (server, secret) = fixture.authority.add_resource_server("Orders", &guards).await.unwrap();
    assert_eq!((server.name.as_str(), server.created_at), ("Orders", START));
    assert_eq!(server.permissions, scopes("files orders"));
    assert_eq!(server.last_four, secret.last_four());
    fixture.reopen(|_| {}).await;
    assert_eq!(fixture.authority.resource_servers().await.unwrap(), std::slice::from_ref(&server));
    let (id, secret) = (server.id.as_str(), secret.expose());
    let found = caller(&fixture, id, Some(secret)).await;
    assert!(matches!(found, Some(AuthenticatedCaller::ResourceServer(_))), "{found:?}");
    let theirs = client.secret.as_deref();
    for wrong in [None, Some(""), Some("x"), theirs] {
        assert!(caller(&fixture, id, wrong).await.is_none(), "{wrong:?}");
    }
    // A client secret does not authenticate a resource server, nor the other way round.
    assert!(caller(&fixture, client.id.as_str(), Some(secret)).await.is_none());
    let found = caller(&fixture, client.id.as_str(), theirs).await;
    assert!(matches!(found, Some(AuthenticatedCaller::Application(_))), "{found:?}");
    let presented =
        PresentedCredentials { id: id.to_owned(), secret: Some(secret.to_owned().into()) };
    assert!(fixture.authority.authenticate_application(&presented).await.unwrap().is_none());
}

#[tokio::test]
async fn a_removed_one_hears_nothing_more() {
    let fixture = Fixture::new().await;
    let guards = names(&["orders"]);
    let (server, secret) = fixture.authority.add_resource_server("Orders", &guards).await.unwrap();
    fixture.authority.add_resource_server("Files", &names(&["files"])).await.unwrap();
    fixture.authority.remove_resource_server(" Orders ").await.unwrap();
    assert!(caller(&fixture, server.id.as_str(), Some(secret.expose())).await.is_none());
    let left = fixture.authority.resource_servers().await.unwrap();
    assert_eq!(left.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Files"]);
    let again = fixture.authority.remove_resource_server("Orders").await.unwrap_err();
    assert_eq!(fields(&again), [Field::Name]);
}

#[tokio::test]
async fn what_is_wrong_with_a_declaration_is_said() {
    let fixture = Fixture::new().await;
    let add = async |name: &str, permissions: &[&str]| {
        fixture.authority.add_resource_server(name, &names(permissions)).await
    };
    add("Orders", &["orders"]).await.unwrap();
    for (name, permissions, field) in [
        ("Orders", &["files"][..], Field::Name),
        ("", &["files"], Field::Name),
        ("a\u{202e}b", &["files"], Field::Name),
        ("Files", &[], Field::Permissions),
        ("Files", &["files", "admin"], Field::Permissions),
    ] {
        let refused = add(name, permissions).await.unwrap_err();
        assert_eq!(fields(&refused), [field], "{name} {permissions:?}");
    }
    assert_eq!(fixture.authority.resource_servers().await.unwrap().len(), 1);
}
