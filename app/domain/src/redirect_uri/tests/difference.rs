//! Which URIs a request may name, and how others differ.

use super::*;

#[test]
fn any_port_of_localhost_is_for_public_applications() {
    let uri = RedirectUri::from_stored("http://localhost/cb".to_owned());
    let with_port = RedirectUri::from_stored("http://localhost:80/cb?x=1".to_owned());
    for asked in ["http://localhost:51733/cb", "http://localhost:80/cb"] {
        assert!(uri.accepts(asked, rules(), Public), "{asked}");
        assert!(!uri.accepts(asked, rules(), Confidential), "{asked}");
        assert!(!uri.accepts(asked, without_localhost(), Public), "{asked}");
    }
    assert!(with_port.accepts("http://localhost/cb?x=1", rules(), Public));
    for kind in [Confidential, Public] {
        for rules in [rules(), without_localhost()] {
            assert!(uri.accepts("http://localhost/cb", rules, kind));
            for asked in [
                "http://localhost:51733/cb/",
                "http://localhost:0/cb",
                "http://localhost:065/cb",
                "http://localhost:/cb",
                "http://localhost.evil.example/cb",
                "http://localhost:1@evil.example/cb",
                "http://localhost:1.evil.example/cb",
                "https://localhost:51733/cb",
                "http://127.0.0.1:51733/cb",
                "http://LOCALHOST:51733/cb",
                "http://localhost:51733/cb?x=1",
            ] {
                assert!(!uri.accepts(asked, rules, kind), "{asked}");
            }
        }
    }
    let secure = RedirectUri::from_stored("https://localhost/cb".to_owned());
    assert!(!secure.accepts("https://localhost:8443/cb", rules(), Public));
}

#[test]
fn an_explicit_default_port_is_matched_as_typed() {
    for (registered, asked) in [
        ("https://a.example:443/cb", "https://a.example/cb"),
        ("https://a.example/cb", "https://a.example:443/cb"),
    ] {
        let uri = RedirectUri::from_stored(registered.to_owned());
        assert!(uri.accepts(registered, rules(), Public));
        assert!(!uri.accepts(asked, rules(), Public));
        assert_eq!(uri.difference(asked), Some(Difference::UsualPort));
    }
}

#[test]
fn slips_are_named() {
    use Difference as D;
    let registered = RedirectUri::from_stored("https://a.example/a%20b/cb".to_owned());
    for (asked, difference) in [
        ("https://a.example/a%20b/cb ", D::SpaceBehind),
        ("https://a.example/a%20b/cb\n", D::SpaceBehind),
        (" https://a.example/a%20b/cb", D::SpaceInFront),
        ("\thttps://a.example/a%20b/cb ", D::SpaceInFront),
        ("https://a.example/a%20b/cb\u{200b}", D::Invisible),
        ("https://a.example/a%20b/\u{ad}cb", D::Invisible),
        ("\"https://a.example/a%20b/cb\"", D::Quotes),
        ("https://a.example/a%20b/cb%20", D::EncodedSpace),
        ("https://a.example/a%20b/cb%0A", D::EncodedSpace),
        ("https://a.example/a%20b/cb%E2%80%8B", D::EncodedSpace),
        ("https://a.example/a%20b/cb#x", D::Fragment),
        ("https://a.example/a b/cb", D::Encoding),
        ("https://a.example/a%20b/%63b", D::Encoding),
        ("https%3A%2F%2Fa.example%2Fa%2520b%2Fcb", D::Encoding),
        ("https://a.example:443/a%20b/cb", D::UsualPort),
        ("https://a.example:8443/a%20b/cb", D::Port),
        ("HTTPS://a.example/a%20b/cb", D::Case),
        ("https://A.example/a%20b/cb", D::Case),
        ("https://me:x@a.example/a%20b/cb", D::Userinfo),
        ("http://a.example/a%20b/cb", D::Scheme),
        ("https://a.example/a%20b/cb/", D::TrailingSlash),
        ("https://a.example/a%20b/CB", D::PathCase),
        ("https://a.example/a%20b/cb?x=1", D::Query),
        ("https://b.example/a%20b/cb", D::Host),
        ("https://a.example@b.example/a%20b/cb", D::Host),
    ] {
        assert_eq!(registered.difference(asked), Some(difference), "{asked}");
    }
    for far in ["", "https://b.example/", "http://a.example:1/a%20b/cb", "javascript:alert(1)", "%"]
    {
        assert_eq!(registered.difference(far), None, "{far}");
    }
    let v6 = RedirectUri::from_stored("http://[::1]:80/cb".to_owned());
    assert_eq!(v6.difference("http://[::2]:80/cb"), Some(D::Host));
    assert_eq!(v6.difference("http://[::1]/cb"), Some(D::UsualPort));
}
