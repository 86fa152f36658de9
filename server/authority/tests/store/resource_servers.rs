//! Resource servers: declared by the operator (SECURITY.md D1).

use crate::flow::scopes;
use crate::grants::{Set, set_up};
use crate::house::{House, START, fields};
use authority::{AuthenticatedCaller, PresentedCredentials};
use domain::problem::Field;

async fn caller(house: &House, id: &str, secret: Option<&str>) -> Option<AuthenticatedCaller> {
    let presented = PresentedCredentials {
        id: id.to_owned(),
        secret: secret.map(|secret| secret.to_owned().into()),
    };
    house.authority.authenticate_caller(&presented).await.unwrap()
}

fn names(permissions: &[&str]) -> Vec<String> {
    permissions.iter().map(|&one| one.to_owned()).collect()
}

#[tokio::test]
async fn they_have_credentials_of_their_own() {
    let Set { mut house, client, .. } = set_up().await;
    let guards = names(&["orders", "files"]);
    let (server, secret) = house.authority.add_resource_server("Orders", &guards).await.unwrap();
    assert_eq!((server.name.as_str(), server.created_at), ("Orders", START));
    assert_eq!(server.permissions, scopes("files orders"));
    assert_eq!(server.last_four, secret.last_four());
    house.reopen(|_| {}).await;
    assert_eq!(house.authority.resource_servers().await.unwrap(), std::slice::from_ref(&server));
    let (id, secret) = (server.id.as_str(), secret.expose());
    let found = caller(&house, id, Some(secret)).await;
    assert!(matches!(found, Some(AuthenticatedCaller::ResourceServer(_))), "{found:?}");
    let theirs = client.secret.as_deref();
    for wrong in [None, Some(""), Some("x"), theirs] {
        assert!(caller(&house, id, wrong).await.is_none(), "{wrong:?}");
    }
    // Neither's secret opens the other's door.
    assert!(caller(&house, client.id.as_str(), Some(secret)).await.is_none());
    let found = caller(&house, client.id.as_str(), theirs).await;
    assert!(matches!(found, Some(AuthenticatedCaller::Application(_))), "{found:?}");
    let presented =
        PresentedCredentials { id: id.to_owned(), secret: Some(secret.to_owned().into()) };
    assert!(house.authority.authenticate_application(&presented).await.unwrap().is_none());
}

#[tokio::test]
async fn a_removed_one_hears_nothing_more() {
    let house = House::new().await;
    let guards = names(&["orders"]);
    let (server, secret) = house.authority.add_resource_server("Orders", &guards).await.unwrap();
    house.authority.add_resource_server("Files", &names(&["files"])).await.unwrap();
    house.authority.remove_resource_server(" Orders ").await.unwrap();
    assert!(caller(&house, server.id.as_str(), Some(secret.expose())).await.is_none());
    let left = house.authority.resource_servers().await.unwrap();
    assert_eq!(left.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Files"]);
    let again = house.authority.remove_resource_server("Orders").await.unwrap_err();
    assert_eq!(fields(&again), [Field::Name]);
}

#[tokio::test]
async fn what_is_wrong_with_a_declaration_is_said() {
    let house = House::new().await;
    let add = async |name: &str, permissions: &[&str]| {
        house.authority.add_resource_server(name, &names(permissions)).await
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
    assert_eq!(house.authority.resource_servers().await.unwrap().len(), 1);
}
