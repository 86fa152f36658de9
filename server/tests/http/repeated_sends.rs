//! Forms that are sent twice, as by a double click without scripts: one effect, and the second send
//! gets what the first one got.

use http::StatusCode;

use crate::test_server::{Browser, OWNER, PASSWORD, Reply, TestServer};

const NEW_PASSWORD: &str = "cobalt window sparrow lantern";

/// Both replies to a form that the same browser sent twice before it read the first reply.
async fn twice(browser: &mut Browser<'_>, path: &str, form: &[(&str, &str)]) -> [Reply; 2] {
    let cookie = browser.cookie.clone();
    let first = browser.post(path, form).await;
    browser.cookie = cookie;
    [first, browser.post(path, form).await]
}

async fn goes_twice_to(browser: &mut Browser<'_>, path: &str, form: &[(&str, &str)], to: &str) {
    for reply in twice(browser, path, form).await {
        let found = (reply.status, reply.location());
        assert_eq!(found, (StatusCode::SEE_OTHER, to), "{path}: {}", reply.text());
    }
}

/// The secret that a reply shows.
fn secret_in(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.find("cfgo_sec_").expect("a secret")
}

const FORM: [(&str, &str); 4] = [
    ("name", "Once"),
    ("redirect_uris", "https://app.example/cb"),
    ("permissions", "identify"),
    ("key", "0123456789abcdef"),
];

#[tokio::test]
async fn create_makes_one_application_and_shows_a_secret_that_works() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let [first, second] = twice(&mut owner, "/applications/new", &FORM).await;
    let id = first.find("cfgo_app_").expect("a client ID");
    assert_eq!(second.find("cfgo_app_"), Some(id.clone()));
    let secrets = [secret_in(&first), secret_in(&second)];
    assert_ne!(secrets[0], secrets[1]);
    let list = owner.get("/applications").await.text();
    assert!(list.contains("1 application") && !list.contains("2 applications"));
    for secret in secrets {
        assert_eq!((server.received(&secret), server.stored(&secret).await), (1, 0));
    }
    // Later it redirects to the application, with advice.
    server.clock.advance_seconds(60);
    let late = owner.post("/applications/new", &FORM).await;
    assert_eq!(late.location(), format!("/applications/{id}?notice=already-created"));
    let page = owner.get(late.location()).await;
    assert!(page.text().contains("use Add secret below"), "{}", page.text());
}

#[tokio::test]
async fn the_same_key_with_other_content_is_another_form() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let first = owner.post("/applications/new", &FORM).await;
    let changed = [("name", "Another"), FORM[1], FORM[2], FORM[3]];
    let second = owner.post("/applications/new", &changed).await;
    assert_ne!(first.find("cfgo_app_"), second.find("cfgo_app_"));
    assert!(second.text().contains("Another"), "{}", second.text());
}

#[tokio::test]
async fn without_a_key_each_form_counts_by_itself() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let [first, second] = twice(&mut owner, "/applications/new", &FORM[..3]).await;
    assert_ne!(first.find("cfgo_app_"), second.find("cfgo_app_"));
}

#[tokio::test]
async fn add_remove_and_restore_of_a_secret() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let (id, old) = owner.create("Shop").await;
    let secrets = format!("/applications/{id}/secrets");
    let detail = owner.get(&format!("/applications/{id}")).await.text();
    let (_, after) = detail.split_once("name=\"key\" value=\"").expect("the form has a key");
    let key = after.split('"').next().expect("a value");
    let [first, second] = twice(&mut owner, &secrets, &[("key", key)]).await;
    assert_ne!(secret_in(&first), secret_in(&second));
    let page = format!("/applications/{id}");
    let named = [("last_four", &old[54..])];
    goes_twice_to(&mut owner, &format!("{secrets}/remove"), &named, &page).await;
    goes_twice_to(&mut owner, &format!("{secrets}/restore"), &named, &page).await;
    server.clock.advance_seconds(61);
    let late = owner.post(&secrets, &[("key", key)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("use Add secret"), "{}", late.text());
}

