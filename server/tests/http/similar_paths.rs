//! Paths that differ from that of a route by a slash or by a spelling.

use axum::body::Body;
use http::{Method, StatusCode, header::CONTENT_TYPE};
use serde_json::json;
use server::{router::table, web::media_type::FORM};

use crate::test_server::{HTTP, TestServer, everything, own, request};

#[tokio::test]
async fn programs_get_the_answer_of_the_endpoint() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let (id, secret) = owner.create("Nightly reports").await;
    let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let mut anyone = server.anonymous();
    for path in
        ["/oauth/token/", "/oauth//token", "//oauth/token", "/oauth/tok%65n", "/oauth/token//"]
    {
        let asked = request(Method::POST, path).header(CONTENT_TYPE, FORM);
        let reply = anyone.send(asked, Body::from(body.clone())).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
        for path in ["/api/v1/token/", "//api/v1/token", "/api/v1//token?x=1"] {
            let asked =
                request(Method::GET, path).header("authorization", format!("Bearer {token}"));
            let reply = anyone.send(asked, Body::empty()).await;
            assert_eq!(reply.json()["client_id"], id.as_str(), "{path}");
        }
    }
    for path in ["/api/v1/me/", "//api/v1/me"] {
        let reply = anyone.get(path).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(reply.header("www-authenticate").starts_with("Bearer"), "{path}");
    }
    let metadata = "/.well-known/oauth-authorization-server";
    let told = anyone.get(metadata).await.json();
    for path in [format!("{metadata}/"), format!("/{metadata}"), metadata.replace('.', "%2e")] {
        let reply = anyone.get(&path).await;
        assert_eq!((reply.status, reply.json()), (StatusCode::OK, told.clone()), "{path}");
    }
    let list = owner.call("/api/applications/list/", &everything()).await;
    assert_eq!(list.json()["total"], json!(1));
    assert_eq!(anyone.get("/healthz/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn pages_redirect_to_their_own_path() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for (path, location) in [
        ("/applications/", "/applications"),
        ("//applications", "/applications"),
        ("/applications//", "/applications"),
        ("/applications/?q=a%2Fb&sort=name", "/applications?q=a%2Fb&sort=name"),
        ("/applications/new/", "/applications/new"),
        ("/applications//new", "/applications/new"),
        ("/%61pplications", "/applications"),
        ("/applications/x/edit/", "/applications/x/edit"),
        ("/applications//evil.example/", "/applications/evil.example"),
        ("/security/", "/security"),
        ("/sign-in/?next=%2Fsecurity", "/sign-in?next=%2Fsecurity"),
        ("/setup/?token=x", "/setup?token=x"),
        (
            "/oauth/authorize/?client_id=x&state=%2F%2Fy",
            "/oauth/authorize?client_id=x&state=%2F%2Fy",
        ),
        ("//", "/"),
        ("//?x=1", "/?x=1"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let reply = owner.send(request(method, path), Body::empty()).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
            assert_eq!(reply.location(), location, "{path}");
            assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        }
        // Without a session too, and from there to the sign-in page.
        assert_eq!(server.anonymous().get(path).await.location(), location, "{path}");
    }
    // At another loopback name, one redirect corrects both.
    let asked = request(Method::GET, "/applications/?q=x").header("host", "localhost:3000");
    let reply = owner.send(asked, Body::empty()).await;
    assert_eq!(reply.location(), format!("{HTTP}/applications?q=x"));
}

#[tokio::test]
async fn forms_are_accepted_where_the_path_is_unambiguous() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let fields = [
        ("name", "Nightly reports"),
        ("redirect_uris", "https://app.example/callback"),
        ("permissions", "identify"),
    ];
    for path in ["/applications/new/", "//applications/new"] {
        let reply = owner.post(path, &fields).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        assert!(reply.find("cfgo_sec_").is_some(), "{path}");
    }
    // A missing identifier does not make it the deletion of several.
    let (id, _) = owner.create("Kept").await;
    for path in ["/applications//delete", "/applications///delete", "//applications//delete/"] {
        let reply = owner.post(path, &[("id", &id)]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(owner.call("/api/applications/list", &everything()).await.json()["total"], 3);
    // The guards run nevertheless.
    let foreign = own(request(Method::POST, "/applications/new/"), "https://evil.example", FORM);
    assert_eq!(owner.send(foreign, Body::empty()).await.status, StatusCode::FORBIDDEN);
    let reply = server.anonymous().post("/applications/new/", &fields).await;
    let text = reply.text();
    assert!(text.contains("action=\"/sign-in\"") && text.contains("Nightly reports"), "{text}");
    let reply = server.anonymous().call("/api/applications/list/", &everything()).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn no_spelling_redirects_to_another_origin() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let mut paths: Vec<String> = [
        "//evil.example/",
        "//evil.example/applications/",
        "///evil.example",
        "/%2f/evil.example",
        "/%2F%2Fevil.example/",
        "/\\evil.example/",
        "/\\/evil.example/",
        "/%5cevil.example/",
        "/%5C%5Cevil.example//",
        "//evil.example/%2e%2e/",
        "/applications//evil.example/",
        "/applications/..//evil.example/",
        "/./",
        "/Applications/",
        "/nowhere/",
    ]
    .map(str::to_owned)
    .into();
    for route in table() {
        let path = route.path.replace("{id}", "evil.example").replace("{*file}", "evil.example");
        paths.extend([format!("/{path}"), format!("{path}//"), format!("/evil.example/..{path}/")]);
        paths.extend([format!("//evil.example{path}"), format!("/\\evil.example{path}/")]);
    }
    for path in paths {
        for browser in [&mut *owner, &mut *server.anonymous()] {
            let reply = browser.get(&path).await;
            let location = reply.location();
            let leaves =
                ["//", "/\\", "http", "\\"].iter().any(|start| location.starts_with(start));
            assert!(!leaves, "{path}: {location}");
            if path.starts_with("//evil") || path.starts_with("/\\") {
                assert_eq!((reply.status, location), (StatusCode::NOT_FOUND, ""), "{path}");
            }
        }
    }
}
