//! A form or call that does not come from our own pages changes nothing (SECURITY E4), on real
//! routes: the rule itself is tested beside it.

use axum::body::Body;
use http::{Method, StatusCode};

use crate::world::{HTTP, World, request};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");
const OWN: (&str, &str) = ("origin", HTTP);

#[tokio::test]
async fn only_our_own_pages_may_post() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    let body = "name=Forged&redirect_uris=https%3A%2F%2Fevil.example%2F&permissions=identify";
    for (lines, status) in [
        (&[FORM, ("sec-fetch-site", "cross-site")][..], 403),
        (&[FORM, ("sec-fetch-site", "cross-site"), OWN], 403),
        (&[FORM, ("sec-fetch-site", "same-site")], 403),
        (&[FORM, ("origin", "https://evil.example")], 403),
        (&[FORM, ("origin", "http://127.0.0.1:45454")], 403),
        (&[FORM, ("origin", "http://localhost:3000")], 403),
        (&[FORM, ("origin", "null")], 403),
        (&[FORM, ("origin", "null"), ("sec-fetch-site", "same-origin")], 403),
        (&[FORM, ("origin", "http://evil.example"), ("host", "evil.example")], 403),
        // A session, and not a word about where it comes from.
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
    }
    let list = owner.get("/applications").await.text();
    assert!(list.contains("No applications yet") && !list.contains("Forged"));
    // The same form from a page of ours works, so nothing else was wrong with it.
    let request = request(Method::POST, "/applications/new").header(FORM.0, FORM.1);
    let reply = owner.send(request.header(OWN.0, OWN.1), Body::from(body)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test]
async fn server_functions_read_json_from_our_own_pages_only() {
    let world = World::new().await;
    let mut owner = world.owner().await;
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
    let world = World::new().await;
    world.owner().await;
    let request = request(Method::POST, "/sign-in").header(FORM.0, FORM.1);
    let request = request.header("origin", "https://evil.example");
    let reply = world.anonymous().send(request, Body::from("email=a&password=b")).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn reading_changes_nothing() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    let (id, _) = owner.create("Safe").await;
    for path in ["delete", "restore"] {
        let reply = owner.get(&format!("/applications/{id}/{path}")).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    assert_eq!(owner.get("/sign-out").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(owner.get("/applications").await.text().contains("Safe"));
}

#[tokio::test]
async fn another_name_of_this_machine_leads_to_ours() {
    let world = World::new().await;
    let mut anonymous = world.anonymous();
    let at = |host: &'static str| {
        request(Method::GET, "/sign-in?next=%2Fapplications").header("host", host)
    };
    let reply = anonymous.send(at("localhost:3000"), Body::empty()).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.location(), "http://127.0.0.1:3000/sign-in?next=%2Fapplications");
    for host in ["127.0.0.1:3000", "evil.example:3000", "localhost:8080"] {
        let reply = anonymous.send(at(host), Body::empty()).await;
        assert_eq!(reply.status, StatusCode::OK, "{host}");
        assert!(!reply.text().contains(host), "{host}");
    }
}
