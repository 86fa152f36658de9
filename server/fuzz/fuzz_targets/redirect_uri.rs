//! Whatever is accepted, `url` reads and writes unchanged; whatever matches differs in the port of
//! a loopback address at most.
#![no_main]

use domain::redirect_uri::{RedirectUri, RedirectUriRules, suggest};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|texts: (&str, &str)| {
    let rules = RedirectUriRules { allow_localhost: true };
    let (registered, asked) = texts;
    suggest(registered, rules);
    let Ok(uri) = RedirectUri::parse(registered, rules) else { return };
    let parsed = Url::parse(registered).expect("what is accepted is a URL");
    let same = parsed.as_str() == registered || parsed.as_str() == format!("{registered}/");
    assert!(same, "{registered}");
    if uri.accepts(asked) && registered != asked {
        let mut asked = Url::parse(asked).expect("what matches is a URL");
        assert!(matches!(asked.host_str(), Some("127.0.0.1" | "[::1]")), "{asked}");
        asked.set_port(parsed.port()).expect("a host has a port");
        assert_eq!(asked, parsed);
    }
});
