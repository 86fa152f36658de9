//! Static files: known types only, in the encoding that the browser accepts.

use axum::body::Body;
use http::{Method, StatusCode};

use crate::test_server::{TestServer, request};

#[tokio::test]
async fn nothing_outside_the_site_and_nothing_of_an_unknown_type() {
    let server = TestServer::new().await;
    for path in [
        "/pkg/../../../Cargo.toml",
        "/pkg/..%2f..%2f..%2fCargo.toml",
        "/pkg/%2e%2e/favicon.svg",
        "/pkg/../../../end2end/tests/x.css",
        "/pkg//etc/passwd",
        "/pkg/%00.css",
        "/pkg/configo.d.ts",
        "/pkg/of-another-build/configo.js",
        "/pkg/",
        "/hash.txt",
    ] {
        let reply = server.anonymous().get(path).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// The site that was built last; there may be none.
#[tokio::test]
async fn the_files_that_pages_link_to_are_there() {
    let server = TestServer::new().await;
    let page = server.owner().await.get("/applications").await.text();
    let links = page.split(['"', '\'']).filter(|part| part.starts_with("/pkg/")).map(str::to_owned);
    let links: Vec<String> = links.collect();
    assert!(links.len() >= 3, "style sheet, script, program: {links:?}");
    let mut browser = server.anonymous();
    if browser.get(&links[0]).await.status == StatusCode::NOT_FOUND {
        return;
    }
    for link in links {
        for accepted in ["br, gzip", "gzip", "identity"] {
            let request = || request(Method::GET, &link).header("accept-encoding", accepted);
            let reply = browser.send(request(), Body::empty()).await;
            assert_eq!(reply.status, StatusCode::OK, "{link}");
            assert_eq!(reply.header("vary"), "accept-encoding", "{link}");
            let immutable = reply.header("cache-control") == "public, max-age=31536000, immutable";
            // `PKG/NAME.HASH.TYPE`: a debug build leaves hashes out.
            assert_eq!(immutable, link.matches('.').count() == 2, "{link}");
            let again = request().header("if-none-match", reply.header("etag"));
            let again = browser.send(again, Body::empty()).await;
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{link}");
        }
    }
}
