//! The page for a request whose host is not that of the base URL: a link to the right one, and which
//! setting to change if the base URL is wrong. Plain HTML.

use crate::shell::{self, Document};
use crate::texts;
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongHost<'a> {
    /// The base URL.
    pub base: &'a str,
    /// The requested page under the base URL.
    pub link: &'a str,
    /// The origin that the browser used. Shown as text, never linked.
    pub used: &'a str,
    /// Whether the base URL is a loopback address.
    pub only_here: bool,
}

pub fn render(document: &Document, about: &WrongHost<'_>) -> String {
    let WrongHost { base, link, used, only_here } = *about;
    let page = view! {
        <h1>{texts::WRONG_HOST}</h1>
        <p>{format!("Configo goes by {base}, and this page was opened at {used}. Nobody can sign in or save anything here.")}</p>
        <div class="button-row">
            <a class="button primary" href=link.to_owned()>{format!("Open {base}")}</a>
        </div>
        {only_here.then(|| view! { <p class="reference">{texts::LOOPBACK_ONLY}</p> })}
        <p class="reference">{format!("If {used} is the right address, whoever runs Configo sets it in configo.toml and starts it again:")}</p>
        <p><code translate="no">{format!("base_url = \"{used}\"")}</code></p>
        <p>{texts::OR_ENVIRONMENT}</p>
        <p><code translate="no">{format!("CONFIGO_BASE_URL={used}")}</code></p>
    };
    shell::plain(document, texts::WRONG_HOST, "error", page)
}
