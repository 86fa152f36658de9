//! A redirect URI that is accepted is one that `url` parses and serialises unchanged. A URI that
//! matches a registered one differs in the port of a loopback host at most.
#![no_main]

use domain::application::ApplicationKind::{Confidential, Public};
use domain::redirect_uri::{RedirectUri, RedirectUriRules, parse_lines, suggest};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|input: (&str, &str, bool)| {
    let rules = RedirectUriRules::default();
    let (registered, asked, public) = input;
    let kind = if public { Public } else { Confidential };
    suggest(registered, rules, kind);
    let _ = parse_lines(registered, rules, kind, &[]);
    let Ok(uri) = RedirectUri::parse(registered, rules, kind) else { return };
    uri.difference(asked);
    let parsed = Url::parse(registered).expect("what is accepted is a URL");
    // `url` leaves out an explicit default port.
    let bare = |uri: &str| match parsed.scheme() {
        "https" => uri.replacen(":443", "", 1),
        "http" => uri.replacen(":80", "", 1),
        _ => uri.to_owned(),
    };
    let (read, written) = (bare(parsed.as_str()), bare(registered));
    assert!(read == written || read == format!("{written}/"), "{registered}");
    if uri.accepts(asked, rules, kind) && registered != asked {
        let mut asked = Url::parse(asked).expect("what matches is a URL");
        let host = asked.host_str().expect("a host");
        assert!(matches!(host, "127.0.0.1" | "[::1]") || public && host == "localhost", "{asked}");
        asked.set_port(parsed.port()).expect("a host has a port");
        assert_eq!(asked, parsed);
    }
});
