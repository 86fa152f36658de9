//! Properties that hold for every input, on generated values. The `url` crate, which implements the
//! WHATWG URL Standard, is the oracle for redirect URIs.

use domain::application::{ApplicationDraft, ApplicationKind, ApplicationName, ClientId};
use domain::identifier_format::{
    CLIENT_SECRET_PREFIX, SECRET_BODY, has_valid_checksum, with_checksum,
};
use domain::issued_credentials::{ClientSecret, CredentialFormat};
use domain::pagination::Cursor;
use domain::permission::{Catalogue, Scope, ScopeSet};
use domain::redirect_uri::{
    MAX_PER_APPLICATION, RedirectUri, RedirectUriRules, lines, parse_lines, split_pasted, suggest,
};
use domain::text::count;
use proptest::collection::vec;
use proptest::prelude::*;

fn rules() -> RedirectUriRules {
    RedirectUriRules::default()
}

fn kind(public: bool) -> ApplicationKind {
    if public { ApplicationKind::Public } else { ApplicationKind::Confidential }
}

/// Texts near the border between legal and illegal: pieces of URIs, glued at random.
fn nearly_a_uri() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("https://"),
        Just("http://"),
        Just("com.example.app:/"),
        Just("com.example.app://"),
        Just("myapp://"),
        Just("javascript:"),
        Just("127.0.0.1"),
        Just("[::1]"),
        Just("localhost"),
        Just("app.example"),
        Just("App.Example"),
        Just("0x7f.1"),
        Just("1.2.3"),
        Just("999"),
        Just("_"),
        Just("-"),
        Just("."),
        Just(".."),
        Just("..;"),
        Just("%2e"),
        Just("%2F"),
        Just("%"),
        Just("%20"),
        Just("/"),
        Just("//"),
        Just("\\"),
        Just("@"),
        Just("user:pw@"),
        Just(":"),
        Just(":443"),
        Just(":80"),
        Just(":8080"),
        Just(":0"),
        Just("?"),
        Just("?a=b"),
        Just("&state=1"),
        Just(";%63ode"),
        Just("\u{200b}"),
        Just(",https://b.example"),
        Just("#"),
        Just("*"),
        Just(";"),
        Just("'"),
        Just("["),
        Just("]"),
        Just("|"),
        Just("cb"),
        Just("é"),
        Just(" "),
        Just("\t"),
        Just("\u{0}"),
        Just("~!$&()+,="),
    ];
    (vec(piece, 1..8), ".{0,3}").prop_map(|(pieces, tail)| pieces.concat() + &tail)
}

/// What `url` writes for a URI, with the default port that it leaves out where it was explicit.
fn written(raw: &str, parsed: &url::Url) -> String {
    let host = format!("{}://{}", parsed.scheme(), parsed.host_str().unwrap_or_default());
    let port = parsed.port_or_known_default().map(|port| format!("{host}:{port}"));
    match port.filter(|with_port| parsed.port().is_none() && raw.starts_with(with_port)) {
        Some(with_port) => parsed.as_str().replacen(&host, &with_port, 1),
        None => parsed.to_string(),
    }
}

