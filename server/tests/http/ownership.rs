//! What belongs to another account is answered like what is missing (SECURITY.md E1): for every
//! registered server function, and for every route about one application.

use domain::search::Search;
use http::{Method, StatusCode};
use leptos::server_fn::axum::server_fn_paths;
use serde_json::{Value, json};
use server::router::table;

use crate::test_server::{self, Browser, OWNER, OtherAccount, TestServer, draft, these};

const MISSING: &str = "cfgo_app_0123456789ABCDEFGHIJKL";

/// How a server function is called.
pub(crate) enum Row {
    /// About one active application.
    Active(fn(&str) -> Value),
    /// About one deleted application.
    Deleted(fn(&str) -> Value),
    /// About a part of an active application that this one does not have.
    Second(fn(&str) -> Value),
    /// About something that the owner does not have either; its effect is tested elsewhere.
    Foreign(fn(&str) -> Value),
    /// About everything that the caller owns: the reply has nothing of the owner's.
    Own(fn() -> Value),
}

const MADE_UP: &str = "cfgo_chg_0123456789ABCDEFGHIJKL";

fn losing_everything() -> Value {
    json!({ "permissions": ["identify"], "redirect_uris": ["https://app.example/callback"] })
}

fn by_id(id: &str) -> Value {
    json!({ "id": id })
}

fn one(id: &str) -> Value {
    these(&[id])
}

/// A server function that is not listed here fails the test.
pub(crate) fn matrix() -> Vec<(&'static str, Row)> {
    let nothing = || json!({});
    let first_page = || json!({ "after": null });
    vec![
        ("/api/dashboard", Row::Own(nothing)),
        ("/api/applications/list", Row::Own(test_server::everything)),
        ("/api/applications/deleted", Row::Own(first_page)),
        (
            "/api/applications/create",
            Row::Own(|| json!({ "draft": draft("Theirs"), "key": "the-key-of-the-owner" })),
        ),
        ("/api/applications/get", Row::Active(by_id)),
        (
            "/api/applications/edit",
            Row::Active(|id| json!({ "id": id, "version": 1, "draft": draft("Changed") })),
        ),
        ("/api/applications/delete", Row::Active(one)),
        (
            "/api/applications/add-secret",
            Row::Active(|id| json!({ "id": id, "key": "the-key-of-a-form" })),
        ),
        (
            "/api/applications/remove-secret",
            Row::Second(|id| json!({ "id": id, "last_four": "XXXX" })),
        ),
        (
            "/api/applications/restore-secret",
            Row::Second(|id| json!({ "id": id, "last_four": "XXXX" })),
        ),
        ("/api/applications/refused-requests", Row::Active(by_id)),
        ("/api/applications/forget-refused-requests", Row::Active(by_id)),
        ("/api/security/access", Row::Own(nothing)),
        ("/api/security/end-other-sessions", Row::Own(nothing)),
        ("/api/security/end-session", Row::Foreign(|_| json!({ "id": "0f".repeat(32) }))),
        ("/api/security/revoke-application", Row::Foreign(by_id)),
        ("/api/applications/restore", Row::Deleted(one)),
        ("/api/applications/undo", Row::Foreign(|_| json!({ "id": MADE_UP }))),
        (
            "/api/applications/impact",
            Row::Active(|id| json!({ "id": id, "reduction": losing_everything() })),
        ),
        ("/api/applications/erase", Row::Deleted(by_id)),
    ]
}

#[test]
fn every_server_function_has_its_row() {
    let mut registered: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
    let mut listed: Vec<_> = matrix().into_iter().map(|(path, _)| path).collect();
    registered.sort_unstable();
    listed.sort_unstable();
    assert_eq!(registered, listed);
    assert!(server_fn_paths().all(|(_, method)| method == Method::POST));
}

async fn refused(
    outsider: &mut OtherAccount<'_>,
    path: &str,
    id: &str,
    arguments: fn(&str) -> Value,
) {
    let missing = outsider.call(path, &arguments(MISSING)).await;
    let theirs = outsider.call(path, &arguments(id)).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND, "{path}: {}", missing.text());
    assert_eq!((theirs.status, theirs.text()), (missing.status, missing.text()), "{path}");
}

