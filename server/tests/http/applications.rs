//! Applications by plain forms, without scripts.

use http::StatusCode;

use crate::test_server::{Browser, Reply, TestServer};

pub(crate) const CALLBACK: &str = "https://app.example/callback";

pub(crate) fn fields<'a>(name: &'a str, uris: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", name),
        ("redirect_uris", uris),
        ("permissions", "projects"),
        ("permissions", "orders"),
        ("kind", "confidential"),
    ]
}

pub(crate) async fn create(browser: &mut Browser<'_>, name: &str) -> String {
    let reply = browser.post("/applications/new", &fields(name, CALLBACK)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.find("cfgo_app_").expect("a client ID")
}

fn goes_to(reply: &Reply, path: &str) {
    assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, path), "{}", reply.text());
}

#[tokio::test]
async fn from_create_to_erase() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    assert!(owner.get("/applications").await.text().contains("No applications yet"));

    let created = owner.post("/applications/new", &fields("Plain", CALLBACK)).await;
    assert_eq!(created.status, StatusCode::OK);
    assert_eq!(created.header("cache-control"), "no-store");
    assert!(!created.text().contains(".wasm"), "a page that answers a POST loads no program");
    let id = created.find("cfgo_app_").expect("a client ID");
    assert_eq!(created.find("cfgo_sec_").expect("a secret").len(), 58);

    let list = owner.get("/applications").await.text();
    assert!(list.contains("Plain") && list.contains(&id) && !list.contains("cfgo_sec_"));

    let form = owner.get(&format!("/applications/{id}/edit")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text().contains(CALLBACK) && form.text().contains("value=\"Plain\""));

    let edit = [fields("Plainer", CALLBACK), vec![("version", "1")]].concat();
    goes_to(&owner.post(&format!("/applications/{id}/edit"), &edit).await, "/applications");
    assert!(owner.get("/applications").await.text().contains("Plainer"));

    let deleted = owner.post(&format!("/applications/{id}/delete"), &[]).await;
    goes_to(&deleted, "/applications/deleted");
    assert!(!owner.get("/applications").await.text().contains("Plainer"));
    assert!(owner.get("/applications/deleted").await.text().contains("Plainer"));
    assert_eq!(owner.get(&format!("/applications/{id}")).await.status, StatusCode::NOT_FOUND);

    goes_to(&owner.post(&format!("/applications/{id}/restore"), &[]).await, "/applications");
    assert!(owner.get(&format!("/applications/{id}")).await.text().contains("Plainer"));

    // Only deleted applications can be erased, and only after a confirmation.
    let erase = format!("/applications/{id}/erase");
    assert_eq!(owner.get(&erase).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.post(&erase, &[]).await.status, StatusCode::NOT_FOUND);
    owner.post(&format!("/applications/{id}/delete"), &[]).await;
    assert!(owner.get("/applications/deleted").await.text().contains(&erase));
    let question = owner.get(&erase).await;
    assert_eq!(question.status, StatusCode::OK);
    assert!(question.text().contains("Delete Plainer for good?"), "{}", question.text());
    assert!(question.text().contains(&format!("action=\"{erase}\"")));
    goes_to(&owner.post(&erase, &[]).await, "/applications/deleted");
    assert!(!owner.get("/applications/deleted").await.text().contains("Plainer"));
}

