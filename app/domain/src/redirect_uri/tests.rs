//! What may be registered, what may not, and what is suggested instead.

use super::*;

const RULES: RedirectUriRules = RedirectUriRules { allow_localhost: true };

#[test]
fn what_may_be_registered() {
    for good in [
        "https://app.example",
        "https://app.example/",
        "https://app.example:8443/cb?tenant=1&x=%20",
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
        assert_eq!(RedirectUri::parse(good, RULES).map(|uri| uri.0), Ok(good.to_owned()));
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
        ("https://app.example/\u{7f}", E::NotAscii),
        ("HTTPS://app.example/", E::Case),
        ("https://App.example/", E::Case),
        ("https://app.example./cb", E::TrailingDot),
        ("https://app..example/cb", E::Host),
        ("https://-app.example/cb", E::Host),
        ("https://app.example:443/cb", E::DefaultPort),
        ("http://127.0.0.1:80/cb", E::DefaultPort),
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
        ("http://app.example/cb", E::PlainHttp),
        ("http://127.0.0.2/cb", E::PlainHttp),
        ("http://127.0.0.1.evil.example/cb", E::PlainHttp),
        ("http://localhost.evil.example/cb", E::PlainHttp),
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
        ("myapp://cb", E::DotlessScheme),
        ("com.example.app:callback", E::PrivateUseForm),
        ("com.example.app:", E::PrivateUseForm),
        ("com.example.app://", E::Host),
        ("com.example.app:////evil.example", E::PrivateUseForm),
        ("com.example.app:/a/../b", E::DotSegment),
        ("com.example.app://u@host/", E::Userinfo),
        (".app:/cb", E::NoScheme),
    ] {
        assert_eq!(RedirectUri::parse(bad, RULES), Err(error), "{bad}");
    }
    let long = format!("https://app.example/{}", "a".repeat(MAX_BYTES - 19));
    assert_eq!(RedirectUri::parse(&long, RULES), Err(E::TooLong));
    assert!(RedirectUri::parse(&long[..MAX_BYTES], RULES).is_ok());
    let strict = RedirectUriRules { allow_localhost: false };
    assert_eq!(RedirectUri::parse("http://localhost/", strict), Err(E::Localhost));
    assert!(RedirectUri::parse("http://127.0.0.1/", strict).is_ok());
}

#[test]
fn near_misses_get_a_suggestion() {
    for (raw, fix) in [
        ("http://app.example/cb", "https://app.example/cb"),
        ("HTTPS://App.Example/Cb", "https://app.example/Cb"),
        ("https://app.example/cb#top", "https://app.example/cb"),
        ("https://app.example:443/cb", "https://app.example/cb"),
        ("https://app.example./cb", "https://app.example/cb"),
        ("https://app.example?x=1", "https://app.example/?x=1"),
        ("https://me@app.example/cb", "https://app.example/cb"),
        ("app.example/cb", "https://app.example/cb"),
        ("http://localhost:80/cb", "http://localhost/cb"),
    ] {
        assert_eq!(suggest(raw, RULES).as_deref(), Some(fix), "{raw}");
    }
    let strict = RedirectUriRules { allow_localhost: false };
    assert_eq!(suggest("http://localhost:1/", strict).as_deref(), Some("http://127.0.0.1:1/"));
    for hopeless in ["", "javascript:alert(1)", "myapp://cb", "https://*.example", "what"] {
        assert_eq!(suggest(hopeless, RULES), None, "{hopeless}");
    }
}

#[test]
fn lines_are_numbered_as_the_field_shows_them() {
    let text = "https://a.example/\r\n\n http://b.example/cb \nhttps://a.example/";
    let problems = parse_lines(text, RULES).unwrap_err();
    let shown: Vec<_> = problems.iter().map(|p| (p.line, p.message.as_str())).collect();
    assert_eq!(
        shown,
        [
            (Some(3), "Line 3: http is only allowed for 127.0.0.1 and [::1]."),
            (Some(4), "Line 4: the same as line 1."),
        ]
    );
    assert_eq!(problems[0].fix.as_deref(), Some("https://b.example/cb"));
    let many = |n: usize| {
        let lines: Vec<String> = (0..n).map(|i| format!("https://a.example/{i}")).collect();
        lines.join("\n")
    };
    assert_eq!(parse_lines(&many(20), RULES).unwrap().len(), 20);
    assert_eq!(parse_lines(&many(21), RULES).unwrap_err()[0].line, Some(21));
    assert!(parse_lines(" \n\n", RULES).unwrap().is_empty());
}

#[test]
fn pasted_lists_become_lines() {
    let lines = "https://a.example/\nhttps://b.example/";
    for list in [
        "https://a.example/, https://b.example/",
        "https://a.example/ https://b.example/",
        "https://a.example/;https://b.example/",
        "[\"https://a.example/\",\n \"https://b.example/\"]",
        "https://a.example/\r\nhttps://b.example/\n",
    ] {
        assert_eq!(split_pasted(list).as_deref(), Some(lines), "{list}");
    }
    assert_eq!(split_pasted("https://a.example/"), None);
    assert_eq!(split_pasted("hello, world"), None);
}
