//! A page of one account never acts for another: for every server function that is registered, and
//! for every form of the dashboard.

use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use server::{
    router::{Route, table},
    web::{headers::Class, media_type::JSON, session::Guard},
};

use crate::{
    ownership::{Row, matrix},
    test_server::{self, Browser, HTTP, Reply, TestServer, own, request},
};

const SENTENCE: &str = "Somebody else is signed in in this browser.";

/// Calls a server function as a page that was made for `account`.
async fn call_of_page(
    browser: &mut Browser<'_>,
    path: &str,
    arguments: &Value,
    account: &[&str],
) -> Reply {
    let mut request = own(request(Method::POST, path), HTTP, JSON);
    for account in account {
        let name = HeaderName::from_static("configo-account");
        request = request.header(name, HeaderValue::from_str(account).expect("a header"));
    }
    browser.send(request, Body::from(arguments.to_string())).await
}

async fn account_of(browser: &mut Browser<'_>) -> String {
    let dashboard = browser.call("/api/dashboard", &json!({})).await.json();
    dashboard["account"]["account"].as_str().expect("an account").to_owned()
}

/// Everything that an account can see of its own.
async fn everything(browser: &mut Browser<'_>, active: &str) -> Vec<String> {
    let mut seen = Vec::new();
    for (path, arguments) in [
        ("/api/applications/list", test_server::everything()),
        ("/api/applications/deleted", json!({ "after": null })),
        ("/api/applications/get", json!({ "id": active })),
        ("/api/security/access", json!({})),
    ] {
        seen.push(browser.call(path, &arguments).await.text());
    }
    seen
}

#[tokio::test]
async fn no_server_function_acts_for_another_account_than_its_page() {
    for (path, row) in matrix() {
        let server = TestServer::new().await;
        let mut owner = server.owner().await;
        let first = account_of(&mut owner).await;
        // Another account is signed in by now, and owns all that the call names.
        let mut second = server.other_account().await;
        let (active, _) = second.create("Theirs").await;
        let deleted = second.create_deleted("Their deleted one").await;
        let arguments = match row {
            Row::Own(arguments) => arguments(),
            Row::Active(arguments) | Row::Second(arguments) | Row::Foreign(arguments) => {
                arguments(&active)
            }
            Row::Deleted(arguments) => arguments(&deleted),
        };
        let before = everything(&mut second, &active).await;
        let its_own = account_of(&mut second).await;
        for made_for in [&[first.as_str()][..], &[""], &["x"], &[&its_own, &first]] {
            let reply = call_of_page(&mut second, path, &arguments, made_for).await;
            assert_eq!(reply.status, StatusCode::CONFLICT, "{path}: {}", reply.text());
            assert_eq!(reply.json()["code"], "other_account", "{path}");
            let message = reply.json()["message"].as_str().unwrap_or_default().to_owned();
            assert!(message.starts_with(SENTENCE), "{path}: {message}");
            assert!(!reply.text().contains(&active) && !reply.text().contains("their"), "{path}");
        }
        assert_eq!(everything(&mut second, &active).await, before, "{path}");
        // A page of the account itself works, as does a program that names no account.
        let reply = call_of_page(&mut second, path, &arguments, &[&its_own]).await;
        assert_ne!(reply.status, StatusCode::CONFLICT, "{path}: {}", reply.text());
    }
}

/// The forms that act for an account.
fn forms() -> impl Iterator<Item = Route> {
    let acts = |route: &Route| {
        route.method == Method::POST && route.class == Class::Html && route.guard == Guard::SignedIn
    };
    table().into_iter().filter(acts)
}

const FIELDS: [(&str, &str); 7] = [
    ("application_name", "What was typed"),
    ("redirect_uris", "https://typed.example/\r\nhttps://second.example/"),
    ("permissions", "identify"),
    ("version", "1"),
    ("last_four", "XXXX"),
    ("current_password", "the password that is typed"),
    ("new_password", "the password that is new"),
];

