//! Rules that hold for every input, on generated values. `url`, the parser that browsers' rules
//! were written into, is the oracle for redirect URIs.

use domain::application::{ApplicationDraft, ApplicationKind, ApplicationName, ClientId};
use domain::credential::{ClientSecret, CredentialFormat};
use domain::page::Cursor;
use domain::permission::{Catalogue, Scope, ScopeSet};
use domain::redirect_uri::{
    MAX_PER_APPLICATION, RedirectUri, RedirectUriRules, parse_lines, split_pasted, suggest,
};
use domain::token::{CLIENT_SECRET_PREFIX, SECRET_BODY, is_sealed, seal};
use proptest::collection::vec;
use proptest::prelude::*;

const RULES: RedirectUriRules = RedirectUriRules { allow_localhost: true };

/// Texts near the border between legal and illegal: pieces of URIs, glued at random.
fn nearly_a_uri() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("https://"),
        Just("http://"),
        Just("com.example.app:/"),
        Just("com.example.app://"),
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

/// Punycode needs tables that `domain` leaves to the server's second check.
fn has_punycode(text: &str) -> bool {
    text.contains("xn--")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_accepted_every_url_parser_reads_and_writes_unchanged(raw in nearly_a_uri()) {
        if let Ok(uri) = RedirectUri::parse(&raw, RULES) && !has_punycode(&raw) {
            let parsed = url::Url::parse(uri.as_str());
            prop_assert!(parsed.is_ok(), "{raw}");
            let parsed = parsed.unwrap();
            let bare = format!("{raw}/");
            prop_assert!(parsed.as_str() == raw || (parsed.path() == "/" && parsed.as_str() == bare), "{raw} → {parsed}");
            prop_assert!(parsed.fragment().is_none() && parsed.username().is_empty() && parsed.password().is_none());
            match parsed.scheme() {
                "https" => prop_assert!(parsed.host_str().is_some_and(|host| !host.is_empty())),
                "http" => prop_assert!(matches!(parsed.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"))),
                scheme => prop_assert!(scheme.contains('.')),
            }
            for evil in ['\\', '*', '#', '@', '<', '>', '"'] {
                let legal_in_path = evil == '@';
                prop_assert!(legal_in_path || !raw.contains(evil), "{raw}");
            }
        }
    }

    #[test]
    fn a_suggestion_is_accepted_and_is_a_change(raw in nearly_a_uri()) {
        if let Some(fix) = suggest(&raw, RULES) {
            prop_assert_ne!(&fix, &raw);
            prop_assert!(RedirectUri::parse(&fix, RULES).is_ok(), "{raw} → {fix}");
        }
    }

    #[test]
    fn every_line_is_either_kept_or_named(lines in vec(nearly_a_uri(), 0..30)) {
        let text = lines.join("\n");
        match parse_lines(&text, RULES) {
            Ok(uris) => {
                prop_assert!(uris.len() <= MAX_PER_APPLICATION);
                let kept: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
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
        let kind = if public { ApplicationKind::Public } else { ApplicationKind::Confidential };
        let draft = ApplicationDraft { name, redirect_uris, permissions, kind };
        if let Ok(spec) = draft.check(&Catalogue::default(), RULES) {
            let name = spec.name.as_str();
            prop_assert_eq!(name, name.trim());
            prop_assert!((1..=64).contains(&name.chars().count()));
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
        let sealed = seal(CLIENT_SECRET_PREFIX, &body);
        prop_assert!(is_sealed(CLIENT_SECRET_PREFIX, &sealed));
        let forged = format!("{CLIENT_SECRET_PREFIX}{other}{checksum}");
        prop_assert_eq!(is_sealed(CLIENT_SECRET_PREFIX, &forged), seal(CLIENT_SECRET_PREFIX, &other) == forged);
        prop_assert_eq!(body.len(), SECRET_BODY);
    }

    #[test]
    fn a_name_forges_no_line_of_the_credentials_file(name in ".{1,80}") {
        if let Ok(name) = ApplicationName::parse(&name) {
            let id = ClientId::parse("cfgo_app_0123456789ABCDEFGHIJKL").unwrap();
            let secret = ClientSecret::parse(&seal(CLIENT_SECRET_PREFIX, &"a".repeat(43))).unwrap();
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
