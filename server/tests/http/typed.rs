//! What people type into an application's form: lists, invisible characters, emoji.

use http::StatusCode;

use crate::{
    applications::{CALLBACK, create, fields},
    test_server::TestServer,
};

#[tokio::test]
async fn what_is_wrong_with_a_line_is_said_with_its_fix() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    for (typed, said, fix) in [
        (
            "https://a.example/cb,https://b.example/cb",
            "Line 1: one per line.",
            "Use https://a.example/cb and https://b.example/cb",
        ),
        (
            "https://a.example/c\u{200b}b",
            "an invisible character (U+200B) is in this line",
            "Use https://a.example/cb",
        ),
        (
            "https://a.example/cb?%73tate=1",
            "remove the parameter state",
            "Use https://a.example/cb",
        ),
        ("localhost:3000/cb", "Line 1: start with https://.", "Use http://localhost:3000/cb"),
        ("http://a.example/cb", "127.0.0.1, [::1] and localhost", "Use https://a.example/cb"),
        ("https://a.example/\nhttps://a.example/", "the same as line 1", "Remove it"),
        ("intent://x#Intent;end", "the scheme intent is not allowed", ""),
    ] {
        let reply = owner.post("/applications/new", &fields("Lines", typed)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        let text = reply.text();
        assert!(text.contains(said) && text.contains(fix), "{typed}: {text}");
        assert_eq!(text.contains("fix js-only"), !fix.is_empty(), "{typed}: {text}");
    }
    // Invisible characters at the ends, and a client that is a desktop program.
    let uris = "\u{feff}cursor://anysphere.cursor-retrieval/oauth/callback\u{200b}\r\nhttps://a.example:443/";
    let mut native = fields("Native", uris);
    native[4].1 = "public";
    let reply = owner.post("/applications/new", &native).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test]
async fn names_hold_any_emoji_and_times_say_that_they_are_utc() {
    let server = TestServer::new().await;
    let mut owner = server.owner().await;
    let scotland = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}";
    let thumbs = "👍🏽".repeat(64);
    for name in [scotland, thumbs.as_str()] {
        create(&mut owner, name).await;
        assert!(owner.get("/applications").await.text().contains(name));
    }
    let reply = owner.post("/applications/new", &fields(&"👍🏽".repeat(65), CALLBACK)).await;
    assert!(reply.text().contains("Use at most 64 characters. These are 65."));
    assert!(owner.get("/applications").await.text().contains(">2026-11-24 UTC<"));
}