#[tokio::test]
async fn an_outsider_finds_nothing_by_any_server_function() {
    for (path, row) in matrix() {
        let server = TestServer::new().await;
        let mut owner = server.owner().await;
        let mut outsider = server.other_account().await;
        let (active, _) = owner.create("The owner's one").await;
        let deleted = owner.create_deleted("The owner's deleted one").await;
        let key = json!({ "draft": draft("The owner's other"), "key": "the-key-of-the-owner" });
        let other = owner.call("/api/applications/create", &key).await;
        assert_eq!(other.status, StatusCode::OK, "{}", other.text());
        let before = everything(&server, &active).await;

        match row {
            Row::Own(arguments) => {
                let reply = outsider.call(path, &arguments()).await;
                assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
                for secret in [OWNER, &active, &deleted, "The owner's"] {
                    assert!(!reply.text().contains(secret), "{path}: {}", reply.text());
                }
                assert!(!reply.text().contains("AlreadyCreated"), "{path}");
                assert_eq!(everything(&server, &active).await, before, "{path}");
            }
            Row::Second(arguments) | Row::Foreign(arguments) => {
                refused(&mut outsider, path, &active, arguments).await;
                assert_eq!(everything(&server, &active).await, before, "{path}");
                refused_for(&mut owner, path, &active, arguments).await;
            }
            Row::Active(arguments) => {
                refused(&mut outsider, path, &active, arguments).await;
                assert_eq!(everything(&server, &active).await, before, "{path}");
                // The same call works for the owner: only its caller was refused.
                let reply = owner.call(path, &arguments(&active)).await;
                assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
            }
            Row::Deleted(arguments) => {
                refused(&mut outsider, path, &deleted, arguments).await;
                assert_eq!(everything(&server, &active).await, before, "{path}");
                let reply = owner.call(path, &arguments(&deleted)).await;
                assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
            }
        }
    }
}

/// The owner gets the same reply for what does not exist.
async fn refused_for(owner: &mut Browser<'_>, path: &str, id: &str, arguments: fn(&str) -> Value) {
    let reply = owner.call(path, &arguments(id)).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}: {}", reply.text());
}

/// Everything that the owner can see.
async fn everything(server: &TestServer, active: &str) -> [Value; 3] {
    let mut owner = server.owner().await;
    let first = json!({ "after": null });
    [
        owner.call("/api/applications/list", &test_server::everything()).await.json(),
        owner.call("/api/applications/deleted", &first).await.json(),
        owner.call("/api/applications/get", &by_id(active)).await.json(),
    ]
}

#[tokio::test]
async fn what_matches_is_the_callers_and_nobody_else_takes_a_change_back() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut outsider = server.other_account().await;
    let (active, _) = owner.create("The owner's one").await;
    let (deleted, _) = owner.create("The owner's deleted one").await;
    let change = owner.call("/api/applications/delete", &these(&[&deleted])).await.json();
    let before = everything(&server, &active).await;
    let matching =
        json!({ "chosen": { "matching": { "search": Search::default(), "except": [] } } });
    let taking_back = json!({ "id": change["id"] });
    for (path, arguments) in [
        ("/api/applications/delete", &matching),
        ("/api/applications/restore", &matching),
        ("/api/applications/undo", &taking_back),
    ] {
        let reply = outsider.call(path, arguments).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}: {}", reply.text());
        assert_eq!(everything(&server, &active).await, before, "{path}");
    }
    let undone = owner.call("/api/applications/undo", &taking_back).await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.text());
    assert_eq!(undone.json()["name"], "The owner's deleted one");
    assert_ne!(undone.json()["id"], change["id"]);
}

#[tokio::test]
async fn an_outsider_finds_nothing_by_selected_rows() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut outsider = server.other_account().await;
    let (active, _) = owner.create("The owner's one").await;
    let deleted = owner.create_deleted("The owner's deleted one").await;
    let before = everything(&server, &active).await;
    for path in ["/applications/delete", "/applications/restore"] {
        let mut replies = Vec::new();
        for id in [active.as_str(), deleted.as_str(), MISSING, "not-an-id"] {
            let reply = outsider.post(path, &[("id", id)]).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} {id}");
            replies.push(reply.anonymised(id));
        }
        assert!(replies.iter().all(|reply| *reply == replies[0]), "{path}");
    }
    assert_eq!(everything(&server, &active).await, before);
}

#[tokio::test]
async fn an_outsider_finds_nothing_at_any_path() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut outsider = server.other_account().await;
    let (active, _) = owner.create("The owner's one").await;
    let deleted = owner.create_deleted("The owner's deleted one").await;
    let before = everything(&server, &active).await;
    let fields = [
        ("name", "Changed"),
        ("redirect_uris", "https://evil.example/"),
        ("permissions", "identify"),
        ("version", "1"),
    ];
    let routes: Vec<_> = table().into_iter().filter(|route| route.path.contains("{id}")).collect();
    assert!(routes.len() >= 7, "the table changed its notation");
    for route in routes {
        let mut replies = Vec::new();
        for id in [active.as_str(), deleted.as_str(), MISSING, "not-an-id"] {
            let path = route.path.replace("{id}", id);
            let reply = match route.method {
                Method::GET => outsider.get(&path).await,
                _ => outsider.post(&path, &fields).await,
            };
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{} {path}", route.method);
            assert!(!reply.text().contains("The owner"), "{} {path}", route.method);
            replies.push(reply.anonymised(id));
        }
        // `not-an-id` may be answered in its own words.
        assert_eq!(replies[0], replies[2], "{} {}", route.method, route.path);
        assert_eq!(replies[1], replies[2], "{} {}", route.method, route.path);
    }
    assert_eq!(everything(&server, &active).await, before);
}
