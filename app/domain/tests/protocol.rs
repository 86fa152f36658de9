//! What holds for every request for authorization: which redirect URIs a registered one stands
//! for, what a challenge and a verifier are, how sets of scopes compare, and that no secret is
//! repeated to a reader.

use domain::application::ApplicationKind;
use domain::identifier_format::{
    ACCESS_TOKEN_PREFIX, CLIENT_SECRET_PREFIX, CODE_PREFIX, REFRESH_TOKEN_PREFIX, with_checksum,
    without_secrets,
};
use domain::permission::{Scope, ScopeSet};
use domain::pkce::{CodeChallenge, CodeVerifier};
use domain::redirect_uri::{RedirectUri, RedirectUriRules};
use proptest::array::uniform32;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::collections::BTreeSet;
use url::{Host, Url};

fn rules(allow_localhost: bool) -> RedirectUriRules {
    RedirectUriRules { allow_localhost, ..RedirectUriRules::default() }
}

fn kind(public: bool) -> ApplicationKind {
    if public { ApplicationKind::Public } else { ApplicationKind::Confidential }
}

/// URIs that differ from one another in one part or two, so that many pairs nearly match.
fn alike() -> impl Strategy<Value = String> {
    let start = prop_oneof![
        4 => Just("http://127.0.0.1"),
        3 => Just("http://[::1]"),
        3 => Just("http://localhost"),
        1 => Just("http://127.0.0.2"),
        1 => Just("https://127.0.0.1"),
        1 => Just("https://app.example"),
        1 => Just("com.example.app://127.0.0.1"),
        1 => Just("HTTP://127.0.0.1"),
        1 => Just("http://u@127.0.0.1"),
    ];
    let port = prop_oneof![
        2 => Just(String::new()),
        2 => (1_u32..70_000).prop_map(|port| format!(":{port}")),
        1 => "[:@0-9.\\\\/]{0,7}",
        1 => Just(":8080@evil.example".to_owned()),
    ];
    let rest = prop_oneof![
        3 => Just("/cb"),
        2 => Just("/cb?a=b"),
        1 => Just(""),
        1 => Just("/"),
        1 => Just("/cb/"),
        1 => Just("/Cb"),
        1 => Just("/cb#"),
        1 => Just("?a=b"),
        1 => Just("/../cb"),
        1 => Just("\\cb"),
    ];
    (start, port, rest).prop_map(|(start, port, rest)| format!("{start}{port}{rest}"))
}

fn is_loopback_ip(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}

/// base64url without padding (RFC 4648 §5), bit by bit.
fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: Vec<u8> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1)).collect();
    let digit = |six: &[u8]| (0..6).fold(0, |value, i| value << 1 | six.get(i).unwrap_or(&0));
    bits.chunks(6).map(|six| char::from(DIGITS[usize::from(digit(six))])).collect()
}