#[tokio::test]
async fn delete_restore_and_erase() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let (id, _) = owner.create("One").await;
    let (other, _) = owner.create("Other").await;
    let (live, deleted) = ("/applications", "/applications/deleted");
    let at = |action: &str| format!("/applications/{id}/{action}");
    goes_twice_to(&mut owner, &at("delete"), &[], deleted).await;
    goes_twice_to(&mut owner, &at("restore"), &[], live).await;
    let ticked = [("id", id.as_str())];
    goes_twice_to(&mut owner, "/applications/delete", &ticked, deleted).await;
    goes_twice_to(&mut owner, "/applications/restore", &ticked, live).await;
    let list = owner.get(live).await.text();
    assert!(list.contains(&id) && list.contains(&other));
    owner.post(&at("delete"), &[]).await;
    goes_twice_to(&mut owner, &at("erase"), &[], deleted).await;
    assert!(owner.get(live).await.text().contains(&other));
}

#[tokio::test]
async fn what_is_done_on_the_security_page() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    server.owner().await;
    let page = owner.get("/security").await.text();
    let (_, after) = page.split_once("/security/sessions/").expect("another session");
    let end = format!("/security/sessions/{}", after.split('"').next().expect("an address"));
    goes_twice_to(&mut owner, &end, &[], "/security").await;
    goes_twice_to(&mut owner, "/security/sign-out-others", &[], "/security").await;
    goes_twice_to(&mut owner, "/sign-out", &[], "/sign-in").await;
}

#[tokio::test]
async fn a_password_that_is_changed_twice_signs_in() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    // The ended session identifies the account.
    let form = [("current_password", PASSWORD), ("new_password", NEW_PASSWORD)];
    let changed = "/security?notice=password-changed";
    goes_twice_to(&mut owner, "/security/password", &form, changed).await;
    assert_eq!(owner.get("/security").await.status, StatusCode::OK);
    // The same with the cookie of the first reply.
    server.clock.advance_seconds(60);
    let form = [("email", OWNER), ("current_password", NEW_PASSWORD), ("new_password", PASSWORD)];
    for _ in 0..2 {
        let reply = owner.post("/security/password", &form).await;
        assert_eq!(reply.location(), changed, "{}", reply.text());
    }
    // It signs in no other account, and not later.
    let wrong = [("email", OWNER), ("current_password", "x"), ("new_password", NEW_PASSWORD)];
    let late = [("email", OWNER), ("current_password", "x"), ("new_password", PASSWORD)];
    for (seconds, form) in [(0, wrong), (60, late)] {
        server.clock.advance_seconds(seconds);
        let reply = server.anonymous().post("/security/password", &form).await;
        assert_eq!(reply.location(), "/sign-in?next=%2Fsecurity");
        assert!(reply.headers.get("set-cookie").is_none());
    }
    // Swapped fields change nothing, and are refused.
    let mixed = [("email", OWNER), ("current_password", NEW_PASSWORD), ("new_password", PASSWORD)];
    let reply = owner.post("/security/password", &mixed).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
}

#[tokio::test]
async fn an_edit_is_saved_once_and_not_a_conflict() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let (id, _) = owner.create("One").await;
    let form = [&FORM[..3], &[("version", "1")]].concat();
    let path = format!("/applications/{id}/edit");
    goes_twice_to(&mut owner, &path, &form, "/applications").await;
    let other = [("name", "Another"), FORM[1], FORM[2], ("version", "1")];
    assert_eq!(owner.post(&path, &other).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_link_makes_one_account_and_signs_in() {
    let server = TestServer::new().await;
    let token = server.authority.setup_link().await.expect("a store").expect("no account yet");
    let form = [
        ("token", token.expose()),
        ("email", "first@example.com"),
        ("name", "Ada"),
        ("password", NEW_PASSWORD),
    ];
    let mut browser = server.anonymous();
    goes_twice_to(&mut browser, "/setup", &form, "/applications").await;
    assert_eq!(browser.get("/applications").await.status, StatusCode::OK);
    // The link works for nothing else.
    let other = [form[0], form[1], form[2], ("password", PASSWORD)];
    assert_eq!(server.anonymous().post("/setup", &other).await.status, StatusCode::GONE);
    server.clock.advance_seconds(60);
    assert_eq!(server.anonymous().post("/setup", &form).await.status, StatusCode::GONE);
}
