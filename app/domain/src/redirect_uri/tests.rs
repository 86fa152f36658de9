//! Which redirect URIs may be registered, which may not, and what is suggested instead.

mod difference;
mod field;
mod suggestion;

use super::*;
use crate::application::ApplicationKind::{Confidential, Public};

fn rules() -> RedirectUriRules {
    RedirectUriRules::default()
}

fn with_schemes(allow_private_schemes: PrivateSchemes) -> RedirectUriRules {
    RedirectUriRules { allow_private_schemes, ..rules() }
}

fn without_localhost() -> RedirectUriRules {
    RedirectUriRules { allow_localhost: false, ..rules() }
}

#[test]
fn what_may_be_registered() {
    for good in [
        "https://app.example",
        "https://app.example/",
        "https://app.example:8443/cb?tenant=1&x=%20",
        "https://app.example:443",
        "https://app.example:443/cb",
        "http://127.0.0.1:80/cb",
        "http://[::1]:80/cb",
        "https://app.example:80/cb",
        "https://app.example/code?codes=1&my_state=2&Error=3",
        "https://app.example/cb/code=1;state=2",
        "https://localhost/cb",
        "https://10.0.0.1/cb",
        "https://[2001:db8::1]/cb",
        "https://a_b.example/cb;v=1/..x/%7Euser",
        "https://xn--bcher-kva.example/cb",
        "http://127.0.0.1/cb",
        "http://127.0.0.1:8080/cb",
        "http://[::1]:9/",
        "http://localhost:3000/cb",
        "com.example.app:/oauth",
        "com.example.app://callback",
        "com.example.app://callback/path?x=1",
        "com.example.app:///callback",
    ] {
        for kind in [Confidential, Public] {
            let read = RedirectUri::parse(good, rules(), kind).map(|uri| uri.as_str().to_owned());
            assert_eq!(read, Ok(good.to_owned()));
        }
    }
}

