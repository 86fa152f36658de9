//! The field: its lines, their errors, and lists that were typed or pasted.

use super::*;
use crate::problem::FieldProblem;

fn problems(text: &str) -> Vec<FieldProblem> {
    parse_lines(text, rules(), Public, &[]).unwrap_err()
}

fn said(text: &str) -> (String, Option<String>) {
    let FieldProblem { message, fix, .. } = problems(text).swap_remove(0);
    (message, fix)
}

#[test]
fn lines_are_numbered_as_the_field_shows_them() {
    let text = "https://a.example/\r\n\n http://b.example/cb \nhttps://a.example/";
    let problems = problems(text);
    let shown: Vec<_> = problems.iter().map(|p| (p.line, p.message.as_str())).collect();
    assert_eq!(
        shown,
        [
            (Some(3), "Line 3: use https. http works only for 127.0.0.1, [::1] and localhost."),
            (Some(4), "Line 4: the same as line 1."),
        ]
    );
    assert_eq!(problems[0].fix.as_deref(), Some("https://b.example/cb"));
    assert_eq!(problems[1].fix.as_deref(), Some(""));
    let many = |n: usize| {
        let lines: Vec<String> = (0..n).map(|i| format!("https://a.example/{i}")).collect();
        lines.join("\n")
    };
    assert_eq!(parse_lines(&many(20), rules(), Public, &[]).unwrap().len(), 20);
    let over = parse_lines(&many(21), rules(), Public, &[]).unwrap_err();
    assert_eq!(over[0].line, Some(21));
    assert!(parse_lines(" \n\n\u{200b}\n", rules(), Public, &[]).unwrap().is_empty());
}

#[test]
fn invisible_characters_are_dropped_at_the_ends_and_named_inside() {
    for end in ["\u{200b}", "\u{a0}", "\u{feff}", "\u{ad}", "\u{200e}", "\t \r", "\u{2060} "] {
        let text = format!("{end}https://a.example/cb{end}\nhttps://b.example/cb{end}");
        let uris = parse_lines(&text, rules(), Confidential, &[]).unwrap();
        let texts: Vec<_> = uris.iter().map(RedirectUri::as_str).collect();
        assert_eq!(texts, ["https://a.example/cb", "https://b.example/cb"]);
    }
    for (c, number) in [
        ('\u{200b}', "200B"),
        ('\u{a0}', "00A0"),
        ('\u{202e}', "202E"),
        ('\u{e0061}', "E0061"),
        ('\0', "0000"),
    ] {
        let (message, fix) = said(&format!("https://a.exa{c}mple/cb"));
        assert_eq!(
            message,
            format!("Line 1: an invisible character (U+{number}) is in this line.")
        );
        assert_eq!(fix.as_deref(), Some("https://a.example/cb"));
    }
}

#[test]
fn the_first_problem_without_a_suggestion_is_reported() {
    for (line, message) in [
        ("intent://x#Intent;end", "Line 1: the scheme intent is not allowed."),
        ("http://a.example/../cb#x", "Line 1: path segments . and .. are not allowed."),
        ("HTTPS://a.example/*#x", "Line 1: wildcards are not allowed; register each URI."),
        ("cursor:x#y", "Line 1: write it as cursor://host/path."),
        ("\"javascript:alert(1)\"", "Line 1: the scheme javascript is not allowed."),
        ("https://a.example/cb?code=1&x=a b", "Line 1: spaces are not allowed."),
        ("hello", "Line 1: start with https://."),
        ("hello, world", "Line 1: spaces are not allowed."),
    ] {
        assert_eq!(said(line), (message.to_owned(), None), "{line}");
    }
    let (message, fix) = said("https://a.example/cb?a=1&%73tate=fixed#x");
    assert_eq!(message, "Line 1: remove the part from # on.");
    assert_eq!(fix.as_deref(), Some("https://a.example/cb?a=1"));
    let (message, _) = said("https://a.example/cb?%73tate=fixed");
    assert_eq!(message, "Line 1: remove the parameter state, which the answer itself carries.");
}

const LINES: &str = "https://a.example/cb\nhttps://b.example/cb";

