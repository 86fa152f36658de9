//! Which hosts are taken for the base URL.

use super::*;

#[test]
fn only_a_loopback_name_with_the_same_port_is_an_alias() {
    let local: BaseUrl = "http://127.0.0.1:3000".parse().expect("a base URL");
    for (host, ours) in [
        ("localhost:3000", true),
        ("[::1]:3000", true),
        ("127.0.0.1:3000", false),
        ("localhost:8080", false),
        ("localhost", false),
        ("localhost.evil.example:3000", false),
        ("evil.example:3000", false),
        ("", false),
    ] {
        assert_eq!(is_loopback_alias(&local, host), ours, "{host}");
    }
    let public: BaseUrl = "https://apps.example.com".parse().expect("a base URL");
    assert!(!is_loopback_alias(&public, "localhost"));
}

#[test]
fn the_same_host_counts_whatever_port_a_proxy_adds() {
    for (base, host, ours) in [
        ("https://apps.example.com", "apps.example.com", true),
        ("https://apps.example.com", "Apps.Example.com:443", true),
        ("https://apps.example.com", "apps.example.com:3000", true),
        ("https://apps.example.com:8443", "apps.example.com", true),
        ("https://apps.example.com", "www.apps.example.com", false),
        ("https://apps.example.com", "127.0.0.1:3000", false),
        ("http://apps.lan:8080", "apps.lan", true),
        ("http://apps.lan:8080", "apps.lan:8080", true),
        ("http://apps.lan:8080", "apps.lan:3000", false),
        ("http://apps.lan", "apps.lan:80", true),
        ("http://127.0.0.1:3000", "192.168.1.20:3000", false),
        ("http://[::1]:3000", "[0:0::1]:3000", true),
    ] {
        let base: BaseUrl = base.parse().expect("a base URL");
        let used = origin(host, false).expect(host);
        assert_eq!(has_same_host(&base, &used), ours, "{base} {host}");
    }
}

#[test]
fn what_is_no_name_is_not_looked_at() {
    let long = "a".repeat(LONGEST + 1);
    for host in ["", "a b", "a/b", "a@b", "a?b", "a#b", "<b>", "\"", "a:b:c", "a:99999", &long] {
        assert_eq!(origin(host, false), None, "{host}");
    }
    let used = origin("LAN.example:80", false).map(String::from);
    assert_eq!(used.as_deref(), Some("http://lan.example"));
}
