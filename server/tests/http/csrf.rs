//! A form or call from pages of another origin changes nothing (SECURITY.md E4), on real routes. The
//! rule itself has unit tests.

use axum::body::Body;
use http::{Method, StatusCode};

use crate::test_server::{HTTP, OWNER, PASSWORD, TestServer, request};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");
const OWN: (&str, &str) = ("origin", HTTP);

#[tokio::test]
async fn only_pages_of_this_origin_may_post() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let body = "name=Forged&redirect_uris=https%3A%2F%2Fevil.example%2F&permissions=identify";
    for (lines, status) in [
        (&[FORM, ("sec-fetch-site", "cross-site")][..], 403),
        (&[FORM, ("sec-fetch-site", "cross-site"), OWN], 403),
        (&[FORM, ("sec-fetch-site", "same-site")], 403),
        (&[FORM, ("origin", "https://evil.example")], 403),
        (&[FORM, ("origin", "http://127.0.0.1:45454")], 403),
        (&[FORM, ("origin", "http://localhost:3000")], 403),
        (&[FORM, ("origin", "null")], 403),
        (&[FORM, ("origin", "null"), ("sec-fetch-site", "cross-site")], 403),
        (&[FORM, ("origin", "null"), ("sec-fetch-site", "same-site")], 403),
        (&[FORM, ("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")], 403),
        (&[FORM, ("origin", "http://evil.example"), ("host", "evil.example")], 403),
        // A session cookie, and no header about the origin.
        (&[FORM], 403),
        (&[OWN], 415),
        (&[OWN, ("content-type", "text/plain")], 415),
        (&[OWN, ("content-type", "multipart/form-data; boundary=x")], 415),
        (&[OWN, JSON], 415),
    ] {
        let request = lines
            .iter()
            .fold(request(Method::POST, "/applications/new"), |request, (name, value)| {
                request.header(*name, *value)
            });
        let reply = owner.send(request, Body::from(body)).await;
        assert_eq!(reply.status.as_u16(), status, "{lines:?}");
        // The refusal is a page with a link.
        assert!(reply.header("content-type").starts_with("text/html"), "{lines:?}");
        assert!(reply.text().contains("<h1>") && reply.text().contains("href=\""), "{lines:?}");
    }
    let list = owner.get("/applications").await.text();
    assert!(list.contains("No applications yet") && !list.contains("Forged"));
    // The same form from our page works, so nothing else was wrong with it.
    let request = request(Method::POST, "/applications/new").header(FORM.0, FORM.1);
    let reply = owner.send(request.header(OWN.0, OWN.1), Body::from(body)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test]
async fn server_functions_read_json_from_our_own_pages_only() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for (lines, status) in [
        (&[JSON, OWN][..], 200),
        (&[FORM, OWN], 415),
        (&[("content-type", "text/plain"), OWN], 415),
        (&[OWN], 415),
        (&[JSON, ("origin", "https://evil.example")], 403),
        (&[JSON, ("sec-fetch-site", "cross-site")], 403),
        (&[JSON], 403),
    ] {
        let request =
            lines.iter().fold(request(Method::POST, "/api/dashboard"), |request, (name, value)| {
                request.header(*name, *value)
            });
        let reply = owner.send(request, Body::from("{}")).await;
        assert_eq!(reply.status.as_u16(), status, "{lines:?}");
        assert!(reply.headers.get("access-control-allow-origin").is_none());
    }
}

#[tokio::test]
async fn signing_in_from_another_site_is_refused_too() {
    let server = TestServer::new().await;
    server.owner().await;
    let request = request(Method::POST, "/sign-in").header(FORM.0, FORM.1);
    let request = request.header("origin", "https://evil.example");
    let reply = server.anonymous().send(request, Body::from("email=a&password=b")).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn reading_changes_nothing() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let (id, _) = owner.create("Safe").await;
    for path in ["delete", "restore"] {
        let reply = owner.get(&format!("/applications/{id}/{path}")).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    assert_eq!(owner.get("/sign-out").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(owner.get("/applications").await.text().contains("Safe"));
}

/// A proxy that adds `Referrer-Policy: no-referrer` makes browsers send `Origin: null`.
#[tokio::test]
async fn a_form_of_this_origin_works_with_origin_null() {
    let server = TestServer::new().await;
    server.account(OWNER).await;
    let body = || {
        let fields = [("email", OWNER), ("password", PASSWORD)];
        Body::from(
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish(),
        )
    };
    for (site, status) in [
        (Some("same-origin"), 303),
        (Some("none"), 303),
        (Some("same-site"), 403),
        (Some("cross-site"), 403),
        (None, 403),
    ] {
        let post =
            request(Method::POST, "/sign-in").header(FORM.0, FORM.1).header("origin", "null");
        let post = site.into_iter().fold(post, |post, site| post.header("sec-fetch-site", site));
        let reply = server.anonymous().send(post, body()).await;
        assert_eq!(reply.status.as_u16(), status, "{site:?}");
    }
    let mut owner = server.owner().await;
    let out = request(Method::POST, "/sign-out").header(FORM.0, FORM.1).header("origin", "null");
    let reply = owner.send(out.header("sec-fetch-site", "same-origin"), Body::empty()).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_refused_call_is_a_problem_that_programs_read() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for (lines, status, text) in [
        (&[JSON, ("origin", "https://evil.example")][..], 403, "came from another site"),
        (&[FORM, OWN], 415, "Send this as application/json."),
    ] {
        let post = request(Method::POST, "/api/applications/list");
        let post = lines.iter().fold(post, |post, (name, value)| post.header(*name, *value));
        let reply = owner.send(post, Body::from("{}")).await;
        assert_eq!(reply.status.as_u16(), status, "{lines:?}");
        let message = reply.json()["message"].as_str().map(str::to_owned).unwrap_or_default();
        assert!(message.contains(text), "{message}");
    }
}

/// A form that was sent at another origin than `base_url` gets a page that names the setting to change.
#[tokio::test]
async fn a_form_at_another_origin_names_the_base_url() {
    let server = TestServer::new().await;
    for lines in [
        &[("origin", "https://apps.example.com"), ("sec-fetch-site", "same-origin")][..],
        // Over plain http browsers send no `Sec-Fetch-Site`.
        &[("origin", "http://192.168.1.20:3000"), ("host", "192.168.1.20:3000")],
    ] {
        let post = request(Method::POST, "/sign-in").header(FORM.0, FORM.1);
        let post = lines.iter().fold(post, |post, (name, value)| post.header(*name, *value));
        let reply = server.anonymous().send(post, Body::from("email=a&password=b")).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{lines:?}");
        let used = lines[0].1;
        assert!(reply.text().contains(&format!("base_url = \"{used}\"")), "{}", reply.text());
        assert!(reply.text().contains(&format!("href=\"{HTTP}/\"")), "{}", reply.text());
    }
    // Another site's page gets no such advice.
    let post = request(Method::POST, "/sign-in").header(FORM.0, FORM.1);
    let post = post.header("origin", "https://evil.example").header("host", "127.0.0.1:3000");
    let reply = server.anonymous().send(post, Body::empty()).await;
    assert!(!reply.text().contains("evil.example"), "{}", reply.text());
}