#[tokio::test]
async fn what_is_ticked_is_deleted_and_restored() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut outsider = server.other_account().await;
    let ids = [create(&mut owner, "One").await, create(&mut owner, "Two").await];
    create(&mut owner, "Three").await;
    let theirs = create(&mut outsider, "Theirs").await;
    for (path, nothing_ticked, done, ticked_are_live) in [
        ("/applications/delete", "/applications", "/applications/deleted", false),
        ("/applications/restore", "/applications/deleted", "/applications", true),
    ] {
        goes_to(&owner.post(path, &[]).await, nothing_ticked);
        goes_to(&owner.post(path, &[("name", "x")]).await, nothing_ticked);
        let none = owner.post(path, &[("id", &theirs), ("id", "x"), ("id", "")]).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{path}");
        let ticked = [("id", ids[0].as_str()), ("id", "x"), ("id", &theirs), ("id", &ids[1])];
        goes_to(&owner.post(path, &ticked).await, done);
        let (live, gone) =
            (owner.get("/applications").await, owner.get("/applications/deleted").await);
        for id in &ids {
            assert_eq!(live.text().contains(id), ticked_are_live, "{path}");
            assert_eq!(gone.text().contains(id), !ticked_are_live, "{path}");
        }
        assert!(live.text().contains("Three"));
    }
    assert!(outsider.get("/applications").await.text().contains(&theirs));
    let too_many = vec![("id", ids[0].as_str()); 1001];
    let refused = owner.post("/applications/delete", &too_many).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text().contains("at most 1000 applications"), "{}", refused.text());
}

#[tokio::test]
async fn a_refused_form_is_shown_with_what_was_typed() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let typed = "https://app.example/ok\r\nhttp://app.example/two";
    let bad = [
        ("name", "Typed"),
        ("redirect_uris", typed),
        ("permissions", "billing"),
        ("kind", "public"),
        ("key", "0123456789abcdef"),
    ];
    let reply = owner.post("/applications/new", &bad).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = reply.text();
    for part in [
        "Line 2: ",
        "value=\"Typed\"",
        "https://app.example/ok\nhttp://app.example/two",
        "value=\"0123456789abcdef\"",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(".wasm"));
    let checked = |value: &str| {
        let at = text.find(&format!("value=\"{value}\"")).expect(value);
        let start = text[..at].rfind('<').expect("a tag");
        let end = at + text[at..].find('>').expect("its end");
        text[start..end].contains("checked")
    };
    assert!(checked("billing") && !checked("identify"));
    assert!(checked("public") && !checked("confidential"));
    // Corrected and sent with the same key, it creates.
    let good = [("redirect_uris", CALLBACK)]
        .into_iter()
        .chain(bad.into_iter().filter(|(name, _)| *name != "redirect_uris"));
    let reply = owner.post("/applications/new", &good.collect::<Vec<_>>()).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test]
async fn every_field_is_checked_on_the_server() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let many = vec!["https://app.example/"; 21].join("\n");
    let long_name = "n".repeat(65);
    let long_uri = format!("https://app.example/{}", "p".repeat(2048));
    for (change, what) in [
        (("name", ""), "no name"),
        (("name", "   "), "a blank name"),
        (("name", long_name.as_str()), "65 characters"),
        (("name", "a\u{202e}b"), "a bidi control"),
        (("name", "a\0b"), "a control"),
        (("redirect_uris", many.as_str()), "21 URIs"),
        (("redirect_uris", long_uri.as_str()), "a long URI"),
        (("redirect_uris", "javascript:alert(1)"), "a script"),
        (("redirect_uris", "https://app.example/#x"), "a fragment"),
        (("redirect_uris", "https://app.example/cb?state=fixed"), "a reserved parameter"),
        (("redirect_uris", "https://a.example/cb,https://b.example/cb"), "a list"),
        (("redirect_uris", "[\"https://a.example/cb\"]"), "JSON"),
        (("redirect_uris", "https://app.example/\u{200b}cb"), "an invisible character"),
        (("redirect_uris", "cursor:/cb"), "a short scheme without a host"),
        (("permissions", "admin"), "an unknown permission"),
        (("permissions", "orders"), "orders without projects"),
        (("kind", "trusted"), "an unknown kind"),
    ] {
        let good = [
            ("name", "Good"),
            ("redirect_uris", CALLBACK),
            ("permissions", "identify"),
            ("kind", "public"),
        ];
        let sent: Vec<_> = good
            .into_iter()
            .map(|field| if field.0 == change.0 { change } else { field })
            .collect();
        let reply = owner.post("/applications/new", &sent).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert!(reply.find("cfgo_app_").is_none(), "{what}");
    }
    let none = owner.post("/applications/new", &[("name", "N"), ("redirect_uris", CALLBACK)]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text().contains("Turn on at least one permission."));
    assert!(owner.get("/applications").await.text().contains("No applications yet"));
}

