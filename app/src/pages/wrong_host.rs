//! The page at an address that is not ours: which one is, and which setting to change if it is not
//! that one. Plain HTML, no program.

use crate::shell::{self, Document};
use crate::texts;
use leptos::prelude::*;

/// What the page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongHost<'a> {
    /// The address that we go by.
    pub base: &'a str,
    /// The page that was asked for, at that address.
    pub link: &'a str,
    /// The address that the browser is at. It is shown and leads nowhere.
    pub used: &'a str,
    /// Whether our address works only on the machine that the server runs on.
    pub only_here: bool,
}

/// Renders the page.
pub fn render(document: &Document, about: &WrongHost<'_>) -> String {
    let WrongHost { base, link, used, only_here } = *about;
    let page = view! {
        <h1>{texts::WRONG_ADDRESS}</h1>
        <p>{format!("Configo goes by {base}, and this page was opened at {used}. Nobody can sign in or save anything here.")}</p>
        <div class="button-row">
            <a class="button primary" href=link.to_owned()>{format!("Open {base}")}</a>
        </div>
        {only_here.then(|| view! { <p class="reference">{texts::ONLY_HERE}</p> })}
        <p class="reference">{format!("If {used} is the right address, whoever runs Configo sets it in configo.toml and starts it again:")}</p>
        <p><code translate="no">{format!("base_url = \"{used}\"")}</code></p>
        <p>{texts::OR_ENVIRONMENT}</p>
        <p><code translate="no">{format!("CONFIGO_BASE_URL={used}")}</code></p>
    };
    shell::plain(document, texts::WRONG_ADDRESS, "error", page)
}
