//! Signing in and out (SECURITY.md E6, F1, F3, F4).

use std::net::Ipv4Addr;

use authority::testing::database::is_postgres;
use http::StatusCode;

use crate::test_server::{HTTP, HTTPS, OTHER_ACCOUNT, OWNER, PASSWORD, Reply, TestServer};

async fn slow() -> TestServer {
    TestServer::with(HTTP, |config| {
        config.limits.sign_in_per_account = "2/min".parse().expect("a rate");
        config.limits.sign_in_per_address = "4/min".parse().expect("a rate");
    })
    .await
}

fn is_refused(reply: &Reply) -> bool {
    reply.status == StatusCode::UNPROCESSABLE_ENTITY
}

#[tokio::test]
async fn unknown_accounts_and_wrong_passwords_are_answered_alike() {
    let server = TestServer::new().await;
    server.account(OWNER).await;
    server.account(OTHER_ACCOUNT).await;
    let disabled = domain::account::Email::parse(OTHER_ACCOUNT).expect("an address");
    server.authority.disable_account(&disabled).await.expect("disabled");
    let mut replies = Vec::new();
    for (email, password) in [
        (OWNER, "not the password of it"),
        ("nobody@example.com", PASSWORD),
        (OTHER_ACCOUNT, PASSWORD),
        ("no address", PASSWORD),
        (OWNER, ""),
    ] {
        let reply = server.anonymous().sign_in(email, password).await;
        assert!(is_refused(&reply), "{email}: {}", reply.status);
        assert!(reply.headers.get("set-cookie").is_none(), "{email}");
        assert!(reply.text().contains("Email or password is wrong."), "{email}");
        assert!(
            reply.text().contains(&format!("value=\"{email}\"")),
            "{email}: what was typed stays"
        );
        assert!(password.is_empty() || !reply.text().contains(password), "{email}");
        replies.push(reply.anonymised(email));
    }
    replies.dedup();
    assert_eq!(replies.len(), 1);
}

#[tokio::test]
async fn the_cookie_is_bound_to_the_host_on_https_and_never_readable() {
    for (base, cookie, secure) in
        [(HTTP, "configo_session_3000", ""), (HTTPS, "__Host-configo_session", "; Secure")]
    {
        let server = TestServer::at(base).await;
        server.account(OWNER).await;
        let mut browser = server.anonymous();
        let reply = browser.sign_in(OWNER, PASSWORD).await;
        let (pair, rest) = reply.header("set-cookie").split_once(';').expect("attributes");
        assert!(pair.starts_with(&format!("{cookie}=cfgo_ses_")), "{pair}");
        assert_eq!(rest, format!(" Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax{secure}"));
        assert_eq!(browser.get("/applications").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn signing_in_goes_on_to_our_own_pages_only() {
    let server = TestServer::new().await;
    server.account(OWNER).await;
    for (next, goes_to) in [
        ("/applications/deleted", "/applications/deleted"),
        ("/applications/new?x=1", "/applications/new?x=1"),
        ("", "/applications"),
        ("https://evil.example/", "/applications"),
        ("//evil.example/", "/applications"),
        ("/\\evil.example", "/applications"),
        ("/applications/../..//evil.example", "/applications"),
        ("javascript:alert(1)", "/applications"),
        ("/sign-out", "/applications"),
        ("/applications\r\nset-cookie: a=b", "/applications"),
    ] {
        let form = [("email", OWNER), ("password", PASSWORD), ("next", next)];
        let mut browser = server.anonymous();
        let reply = browser.post("/sign-in", &form).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, goes_to), "{next}");
        // A signed-in browser is redirected at once.
        let encoded: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let page = format!("/sign-in?next={encoded}");
        assert_eq!(browser.get(&page).await.location(), goes_to, "{next}");
        // Otherwise the form carries `next`, if it is safe.
        let page = server.anonymous().get(&page).await;
        let kept = page.text().contains("name=\"next\"");
        assert_eq!(kept, goes_to == next, "{next}");
    }
}

/// The `<input …>` tag of a field.
fn field(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).expect("a field");
    let start = page[..at].rfind('<').expect("a tag");
    page[start..].split_inclusive('>').next().expect("a tag").to_owned()
}

#[tokio::test]
async fn a_login_hint_fills_in_the_email_and_nothing_else() {
    let server = TestServer::new().await;
    server.account(OWNER).await;
    let page =
        server.anonymous().get("/sign-in?login_hint=Owner%40example.com&next=%2Fsecurity").await;
    assert!(field(&page.text(), "email").contains(&format!("value=\"{OWNER}\"")));
    assert!(!field(&page.text(), "email").contains("autofocus"));
    assert!(field(&page.text(), "password").contains("autofocus"));
    // A refused attempt keeps it.
    let form = [("email", OWNER), ("password", "wrong"), ("next", "/security")];
    let refused = server.anonymous().post("/sign-in", &form).await;
    assert!(field(&refused.text(), "email").contains(&format!("value=\"{OWNER}\"")));
    assert!(field(&refused.text(), "password").contains("autofocus"));
    // Anything but an email address is dropped.
    let long = format!("{}%40example.com", "a".repeat(300));
    for hint in ["", "owner", "%22%3E%3Cscript%3E", "a%40b.example%0d%0aX%3A1", &long] {
        let page = server.anonymous().get(&format!("/sign-in?login_hint={hint}")).await;
        let email = field(&page.text(), "email");
        assert!(email.contains("autofocus") && !email.contains("value=\"a"), "{hint}: {email}");
        assert!(!page.text().contains("<script"), "{hint}");
    }
    // A hint is no session, and does not make a signed-in browser sign in again.
    let mut owner = server.owner().await;
    let page = owner.get("/sign-in?login_hint=other%40example.com&next=%2Fsecurity").await;
    assert_eq!(page.location(), "/security");
}

