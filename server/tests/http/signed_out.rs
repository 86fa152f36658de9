//! Fields of a form are not lost when the session has ended before it is sent.

use http::StatusCode;

use crate::test_server::{OTHER_ACCOUNT, OWNER, PASSWORD, Reply, TestServer};

const NEW: &str = "/applications/new";
const URIS: &str = "https://a.example/cb\r\nhttps://b.example/<x>\"";

fn form() -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", "Typed & kept"),
        ("redirect_uris", URIS),
        ("permissions", "projects"),
        ("permissions", "orders"),
        ("kind", "public"),
        ("key", "key-kept-000000001"),
    ]
}

/// The hidden fields of a page, as a browser would send them.
fn hidden(page: &Reply) -> Vec<(String, String)> {
    // Browsers read CR LF as LF, and write LF as CR LF.
    let text = page.text().replace("\r\n", "\n");
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
        let decoded = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        Some(decoded.replace("&#x27;", "'").replace("&amp;", "&").replace('\n', "\r\n"))
    };
    let tags = text.split("<input ").skip(1).filter(|tag| tag.starts_with("type=\"hidden\""));
    tags.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect()
}

/// Sends the sign-in form of a page, with its hidden fields.
async fn sign_in(
    browser: &mut crate::test_server::Browser<'_>,
    page: &Reply,
    email: &str,
    password: &str,
) -> Reply {
    let carried = hidden(page);
    let mut fields: Vec<_> = carried.iter().map(|(name, value)| (&**name, &**value)).collect();
    fields.extend([("email", email), ("password", password)]);
    browser.post("/sign-in", &fields).await
}

#[tokio::test]
async fn a_new_application_stands_in_the_form_again() {
    let server = TestServer::new().await;
    server.account(OWNER).await;
    let mut browser = server.anonymous();
    let asked = browser.post(NEW, &form()).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text().contains("Your session has ended") && asked.text().contains("password"));
    // A refused attempt keeps the fields.
    let refused = sign_in(&mut browser, &asked, OWNER, "not the password of it").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = sign_in(&mut browser, &refused, OWNER, PASSWORD).await;
    assert_eq!(back.status, StatusCode::OK);
    let text = back.text();
    assert!(text.contains("You are signed in again, and this is not saved yet."), "{text}");
    assert!(text.contains("value=\"Typed &amp; kept\""), "{text}");
    assert!(text.contains("https://a.example/cb\nhttps://b.example/&lt;x&gt;\""), "{text}");
    assert!(text.contains("action=\"/applications/new\""), "{text}");
    assert_eq!(back.location(), "");
    assert!(!text.contains(".wasm"), "what answers a POST loads no program");
    // Nothing was saved yet; the same form, sent now, is saved.
    assert!(!browser.get("/applications").await.text().contains("Typed &amp; kept"));
    assert!(hidden(&back).contains(&("key".to_owned(), "key-kept-000000001".to_owned())));
    let mut fixed = form();
    fixed[1].1 = "https://a.example/cb";
    assert_eq!(browser.post(NEW, &fixed).await.status, StatusCode::OK);
    assert!(browser.get("/applications").await.text().contains("Typed &amp; kept"));
}

#[tokio::test]
async fn an_edit_stands_in_its_form_again_for_whoever_may_see_it() {
    let server = TestServer::new().await;
    server.account(OTHER_ACCOUNT).await;
    let (id, _) = server.owner().await.create("Before").await;
    let path = format!("/applications/{id}/edit");
    let edit = [("name", "After"), ("redirect_uris", "https://a.example/cb"), ("version", "1")];
    let mut browser = server.anonymous();
    let asked = browser.post(&path, &edit).await;
    assert!(hidden(&asked).contains(&("next".to_owned(), path.clone())), "{}", asked.text());
    let mut other = browser.clone();
    let theirs = sign_in(&mut other, &asked, OTHER_ACCOUNT, PASSWORD).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    assert!(!theirs.text().contains("Before"), "{}", theirs.text());
    assert_eq!(other.get("/applications").await.status, StatusCode::OK, "signed in all the same");

    let back = sign_in(&mut browser, &asked, OWNER, PASSWORD).await;
    assert_eq!(back.status, StatusCode::OK);
    assert!(back.text().contains("value=\"After\""), "{}", back.text());
    assert!(hidden(&back).contains(&("version".to_owned(), "1".to_owned())), "{}", back.text());
    assert!(browser.get("/applications").await.text().contains("Before"), "nothing was saved");
    assert_eq!(browser.post(&path, &edit).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn passwords_and_forms_without_typed_fields_are_not_kept() {
    let server = TestServer::new().await;
    server.account(OWNER).await;
    let secret = [("current_password", PASSWORD), ("new_password", "another phrase of mine")];
    let long = "x".repeat(60 * 1024);
    let many: Vec<(&str, &str)> = (0..100).map(|_| ("permissions", "a")).collect();
    for (path, fields, next) in [
        ("/security/password", &secret[..], "%2Fsecurity"),
        ("/applications/delete", &[("id", "x")], "%2Fapplications"),
        (NEW, &[], "%2Fapplications%2Fnew"),
        // The sign-in form would exceed the limit of a body.
        (NEW, &[("name", &long)], "%2Fapplications%2Fnew"),
        (NEW, &many, "%2Fapplications%2Fnew"),
    ] {
        let reply = server.anonymous().post(path, fields).await;
        assert_eq!(reply.location(), format!("/sign-in?next={next}"), "{path}");
        assert!(reply.body.is_empty(), "{path}");
    }
    // With the longest kept form, signing in works.
    let mut browser = server.anonymous();
    let asked = browser.post(NEW, &[("name", &"x".repeat(50 * 1024))]).await;
    assert_eq!(sign_in(&mut browser, &asked, OWNER, PASSWORD).await.status, StatusCode::OK);
    // A made-up sign-in form can't redirect elsewhere.
    for next in ["/applications", "/security", "https://evil.example/applications/new"] {
        let fields =
            [("email", OWNER), ("password", PASSWORD), ("next", next), ("kept.name", "Made up")];
        let reply = server.anonymous().post("/sign-in", &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{next}");
    }
}