#[tokio::test]
async fn a_key_that_has_no_form_is_a_bad_request() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for key in ["short", "0123456789abcdef\n", &"k".repeat(65), "<script>alert(1)</script>"] {
        let form = [fields("Keyed", CALLBACK), vec![("key", key)]].concat();
        let reply = owner.post("/applications/new", &form).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{key}");
        assert!(reply.text().contains("value=\"Keyed\""), "{key}");
        assert!(!reply.text().contains("<script>alert"), "{key}");
    }
}

#[tokio::test]
async fn the_later_of_two_edits_gets_both_values() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let id = create(&mut owner, "Shared").await;
    let path = format!("/applications/{id}/edit");
    let edit = |name| [fields(name, CALLBACK), vec![("version", "1")]].concat();
    goes_to(&owner.post(&path, &edit("First")).await, "/applications");
    let late = owner.post(&path, &edit("Second")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("First") && late.text().contains("Second"));
    assert!(owner.get("/applications").await.text().contains("First"));
    let odd = [fields("Odd", CALLBACK), vec![("version", "latest")]].concat();
    assert_eq!(owner.post(&path, &odd).await.status, StatusCode::CONFLICT);
    // The form in the reply has the current version.
    assert!(late.text().contains("name=\"version\" value=\"2\""), "{}", late.text());
    let again = [fields("Second", CALLBACK), vec![("version", "2")]].concat();
    goes_to(&owner.post(&path, &again).await, "/applications");
}

#[tokio::test]
async fn a_refused_edit_is_shown_again_and_one_without_a_version_replaces_the_current_one() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let id = create(&mut owner, "Edited").await;
    let path = format!("/applications/{id}/edit");
    let bad = [fields("", CALLBACK), vec![("version", "1")]].concat();
    let reply = owner.post(&path, &bad).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text().contains("name=\"version\" value=\"1\""));
    goes_to(&owner.post(&path, &fields("Replaced", CALLBACK)).await, "/applications");
    let detail = owner.get(&format!("/applications/{id}")).await.text();
    assert!(detail.contains("Replaced") && !detail.contains("cfgo_sec_"));
}

#[tokio::test]
async fn unknown_fields_are_not_bound() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let own = create(&mut owner, "First").await;
    let forged = [
        ("client_id", own.as_str()),
        ("id", own.as_str()),
        ("owner_id", "cfgo_acc_0123456789ABCDEFGHIJKL"),
        ("account_id", "cfgo_acc_0123456789ABCDEFGHIJKL"),
        ("created_at", "0"),
        ("trusted", "true"),
        ("secret", "chosen"),
    ];
    let form = [fields("Second", CALLBACK), forged.to_vec()].concat();
    let reply = owner.post("/applications/new", &form).await;
    assert_eq!(reply.status, StatusCode::OK);
    let id = reply.find("cfgo_app_").expect("a client ID");
    assert_ne!(id, own);
    let detail = owner.get(&format!("/applications/{id}")).await.text();
    assert!(detail.contains("2026-11-24") && !detail.contains("1970"), "{detail}");
}

#[tokio::test]
async fn too_many_in_an_hour_wait_and_say_how_long() {
    let server = TestServer::with(crate::test_server::HTTP, |config| {
        config.limits.create = "2/h".parse().expect("a rate");
    })
    .await;
    let mut owner = server.owner().await;
    create(&mut owner, "One").await;
    create(&mut owner, "Two").await;
    let reply = owner.post("/applications/new", &fields("Three", CALLBACK)).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.header("retry-after"), "3600");
    assert!(reply.text().contains("value=\"Three\""), "nothing typed is lost");
    let mut outsider = server.other_account().await;
    create(&mut outsider, "One").await;
}