#[tokio::test]
async fn the_root_redirects_by_the_state_of_the_browser() {
    let server = TestServer::new().await;
    let start = server.anonymous().get("/").await;
    assert_eq!(start.status, StatusCode::OK);
    assert!(start.text().contains("configo setup-link"), "{}", start.text());
    let mut owner = server.owner().await;
    assert_eq!(owner.get("/").await.location(), "/applications");
    assert_eq!(server.anonymous().get("/").await.location(), "/sign-in");
}

#[tokio::test]
async fn a_session_ends_on_the_server_and_another_replaces_it() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let first = owner.cookie.clone();
    owner.sign_in(OWNER, PASSWORD).await;
    assert_ne!(owner.cookie, first);
    let second = owner.cookie.clone();
    let mut thief = server.anonymous();
    thief.cookie = first;
    assert_eq!(thief.get("/applications").await.status, StatusCode::SEE_OTHER);

    let reply = owner.post("/sign-out", &[]).await;
    assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(reply.header("set-cookie").contains("Max-Age=0"));
    thief.cookie = second;
    assert_eq!(thief.get("/applications").await.status, StatusCode::SEE_OTHER);
    // Signing out without a session is no error.
    assert_eq!(owner.post("/sign-out", &[]).await.status, StatusCode::SEE_OTHER);
}

/// Two servers on one host, and a browser that was signed in before the upgrade gave each a name.
#[tokio::test]
async fn a_session_from_before_the_upgrade_still_counts_and_a_neighbours_harms_nothing() {
    let server = TestServer::new().await;
    let owner = server.owner().await;
    let secret =
        owner.cookie.clone().expect("a cookie").split_once('=').expect("a pair").1.to_owned();
    let mut before = server.anonymous();
    before.cookie = Some(format!("configo_session={secret}"));
    assert_eq!(before.get("/applications").await.status, StatusCode::OK);
    // The cookie of the server at another port is unknown here, and is not changed.
    for neighbours in ["configo_session", "configo_session_3001"] {
        let mut browser = server.anonymous();
        browser.cookie = Some(format!("{neighbours}=cfgo_ses_{}", "a".repeat(49)));
        let reply = browser.get("/applications").await;
        assert_eq!(reply.location(), "/sign-in?next=%2Fapplications", "{neighbours}");
        assert!(reply.headers.get("set-cookie").is_none(), "{neighbours}");
        let reply = browser.sign_in(OWNER, PASSWORD).await;
        assert!(reply.header("set-cookie").starts_with("configo_session_3000="), "{neighbours}");
        assert_eq!(reply.headers.get_all("set-cookie").iter().count(), 1, "{neighbours}");
    }
}

#[tokio::test]
async fn failures_are_counted_by_account_and_address() {
    let server = slow().await;
    server.account(OWNER).await;
    server.account(OTHER_ACCOUNT).await;
    let mut browser = server.anonymous();
    for email in ["owner@example.com", "OWNER@example.com "] {
        assert!(is_refused(&browser.sign_in(email, "wrong").await));
    }
    // The right password is refused too: the limit is exceeded.
    let reply = browser.sign_in(OWNER, PASSWORD).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.header("retry-after"), "30");
    assert!(reply.text().contains("Try again in 30 s."));
    assert!(reply.text().contains(&format!("value=\"{OWNER}\"")));
    // Another account at the same IP address, and the owner at another one, are not limited.
    assert_eq!(
        server.anonymous().sign_in(OTHER_ACCOUNT, PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
    let mut elsewhere = server.anonymous();
    elsewhere.ip = Ipv4Addr::new(198, 51, 100, 1).into();
    assert_eq!(elsewhere.sign_in(OWNER, PASSWORD).await.status, StatusCode::SEE_OTHER);
    // Nor is the owner at this one, after the time in the reply.
    server.clock.advance_seconds(30);
    assert_eq!(browser.sign_in(OWNER, PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn failures_are_counted_by_address_whatever_the_account() {
    let server = slow().await;
    server.account(OWNER).await;
    for name in ["a", "b", "c", "d"] {
        let reply = server.anonymous().sign_in(&format!("{name}@example.com"), "wrong").await;
        assert!(is_refused(&reply), "{name}");
    }
    let reply = server.anonymous().sign_in(OWNER, PASSWORD).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.header("retry-after"), "15");
}

#[tokio::test]
async fn a_success_costs_nothing() {
    let server = slow().await;
    server.account(OWNER).await;
    for _ in 0..10 {
        let reply = server.anonymous().sign_in(OWNER, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
    }
}

/// The one server of a SQLite database counts in memory, so who guesses does not keep the disk busy.
#[tokio::test]
async fn failures_write_nothing_to_the_file() {
    /// Changes when another connection commits.
    const VERSION: &str = "PRAGMA data_version";
    if is_postgres() {
        return;
    }
    let server = slow().await;
    server.account(OWNER).await;
    let mut database = server.database().await;
    let before = database.number(VERSION).await;
    let mut browser = server.anonymous();
    for status in [422, 422, 429, 429] {
        assert_eq!(browser.sign_in(OWNER, "wrong").await.status.as_u16(), status);
    }
    let wrong = [
        ("grant_type", "client_credentials"),
        ("client_id", "cfgo_app_0123456789ABCDEFGHIJKL"),
        ("client_secret", "wrong"),
    ];
    let reply = browser.post("/oauth/token", &wrong).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    assert_eq!(database.number(VERSION).await, before);
    // What is written is seen.
    assert_eq!(browser.sign_in(OTHER_ACCOUNT, "wrong").await.status.as_u16(), 422);
    server.account(OTHER_ACCOUNT).await;
    assert_ne!(database.number(VERSION).await, before);
}
