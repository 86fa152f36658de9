//! Suggestions for refused URIs.

use super::*;

#[test]
fn near_misses_get_a_suggestion() {
    for (raw, fix) in [
        ("http://app.example/cb", "https://app.example/cb"),
        ("HTTPS://App.Example/Cb", "https://app.example/Cb"),
        ("https://App.example:443/cb", "https://app.example:443/cb"),
        ("https://app.example/cb#top", "https://app.example/cb"),
        ("https://app.example./cb", "https://app.example/cb"),
        ("https://app.example:/cb", "https://app.example/cb"),
        ("https://app.example?x=1", "https://app.example/?x=1"),
        ("https://me@app.example/cb", "https://app.example/cb"),
        ("https://app.example/cb?state=1&a=b#x", "https://app.example/cb?a=b"),
        ("app.example/cb", "https://app.example/cb"),
        ("app.example:3000/cb", "https://app.example:3000/cb"),
        ("//app.example/cb", "https://app.example/cb"),
        ("localhost:3000/cb", "http://localhost:3000/cb"),
        ("localhost/cb", "http://localhost/cb"),
        ("127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("[::1]:3000/cb", "http://[::1]:3000/cb"),
        ("htps://app.example/cb", "https://app.example/cb"),
        ("htpps://app.example/cb", "https://app.example/cb"),
        ("Httpss://app.example/cb", "https://app.example/cb"),
        ("ttps://app.example/cb", "https://app.example/cb"),
        ("https//app.example/cb", "https://app.example/cb"),
        ("https:app.example/cb", "https://app.example/cb"),
        ("https:/app.example/cb", "https://app.example/cb"),
        ("https://app.example/c\u{200b}b", "https://app.example/cb"),
        ("\u{feff}http://app.example/c\u{a0}b\u{ad}", "https://app.example/cb"),
    ] {
        for kind in [Confidential, Public] {
            assert_eq!(suggest(raw, rules(), kind).as_deref(), Some(fix), "{raw}");
        }
    }
    let strict = |raw| suggest(raw, without_localhost(), Public);
    for raw in ["http://localhost:1/", "localhost:1/"] {
        assert_eq!(strict(raw).as_deref(), Some("http://127.0.0.1:1/"));
    }
    let private_use = |raw| suggest(raw, rules(), Confidential);
    assert_eq!(private_use("com.example.app://_?"), None);
    let fix = private_use("com.example.app://_?a=b#top");
    assert_eq!(fix.as_deref(), Some("com.example.app://_?a=b"));
    for hopeless in [
        "",
        "javascript:alert(1)",
        "javascript:alert(1)#",
        "myapp://cb",
        "https://*.example",
        "what",
        "a b",
    ] {
        assert_eq!(suggest(hopeless, rules(), Public), None, "{hopeless}");
    }
}