/// Punycode needs tables that `domain` leaves to the server's second check.
fn has_punycode(text: &str) -> bool {
    text.contains("xn--")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_accepted_every_url_parser_reads_and_writes_unchanged(raw in nearly_a_uri(), public: bool) {
        if let Ok(uri) = RedirectUri::parse(&raw, rules(), kind(public)) && !has_punycode(&raw) {
            let parsed = url::Url::parse(uri.as_str());
            prop_assert!(parsed.is_ok(), "{raw}");
            let parsed = parsed.unwrap();
            let bare = format!("{raw}/");
            let text = written(&raw, &parsed);
            prop_assert!(text == raw || (parsed.path() == "/" && text == bare), "{raw} → {parsed}");
            prop_assert!(parsed.query_pairs().all(|(name, _)| name != "code" && name != "state"));
            prop_assert!(parsed.fragment().is_none() && parsed.username().is_empty() && parsed.password().is_none());
            match parsed.scheme() {
                "https" => prop_assert!(parsed.host_str().is_some_and(|host| !host.is_empty())),
                "http" => prop_assert!(matches!(parsed.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"))),
                scheme if scheme.contains('.') => {}
                _ => prop_assert!(public && parsed.has_host() && parsed.path().starts_with('/')),
            }
            for evil in ['\\', '*', '#', '@', '<', '>', '"'] {
                let legal_in_path = evil == '@';
                prop_assert!(legal_in_path || !raw.contains(evil), "{raw}");
            }
        }
    }

    #[test]
    fn a_suggestion_is_accepted_and_is_a_change(raw in nearly_a_uri(), public: bool) {
        if let Some(fix) = suggest(&raw, rules(), kind(public)) {
            prop_assert_ne!(&fix, &raw);
            prop_assert!(RedirectUri::parse(&fix, rules(), kind(public)).is_ok(), "{raw} → {fix}");
        }
        if RedirectUri::parse(&raw, rules(), kind(public)).is_ok() {
            prop_assert_eq!(suggest(&raw, rules(), kind(public)), None);
        }
    }

    #[test]
    fn a_fix_is_a_line_that_is_accepted(raw in nearly_a_uri(), public: bool) {
        let problems = parse_lines(&raw, rules(), kind(public), &[]).err().unwrap_or_default();
        for problem in problems.into_iter().filter(|problem| !problem.message.contains("one per line")) {
            if let Some(fix) = problem.fix.filter(|fix| !fix.is_empty()) {
                let read = parse_lines(&fix, rules(), kind(public), &[]);
                prop_assert_eq!(read.map(|uris| uris.len()), Ok(1), "{} → {}", raw, fix);
            }
        }
    }

    #[test]
    fn every_line_is_either_kept_or_named(typed in vec(nearly_a_uri(), 0..30), public: bool) {
        let text = typed.join("\n");
        match parse_lines(&text, rules(), kind(public), &[]) {
            Ok(uris) => {
                prop_assert!(uris.len() <= MAX_PER_APPLICATION);
                let kept: Vec<&str> = lines(&text).map(|(_, line)| line).collect();
                prop_assert_eq!(uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>(), kept);
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty() && problems.len() <= MAX_PER_APPLICATION);
                let count = u32::try_from(text.split('\n').count()).unwrap();
                prop_assert!(problems.iter().all(|p| p.line.is_some_and(|line| (1..=count).contains(&line))));
            }
        }
    }

    #[test]
    fn a_pasted_list_loses_no_uri(names in vec("[a-z]{1,8}", 2..6), separator in prop_oneof![Just(", "), Just(" "), Just("\n"), Just(";"), Just("\",\"")]) {
        let uris: Vec<String> = names.iter().map(|name| format!("https://{name}.example/cb")).collect();
        prop_assert_eq!(split_pasted(&uris.join(separator)), Some(uris.join("\n")));
    }

    #[test]
    fn checking_never_panics(name in "\\PC{0,80}|.{0,80}", redirect_uris in ".{0,200}", permissions in vec(".{0,20}|identify|orders|projects", 0..6), public: bool) {
        let draft = ApplicationDraft { name, redirect_uris, permissions, kind: kind(public) };
        if let Ok(spec) = draft.check(&Catalogue::default(), rules(), &[]) {
            let name = spec.name.as_str();
            prop_assert_eq!(name, name.trim());
            prop_assert!((1..=64).contains(&count(name)) && name.len() <= 2048);
            prop_assert!(!spec.permissions.is_empty());
            let orders = spec.permissions.contains(&Scope::parse("orders").unwrap());
            prop_assert!(!orders || spec.permissions.contains(&Scope::parse("projects").unwrap()));
        }
    }

    #[test]
    fn a_set_of_scopes_survives_its_text_form(scopes in vec("[!#-\\[\\]-~]{1,64}", 0..12)) {
        let set: ScopeSet = scopes.iter().map(|scope| Scope::parse(scope).unwrap()).collect();
        prop_assert_eq!(ScopeSet::parse(&set.to_string()).unwrap(), set);
    }

    #[test]
    fn a_cursor_survives_its_text_form(key in ".{0,60}", id in "cfgo_app_[0-9A-Za-z]{22}", other in ".{0,60}") {
        let cursor = Cursor { client_id: ClientId::parse(&id).unwrap(), key };
        prop_assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        if let Some(read) = Cursor::parse(&other) {
            prop_assert_eq!(read.to_string(), other);
        }
    }

    #[test]
    fn a_seal_refuses_any_other_text(body in "[0-9A-Za-z]{43}", other in "[0-9A-Za-z]{43}", checksum in "[0-9A-Za-z]{6}") {
        let sealed = with_checksum(CLIENT_SECRET_PREFIX, &body);
        prop_assert!(has_valid_checksum(CLIENT_SECRET_PREFIX, &sealed));
        let forged = format!("{CLIENT_SECRET_PREFIX}{other}{checksum}");
        prop_assert_eq!(has_valid_checksum(CLIENT_SECRET_PREFIX, &forged), with_checksum(CLIENT_SECRET_PREFIX, &other) == forged);
        prop_assert_eq!(body.len(), SECRET_BODY);
    }

    #[test]
    fn a_name_forges_no_line_of_the_credentials_file(name in ".{1,80}") {
        if let Ok(name) = ApplicationName::parse(&name) {
            let id = ClientId::parse("cfgo_app_0123456789ABCDEFGHIJKL").unwrap();
            let secret = ClientSecret::parse(&with_checksum(CLIENT_SECRET_PREFIX, &"a".repeat(43))).unwrap();
            let text = CredentialFormat::Text.render(&name, &id, Some(&secret));
            prop_assert_eq!(text.lines().count(), 4);
            let env = CredentialFormat::Env.render(&name, &id, Some(&secret));
            prop_assert_eq!(env.lines().count(), 3);
            let json: serde_json::Value = serde_json::from_str(&CredentialFormat::Json.render(&name, &id, Some(&secret))).unwrap();
            prop_assert_eq!(&json["client_name"], name.as_str());
            let file = CredentialFormat::Text.file_name(&name);
            prop_assert!(!file.starts_with('.') && !file.contains(['/', '\\', ':', '\0', ' ']));
        }
    }
}