#[test]
fn what_may_not() {
    use RedirectUriError as E;
    for (bad, error) in [
        ("", E::NoScheme),
        ("app.example/cb", E::NoScheme),
        ("//app.example/cb", E::NoScheme),
        ("https:", E::Host),
        ("https:/app.example", E::Host),
        ("https://", E::Host),
        ("https:///cb", E::Host),
        ("https://app.example/cb#", E::Fragment),
        ("https://app.example/cb#x", E::Fragment),
        ("https://user@app.example/cb", E::Userinfo),
        ("https://good.example@evil.example/", E::Userinfo),
        ("https://good.example:443@evil.example/", E::Userinfo),
        ("https://*.example/cb", E::Wildcard),
        ("https://app.example/*", E::Wildcard),
        ("https://app.example\\@evil.example/", E::Character('\\')),
        ("https://app.example/a b", E::Space),
        ("https://bücher.example/", E::NotAscii),
        ("https://app.example/\u{7f}", E::Invisible('\u{7f}')),
        ("https://app.example/\u{200b}cb", E::Invisible('\u{200b}')),
        ("https://app.example/\u{a0}cb", E::Invisible('\u{a0}')),
        ("https://app.example/cb\u{ad}", E::Invisible('\u{ad}')),
        ("HTTPS://app.example/", E::Case),
        ("https://App.example/", E::Case),
        ("https://app.example./cb", E::TrailingDot),
        ("https://app..example/cb", E::Host),
        ("https://-app.example/cb", E::Host),
        ("https://app.example:/cb", E::Port),
        ("https://app.example:0/cb", E::Port),
        ("https://app.example:08443/cb", E::Port),
        ("https://app.example:+84/cb", E::Port),
        ("https://app.example:65536/cb", E::Port),
        ("https://app.example?x=1", E::MissingSlash),
        ("https://app.example/../cb", E::DotSegment),
        ("https://app.example/a/.", E::DotSegment),
        ("https://app.example/%2e%2E/cb", E::DotSegment),
        ("https://app.example/..;/cb", E::DotSegment),
        ("https://app.example/.%2e;x=1/cb", E::DotSegment),
        ("https://app.example/%", E::PercentEncoding),
        ("https://app.example/%g1", E::PercentEncoding),
        ("https://app.example/%0d%0aLocation:x", E::EncodedDelimiter),
        ("https://app.example/a%2fb", E::EncodedDelimiter),
        ("https://app.example/a%5Cb", E::EncodedDelimiter),
        ("https://app.example/?q=%00", E::EncodedDelimiter),
        ("https://app.example/[x]", E::Character('[')),
        ("https://app.example/it's", E::Character('\'')),
        ("http://app.example/cb", E::PlainHttp { localhost: true }),
        ("http://127.0.0.2/cb", E::PlainHttp { localhost: true }),
        ("http://127.0.0.1.evil.example/cb", E::PlainHttp { localhost: true }),
        ("http://localhost.evil.example/cb", E::PlainHttp { localhost: true }),
        ("http://2130706433/cb", E::Host),
        ("http://0x7f.1/cb", E::Host),
        ("http://127.1/cb", E::Host),
        ("https://[::ffff:127.0.0.1]/", E::Host),
        ("https://[0:0:0:0:0:0:0:1]/", E::Host),
        ("https://[::1/", E::Host),
        ("https://[::1]x/", E::Host),
        ("javascript:alert(1)", E::DeniedScheme("javascript".into())),
        ("JavaScript:alert(1)", E::DeniedScheme("javascript".into())),
        ("data:text/html,x", E::DeniedScheme("data".into())),
        ("view-source:https://a.example", E::DeniedScheme("view-source".into())),
        ("myapp://cb/x", E::DotlessConfidential),
        ("htps://app.example/cb", E::Misspelt("htps".into())),
        ("localhost:3000/cb", E::NoScheme),
        ("app.example:3000", E::NoScheme),
        ("com.example.app:callback", E::PrivateUseForm),
        ("com.example.app:", E::PrivateUseForm),
        ("com.example.app://", E::Host),
        ("com.example.app:////evil.example", E::PrivateUseForm),
        ("com.example.app:/a/../b", E::DotSegment),
        ("com.example.app://u@host/", E::Userinfo),
        (".app:/cb", E::NoScheme),
    ] {
        assert_eq!(RedirectUri::parse(bad, rules(), Confidential), Err(error), "{bad}");
    }
    let long = format!("https://app.example/{}", "a".repeat(MAX_BYTES - 19));
    assert_eq!(RedirectUri::parse(&long, rules(), Public), Err(E::TooLong));
    assert!(RedirectUri::parse(&long[..MAX_BYTES], rules(), Public).is_ok());
}

#[test]
fn localhost_can_be_switched_off() {
    for kind in [Confidential, Public] {
        let parse = |raw: &str| RedirectUri::parse(raw, without_localhost(), kind);
        assert_eq!(parse("http://localhost/"), Err(RedirectUriError::Localhost));
        assert!(parse("http://127.0.0.1/").is_ok());
        let refused = parse("http://a.example/").unwrap_err().to_string();
        assert_eq!(refused, "use https. http works only for 127.0.0.1 and [::1]");
    }
}

#[test]
fn what_an_answer_carries_is_no_parameter_of_a_redirect_uri() {
    for name in ["code", "state", "iss", "error", "error_description", "error_uri", "response"] {
        let encoded = name.bytes().map(|b| format!("%{b:02x}")).collect::<Vec<_>>().concat();
        let partly = format!("{}%{:02X}", &name[..name.len() - 1], name.as_bytes()[name.len() - 1]);
        for spelt in [name, &encoded, &partly, &format!("+{name}"), &format!("{name}%20")] {
            for query in [
                format!("{spelt}=fixed"),
                format!("{spelt}="),
                spelt.to_owned(),
                format!("a=b&{spelt}=x"),
                format!("&{spelt}=x&a=b"),
                format!("a=b;{spelt}=x"),
                format!("{spelt}=x&{spelt}=y"),
            ] {
                for base in ["https://app.example/cb", "com.example.app:/cb", "http://[::1]/"] {
                    let uri = format!("{base}?{query}");
                    let read = RedirectUri::parse(&uri, rules(), Public);
                    assert_eq!(read, Err(RedirectUriError::Reserved(name)), "{uri}");
                    let fix = suggest(&uri, rules(), Public).unwrap();
                    let kept = if query.contains("a=b") { "?a=b" } else { "" };
                    assert_eq!(fix.replace("?&a", "?a"), format!("{base}{kept}"), "{uri}");
                }
            }
        }
    }
}

