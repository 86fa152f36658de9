//! What an owner typed is shown as text, wherever it is shown (SECURITY.md E5): Leptos 0.8 does not
//! escape the children of a `<textarea>` (ARCHITECTURE.md, decision 4).

use http::StatusCode;

use crate::test_server::{Reply, TestServer};

const NAMES: [&str; 4] = [
    "<script>alert(1)</script>",
    "</textarea></title><img src=x onerror=alert(1)>",
    "\" autofocus onfocus=\"alert(1)",
    "</script><!--<script>'alert(1)'&lt;",
];

/// Typed text did not become markup.
fn is_text(reply: &Reply, place: &str) {
    let text = reply.text();
    for forbidden in ["<script>alert", "<img src=x", "=\"\" autofocus", "</script><!--"] {
        if let Some(at) = text.find(forbidden) {
            let around = text[..at].chars().rev().take(80).collect::<Vec<_>>();
            let before: String = around.into_iter().rev().collect();
            panic!("{place}: {before}{forbidden}");
        }
    }
    assert_eq!(text.matches("<textarea").count(), text.matches("</textarea>").count(), "{place}");
    assert_eq!(text.matches("<script").count(), text.matches("</script>").count(), "{place}");
}

#[tokio::test]
async fn a_stored_name_is_text_on_every_page() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for name in NAMES {
        let form = [
            ("name", name),
            ("redirect_uris", "https://app.example/?a=1&lt;=2"),
            ("permissions", "identify"),
        ];
        let created = owner.post("/applications/new", &form).await;
        assert_eq!(created.status, StatusCode::OK, "{name}");
        is_text(&created, "created");
        let id = created.find("cfgo_app_").expect("a client ID");
        for path in ["", "/edit"] {
            let reply = owner.get(&format!("/applications/{id}{path}")).await;
            assert_eq!(reply.status, StatusCode::OK);
            is_text(&reply, path);
        }
        is_text(&owner.get("/applications").await, "the table");
        let conflict = [("name", name), ("permissions", "identify"), ("version", "7")];
        let reply = owner.post(&format!("/applications/{id}/edit"), &conflict).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        is_text(&reply, "the conflict");
        owner.post(&format!("/applications/{id}/delete"), &[]).await;
        is_text(&owner.get("/applications/deleted").await, "the deleted ones");
        let question = owner.get(&format!("/applications/{id}/erase")).await;
        assert_eq!(question.status, StatusCode::OK);
        is_text(&question, "the question");
    }
}

#[tokio::test]
async fn a_refused_form_shows_its_fields_as_text() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for typed in NAMES {
        let form =
            [("name", typed), ("redirect_uris", typed), ("permissions", typed), ("kind", typed)];
        let reply = owner.post("/applications/new", &form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        is_text(&reply, typed);
    }
}

#[tokio::test]
async fn the_plain_pages_show_fields_and_addresses_as_text() {
    let server = TestServer::new().await;
    let setup = server.authority.setup_link().await.expect("a store").expect("no account");
    for typed in NAMES {
        let reply = server.anonymous().sign_in(typed, "wrong").await;
        is_text(&reply, "sign-in");
        let form = [("token", setup.expose()), ("email", typed), ("name", typed)];
        let reply = server.anonymous().post("/setup", &form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        is_text(&reply, "setup");
        let encoded: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        for path in ["/sign-in?next=", "/setup?token=", "/link?token=", "/nowhere?"] {
            is_text(&server.anonymous().get(&format!("{path}{encoded}")).await, path);
        }
    }
}