#[test]
fn a_typed_list_is_offered_as_lines() {
    for list in [
        "https://a.example/cb,https://b.example/cb",
        "https://a.example/cb;https://b.example/cb",
        "https://a.example/cb|https://b.example/cb",
        "https://a.example/cb, https://b.example/cb",
        "https://a.example/cb https://b.example/cb",
        "https://a.example/cb\thttps://b.example/cb",
        "https://a.example/cb\rhttps://b.example/cb",
        "https://a.example/cb\u{2028}https://b.example/cb",
        "[\"https://a.example/cb\",\"https://b.example/cb\"]",
        "[ \"https://a.example/cb\", \"https://b.example/cb\" ],",
        "['https://a.example/cb','https://b.example/cb']",
        "[\"https:\\/\\/a.example\\/cb\",\"https:\\/\\/b.example\\/cb\"]",
        "“https://a.example/cb”, “https://b.example/cb”",
        "<https://a.example/cb> <https://b.example/cb>",
        "https://a.example/cb,http://b.example/cb#x",
    ] {
        let expected = ("Line 1: one per line.".to_owned(), Some(LINES.to_owned()));
        assert_eq!(said(list), expected, "{list}");
    }
    let mixed = "http://127.0.0.1/cb,com.example.app:/cb,cursor://host/cb,https://[::1]";
    assert_eq!(said(mixed).1.unwrap(), mixed.replace(',', "\n"));
    for one in [
        "https://a.example/a,b;c",
        "https://a.example/cb?x=1,2",
        "https://a.example/cb?u=https://b.example/cb",
    ] {
        assert!(parse_lines(one, rules(), Confidential, &[]).is_ok(), "{one}");
    }
}

#[test]
fn what_surrounds_a_uri_in_a_list_is_taken_away() {
    for one in [
        "\"https://a.example/cb\"",
        "'https://a.example/cb',",
        "`https://a.example/cb`",
        "<https://a.example/cb>",
        "“https://a.example/cb”",
        "[\"https://a.example/cb\",",
        "\"https://a.example/cb\"]",
        "[https://a.example/cb]",
        "https://a.example/cb,",
        "https://a.example/cb ;",
        "\"http://a.example/cb\"",
    ] {
        let (message, fix) = said(one);
        assert_eq!(fix.as_deref(), Some("https://a.example/cb"), "{one}: {message}");
    }
    assert!(said("https://a.example/cb,").0.contains("alone"));
    assert!(parse_lines("http://[::1]", rules(), Confidential, &[]).is_ok());
    // A JSON array over several lines.
    let json = problems("[\n\"https://a.example/cb\",\n\"https://b.example/cb\"\n]");
    assert_eq!(
        json.iter().map(|p| p.line).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3), Some(4)]
    );
}

#[test]
fn a_pasted_list_becomes_lines() {
    for list in [
        "https://a.example/cb, https://b.example/cb",
        "https://a.example/cb https://b.example/cb",
        "https://a.example/cb;https://b.example/cb",
        "[\"https://a.example/cb\",\n \"https://b.example/cb\"]",
        "[\n\"https://a.example/cb\",\n\"https://b.example/cb\"\n]\n",
        "https://a.example/cb\r\nhttps://b.example/cb\n",
    ] {
        assert_eq!(split_pasted(list).as_deref(), Some(LINES), "{list}");
    }
    let only = Some("https://a.example/");
    assert_eq!(split_pasted("\"https://a.example/\",").as_deref(), only);
    assert_eq!(split_pasted("\u{200b}https://a.example/").as_deref(), only);
    for none in ["https://a.example/", " https://a.example/\n", "hello, world", "", "[]", "/cb,"] {
        assert_eq!(split_pasted(none), None, "{none}");
    }
}

#[test]
fn what_was_registered_stays() {
    let strict =
        RedirectUriRules { allow_localhost: false, allow_private_schemes: PrivateSchemes::None };
    let old = [
        "https://a.example/cb?state=fixed",
        "http://localhost/cb",
        "com.example.app:/cb",
        "search.app:/cb",
        "https://a.example/cb,",
    ];
    let registered: Vec<_> =
        old.iter().map(|uri| RedirectUri::from_stored(uri.to_string())).collect();
    let text = format!("{}\nhttps://new.example/", old.join(" \n"));
    for kind in [Confidential, Public] {
        let kept = parse_lines(&text, strict, kind, &registered).unwrap();
        assert_eq!(kept[..old.len()], registered[..]);
        // For another application, or after a change, they are new.
        let refused = parse_lines(&text, strict, kind, &[]).unwrap_err();
        assert_eq!(refused.len(), old.len());
        let changed = text.replace("/cb", "/cb2");
        assert_eq!(parse_lines(&changed, strict, kind, &registered).unwrap_err().len(), old.len());
    }
}