fn set(names: &BTreeSet<String>) -> ScopeSet {
    names.iter().map(|name| Scope::parse(name).expect("a scope")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8192))]

    #[test]
    fn only_the_port_of_a_loopback_host_may_differ(registered in alike(), asked in alike(), public: bool, localhost: bool) {
        let Ok(uri) = RedirectUri::parse(&registered, rules(true), kind(public)) else { return Ok(()) };
        let accepts = |asked: &str| uri.accepts(asked, rules(localhost), kind(public));
        prop_assert!(accepts(&registered));
        if accepts(&asked) && asked != registered {
            let mut expected = Url::parse(&registered).unwrap();
            let parsed = Url::parse(&asked).unwrap();
            let loopback = is_loopback_ip(&expected)
                || public && localhost && expected.host_str() == Some("localhost");
            prop_assert!(parsed.scheme() == "http" && loopback, "{asked}");
            expected.set_port(parsed.port()).unwrap();
            prop_assert_eq!(parsed, expected);
            // Also byte by byte, whatever a parser makes of it.
            let digits = |text: &str| text.replace(|c: char| c.is_ascii_digit() || c == ':', "");
            prop_assert_eq!(digits(&asked), digits(&registered));
        }
    }

    #[test]
    fn any_port_of_a_loopback_address_is_accepted(v6: bool, public: bool, localhost: bool, port in 1_u16.., was in 1_u16.., path in "(/[a-z]{0,5}(\\?[a-z]{1,3})?)?") {
        let host = if v6 { "http://[::1]" } else { "http://127.0.0.1" };
        for registered in [format!("{host}{path}"), format!("{host}:{was}{path}")] {
            let Ok(uri) = RedirectUri::parse(&registered, rules(localhost), kind(public)) else { continue };
            let accepts = |asked: &str| uri.accepts(asked, rules(localhost), kind(public));
            let there = format!("{host}:{port}{path}");
            let bare = format!("{host}{path}");
            prop_assert!(accepts(&there) && accepts(&bare));
            let other = if v6 { "http://127.0.0.1" } else { "http://[::1]" };
            let elsewhere = format!("{other}:{port}{path}");
            prop_assert!(!accepts(&elsewhere));
        }
    }

    #[test]
    fn a_challenge_is_the_base64url_of_32_bytes(bytes in uniform32(any::<u8>()), at in 0_usize..43, other in "[!-~é]") {
        let text = base64url(&bytes);
        prop_assert_eq!(CodeChallenge::parse(&text).map(|found| found.as_str().to_owned()), Ok(text.clone()));
        let mut changed = text.clone();
        changed.replace_range(at..=at, &other);
        let base64 = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        // The last digit of 43 holds four bits: only every fourth one is written for 32 bytes.
        let last_is_one = at < 42 || "AEIMQUYcgkosw048".contains(&other);
        prop_assert_eq!(CodeChallenge::parse(&changed).is_ok(), other.chars().all(base64) && last_is_one);
        for wrong in [&text[1..], &format!("{text}="), &format!("{text}A"), &base64url(&bytes[1..])] {
            prop_assert!(CodeChallenge::parse(wrong).is_err());
        }
    }

    #[test]
    fn a_verifier_is_43_to_128_unreserved_characters(text in "[A-Za-z0-9._~-]{0,140}|[ -~]{40,50}|.{43}") {
        let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let legal = (43..=128).contains(&text.chars().count()) && text.chars().all(unreserved);
        prop_assert_eq!(CodeVerifier::parse(&text).is_ok(), legal);
    }

    #[test]
    fn sets_of_scopes_are_sets(a in btree_set("[a-e]{1,2}", 0..6), b in btree_set("[a-e]{1,2}", 0..6)) {
        let (one, other) = (set(&a), set(&b));
        prop_assert_eq!(one.is_superset(&other), a.is_superset(&b));
        prop_assert_eq!(one.intersection(&other), set(&a.intersection(&b).cloned().collect()));
        prop_assert_eq!(one.union(&other), set(&a.union(&b).cloned().collect()));
        prop_assert!(one.union(&other).is_superset(&one) && one.is_superset(&one.intersection(&other)));
        prop_assert_eq!((one.len(), one.is_empty()), (a.len(), a.is_empty()));
    }

    #[test]
    fn order_spaces_and_repetition_of_scopes_mean_nothing(names in vec("[!#-\\[\\]-~]{1,9}", 0..8), gap in " {1,3}") {
        let text = format!("{gap}{}{gap}", names.join(&gap));
        let parsed = ScopeSet::parse(&text).unwrap();
        let reversed: Vec<String> = names.iter().rev().chain(&names).cloned().collect();
        prop_assert_eq!(ScopeSet::parse(&reversed.join(" ")), Ok(parsed.clone()));
        prop_assert_eq!(parsed, set(&names.into_iter().collect()));
    }

    #[test]
    fn no_secret_is_repeated_to_a_reader(before in ".{0,20}", after in "[^0-9A-Za-z_].{0,20}|", body in "[0-9A-Za-z]{43}", which in 0_usize..4) {
        let prefix = [ACCESS_TOKEN_PREFIX, REFRESH_TOKEN_PREFIX, CODE_PREFIX, CLIENT_SECRET_PREFIX][which];
        let shown = without_secrets(&format!("{before}{}{after}", with_checksum(prefix, &body)));
        prop_assert_eq!(&shown, &format!("{before}{prefix}…{after}"));
        prop_assert_eq!(without_secrets(&shown), shown);
    }
}