#[test]
fn schemes_that_are_never_allowed() {
    for scheme in "javascript data vbscript file blob about view-source ftp ws wss mailto tel sms \
        sip intent chrome edge moz-extension res mhtml ssh telnet smb ldap git gopher feed webcal \
        facetime market android-app steam ms-settings ms-appx ms-word search search-ms searchx \
        itms itms-apps itms-services chrome-extension chrome-search chromex JavaScript INTENT"
        .split_whitespace()
    {
        for form in ["://host/path", ":/path", ":x", "://host/path#x", ":1"] {
            let uri = format!("{scheme}{form}");
            let denied = RedirectUriError::DeniedScheme(scheme.to_lowercase());
            for kind in [Confidential, Public] {
                let read = parse_lines(&uri, rules(), kind, &[]).unwrap_err();
                assert_eq!(read[0].message, format!("Line 1: {denied}."), "{uri}");
                assert_eq!(read[0].fix, None, "{uri}");
            }
        }
    }
}

#[test]
fn schemes_of_ones_own() {
    use PrivateSchemes::{Any, Dotted, None as Off};
    use RedirectUriError as E;
    let dotted = "com.example.app:/cb";
    let parse =
        |raw: &str, schemes, kind| RedirectUri::parse(raw, with_schemes(schemes), kind).map(|_| ());
    for dotless in [
        "cursor://anysphere.cursor-retrieval/oauth/callback",
        "vscode://vscode.github-authentication/did-authenticate",
        "vscode-insiders://host/path?windowId=1",
        "app+x://host/",
    ] {
        assert_eq!(parse(dotless, Any, Public), Ok(()), "{dotless}");
        assert_eq!(parse(dotless, Any, Confidential), Err(E::DotlessConfidential));
        for kind in [Confidential, Public] {
            assert_eq!(parse(dotless, Dotted, kind), Err(E::DotlessScheme));
            assert_eq!(parse(dotless, Off, kind), Err(E::PrivateSchemesOff));
        }
    }
    for kind in [Confidential, Public] {
        assert_eq!(parse(dotted, Any, kind), Ok(()));
        assert_eq!(parse(dotted, Dotted, kind), Ok(()));
        assert_eq!(parse(dotted, Off, kind), Err(E::PrivateSchemesOff));
        assert_eq!(parse("https://app.example/", Off, kind), Ok(()));
    }
    for form in [
        "cursor:/path",
        "cursor:path",
        "cursor:",
        "cursor://",
        "cursor://host",
        "cursor:///path",
        "cursor://host?x=1",
    ] {
        assert_eq!(parse(form, Any, Public), Err(E::DotlessForm("cursor".into())), "{form}");
    }
    for (bad, error) in [
        ("cursor://u@host/path", E::Userinfo),
        ("cursor://host:1/path", E::Host),
        ("cursor://Host/path", E::Case),
        ("cursor://host//path", E::PrivateUseForm),
        ("cursor://host/../path", E::DotSegment),
        ("cursor://host/path#", E::Fragment),
        ("cursor://host/*", E::Wildcard),
        ("cursor://host/?%63ode", E::Reserved("code")),
    ] {
        assert_eq!(parse(bad, Any, Public), Err(error), "{bad}");
    }
}
