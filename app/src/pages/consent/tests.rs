//! The page as HTML.

use super::*;
use crate::browser::preferences::Theme;
use crate::shell::Assets;
use domain::account::{AccountId, Email, PersonName};
use domain::permission::Catalogue;
use std::sync::Arc;

fn document() -> Document {
    let assets = Assets {
        css: String::new(),
        plain_css: "/plain.css".to_owned(),
        js: String::new(),
        imports: Vec::new(),
        wasm: String::new(),
    };
    Document { nonce: String::new(), theme: Theme::System, assets: Arc::new(assets) }
}

fn page(application: &str, redirect_uri: &str, asked_before: bool) -> String {
    let catalogue = Catalogue::default();
    let permissions = ["identify", "orders"]
        .into_iter()
        .map(|scope| (catalogue.get(scope).expect("a permission").clone(), scope == "orders"));
    let form = ConsentForm {
        transaction: "cfgo_t_\"<".to_owned(),
        application: application.to_owned(),
        owner: "Olive <Owner>".to_owned(),
        redirect_uri: RedirectUri::from_stored(redirect_uri.to_owned()),
        permissions: permissions.collect(),
        asked_before,
        account: SignedIn {
            account: AccountId::parse("cfgo_acc_0123456789012345678901").expect("an account"),
            email: Email::parse("owner@example.com").expect("an address"),
            name: PersonName::parse("Olive").expect("a name"),
        },
        again: "/oauth/authorize?client_id=a&state=\"<".to_owned(),
        closed: false,
    };
    render(&document(), form)
}

#[test]
fn input_of_owners_is_escaped() {
    let html = page("</title><script>alert(1)</script>", "https://shop.example/cb", false);
    assert!(!html.contains("<script"), "{html}");
    let title = "<title>&lt;/title>&lt;script>alert(1)&lt;/script> wants access";
    assert!(html.contains(title), "{html}");
    assert!(html.contains("Olive &lt;Owner&gt;"), "{html}");
    assert!(html.contains("value=\"cfgo_t_&quot;&lt;\""), "{html}");
    let again = "value=\"/oauth/authorize?client_id=a&amp;state=&quot;&lt;\"";
    assert!(html.contains(again), "{html}");
}

#[test]
fn only_who_was_asked_before_sees_what_is_new() {
    let uri = "https://shop.example/cb";
    assert_eq!(page("Shop", uri, false).matches(texts::NEW).count(), 0);
    assert_eq!(page("Shop", uri, true).matches(texts::NEW).count(), 1);
}

#[test]
fn it_shows_where_the_response_is_sent() {
    for (uri, text) in [
        ("https://shop.example/cb", "<b translate=\"no\">shop.example<"),
        ("http://127.0.0.1:4000/", texts::TO_DEVICE),
        ("com.example.app:/cb", texts::TO_APP),
        ("https://xn--bcher-kva.example/", "<bdi translate=\"no\">bücher.example<"),
        ("https://xn--pple-43d.example/", texts::MIXED_SCRIPTS),
    ] {
        let html = page("Shop", uri, false);
        assert!(html.contains(text), "{uri}: {html}");
        let warned = html.contains(texts::MIXED_SCRIPTS);
        assert_eq!(warned, uri.contains("xn--pple"), "{uri}");
    }
}

#[test]
fn deny_is_the_default_button() {
    let html = page("Shop", "https://shop.example/cb", false);
    let at = |text: &str| html.find(text).expect("a button");
    assert!(at("value=\"deny\"") < at("value=\"allow\""));
    assert!(at("value=\"allow\"") < at("action=\"/sign-in\""));
}
