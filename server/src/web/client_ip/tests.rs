//! Forwarding headers, case by case.

use super::*;

fn proxies(list: &str) -> TrustedProxies {
    TrustedProxies::try_from(Listed::Text(list.into())).expect("a list of networks")
}

fn ip(raw: &str) -> IpAddr {
    raw.parse().expect("an address")
}

fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
    lines.iter().map(|(n, v)| (HeaderName::from_static(n), v.parse().expect("a value"))).collect()
}

#[test]
fn networks_contain_their_own_and_nothing_else() {
    for (network, inside, outside) in [
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
        ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
        ("10.1.2.3/8", "10.255.0.1", "11.0.0.1"),
        ("0.0.0.0/0", "203.0.113.1", "2001:db8::1"),
        ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
        ("::/0", "2001:db8::1", "192.0.2.1"),
        ("192.0.2.1", "::ffff:192.0.2.1", "::ffff:192.0.2.2"),
    ] {
        assert!(proxies(network).contains(ip(inside)), "{network} {inside}");
        assert!(!proxies(network).contains(ip(outside)), "{network} {outside}");
    }
    for bad in ["", "localhost", "192.0.2.1/33", "::1/129", "192.0.2.1/", "192.0.2.1/-1"] {
        assert!(parse_network(bad).is_err(), "{bad}");
    }
}

#[test]
fn the_client_is_the_rightmost_untrusted_address() {
    let trusted = proxies("10.0.0.0/8, 2001:db8:1::/48");
    for (peer, lines, client) in [
        // Without forwarding headers.
        ("10.0.0.1", &[][..], "10.0.0.1"),
        // An untrusted peer speaks only for itself.
        ("192.0.2.9", &[("x-forwarded-for", "203.0.113.1")], "192.0.2.9"),
        ("192.0.2.9", &[("forwarded", "for=203.0.113.1")], "192.0.2.9"),
        // Entries that the client wrote itself are on the left, and are ignored.
        ("10.0.0.1", &[("x-forwarded-for", "1.1.1.1, 203.0.113.1")], "203.0.113.1"),
        ("10.0.0.1", &[("x-forwarded-for", "1.1.1.1, 203.0.113.1, 10.2.2.2")], "203.0.113.1"),
        (
            "10.0.0.1",
            &[("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "203.0.113.1")],
            "203.0.113.1",
        ),
        // All hops are trusted: the farthest one.
        ("10.0.0.1", &[("x-forwarded-for", "10.3.3.3, 10.2.2.2")], "10.3.3.3"),
        // Ports, brackets, IPv6, mapped IPv4.
        ("10.0.0.1", &[("x-forwarded-for", "203.0.113.1:4711")], "203.0.113.1"),
        ("10.0.0.1", &[("x-forwarded-for", "[2001:db8::7]:4711")], "2001:db8::7"),
        ("::ffff:10.0.0.1", &[("x-forwarded-for", "::ffff:203.0.113.1")], "203.0.113.1"),
        // Unreadable: the nearest hop that was readable.
        ("10.0.0.1", &[("x-forwarded-for", "203.0.113.1, unknown")], "10.0.0.1"),
        ("10.0.0.1", &[("x-forwarded-for", "203.0.113.1,, 10.2.2.2")], "10.2.2.2"),
        ("10.0.0.1", &[("x-forwarded-for", "")], "10.0.0.1"),
        // RFC 7239.
        (
            "10.0.0.1",
            &[("forwarded", "for=1.1.1.1, For=203.0.113.1;proto=https;by=10.0.0.1")],
            "203.0.113.1",
        ),
        ("10.0.0.1", &[("forwarded", "for=\"[2001:db8::7]:4711\"")], "2001:db8::7"),
        ("10.0.0.1", &[("forwarded", "for=203.0.113.1, for=_hidden")], "10.0.0.1"),
        ("10.0.0.1", &[("forwarded", "for=203.0.113.1;for=1.1.1.1")], "10.0.0.1"),
        // Two headers that agree, and two that do not.
        (
            "10.0.0.1",
            &[("x-forwarded-for", "203.0.113.1"), ("forwarded", "for=203.0.113.1")],
            "203.0.113.1",
        ),
        (
            "10.0.0.1",
            &[("x-forwarded-for", "203.0.113.1"), ("forwarded", "for=1.1.1.1")],
            "10.0.0.1",
        ),
    ] {
        assert_eq!(trusted.client(ip(peer), &headers(lines)), ip(client), "{peer} {lines:?}");
    }
}

#[test]
fn one_ipv6_customer_is_one_address() {
    assert_eq!(ip_bucket(ip("2001:db8:1:2:3::4")), ip_bucket(ip("2001:db8:1:2:ffff::")));
    assert_ne!(ip_bucket(ip("2001:db8:1:2::1")), ip_bucket(ip("2001:db8:1:3::1")));
    assert_ne!(ip_bucket(ip("192.0.2.1")), ip_bucket(ip("192.0.2.2")));
    assert_eq!(ip_bucket(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
}