#[tokio::test]
async fn no_form_acts_for_another_account_than_its_page() {
    assert!(forms().count() > 10, "the table changed");
    for route in forms() {
        let server = TestServer::new().await;
        let mut owner = server.owner().await;
        let first = account_of(&mut owner).await;
        let mut second = server.other_account().await;
        let (active, _) = second.create("Theirs").await;
        let deleted = second.create_deleted("Their deleted one").await;
        let before = everything(&mut second, &active).await;
        let of_deleted = route.path.ends_with("/restore") || route.path.ends_with("/erase");
        let id = if of_deleted { &deleted } else { &active };
        let path = route.path.replace("{id}", id);
        let has_password = path == "/security/password";
        let sent: Vec<_> = FIELDS
            .into_iter()
            .filter(|(name, _)| has_password || !name.contains("password"))
            .chain([("id", id.as_str())])
            .collect();
        let of_page = |account: &str| -> Vec<(&'static str, String)> {
            let sent = sent.iter().map(|&(name, value)| (leaked(name), value.to_owned()));
            sent.chain([("account", account.to_owned())]).collect()
        };
        let post = of_page(&first);
        let post: Vec<_> = post.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = second.post(&path, &post).await;
        assert_eq!(reply.status, StatusCode::CONFLICT, "{path}: {}", reply.text());
        let html = reply.text();
        assert!(html.contains(SENTENCE), "{path}: {html}");
        assert_eq!(everything(&mut second, &active).await, before, "{path}");
        // The page can send the typed fields again; but no password is ever in a page.
        assert!(!html.contains("the password that is"), "{path}");
        assert_eq!(html.contains("What was typed"), !has_password, "{path}");
        assert_eq!(html.contains(&format!("action=\"{path}\"")), !has_password, "{path}");
        assert_eq!(html.contains(&format!("value=\"{first}\"")), !has_password, "{path}");
    }
}

/// The name of one of [`FIELDS`], or `id`.
fn leaked(name: &str) -> &'static str {
    FIELDS.into_iter().map(|(known, _)| known).find(|known| *known == name).unwrap_or("id")
}

#[tokio::test]
async fn what_was_refused_is_sent_again_as_who_opened_the_form() {
    let server = TestServer::new().await;
    let mut first = server.owner().await;
    let account = account_of(&mut first).await;
    let fields = [
        ("account", account.as_str()),
        ("application_name", "Typed by the \"first\""),
        ("redirect_uris", "https://typed.example/\r\nhttps://second.example/"),
        ("permissions", "identify"),
    ];
    let mut second = server.other_account().await;
    let refused = second.post("/applications/new", &fields).await.text();
    // The page holds what was sent, line breaks included: forms end their lines with CR LF.
    for (name, value) in fields {
        let value = value.replace('"', "&quot;");
        let input = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        assert!(refused.contains(&input), "{input}: {refused}");
    }
    assert!(refused.contains("Go on as"), "{refused}");
    let created = first.post("/applications/new", &fields).await;
    assert_eq!(created.status, StatusCode::OK, "{}", created.text());
    // A program that names no account acts for the account of its session.
    assert_eq!(second.post("/applications/new", &fields[1..]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_page_says_for_which_account_it_was_made() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let account = account_of(&mut owner).await;
    let mut elsewhere = server.owner().await;
    elsewhere.get("/security").await;
    let (active, _) = owner.create("Mine").await;
    let arguments = json!({ "id": active, "key": "the-key-of-the-owner" });
    let added = owner.call("/api/applications/add-secret", &arguments).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text());
    let deleted = owner.create_deleted("My deleted one").await;
    let field = format!("<input type=\"hidden\" name=\"account\" value=\"{account}\">");
    for (path, count) in [
        ("/applications".to_owned(), 2),
        ("/applications/new".to_owned(), 3),
        (format!("/applications/{active}"), 4),
        (format!("/applications/{active}/edit"), 3),
        ("/applications/deleted".to_owned(), 2),
        (format!("/applications/{deleted}/erase"), 1),
        ("/security".to_owned(), 3),
    ] {
        let page = owner.get(&path).await.text();
        assert!(
            path.ends_with("/erase") || page.contains(&format!("data-account=\"{account}\"")),
            "{path}"
        );
        let forms: Vec<_> = page
            .split("<form")
            .skip(1)
            .map(|rest| rest.split("</form>").next().unwrap_or_default())
            .filter(|form| form.contains("method=\"post\""))
            .collect();
        assert!(forms.len() >= count, "{path}: {} forms", forms.len());
        for form in forms {
            assert!(form.contains(&field), "{path}: {form}");
        }
    }
}
