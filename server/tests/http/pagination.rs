//! Pagination of the applications without scripts: the form for the next page carries a cursor.

use http::StatusCode;
use url::form_urlencoded;

use crate::test_server::TestServer;

/// The cursor of a table in the order of names holds a name, which may look percent-encoded.
#[tokio::test]
async fn a_percent_sign_in_a_cursor_is_decoded_once() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for number in 1..50 {
        owner.create(&format!("a!{number:02}")).await;
    }
    // Decoded twice, the cursor would hold "aAb", which is behind the second and the third.
    for name in ["a%41b", "a%41c", "a%42", "aa"] {
        owner.create(name).await;
    }
    let first = owner.get("/applications?sort=name").await.text();
    assert!(first.contains("a%41b") && !first.contains("a%41c"), "the first page");
    let (_, field) = first.split_once("name=\"after\" value=\"").expect("a next page");
    let cursor = field.split('"').next().unwrap_or_default();
    assert!(cursor.ends_with(".a%41b"), "{cursor}");
    // As a browser sends the form.
    let after: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
    let next = owner.get(&format!("/applications?sort=name&after={after}")).await;
    assert_eq!(next.status, StatusCode::OK);
    let next = next.text();
    for name in ["a%41c", "a%42", ">aa<"] {
        assert!(next.contains(name), "{name} is missing after {after}");
    }
}
