//! The page that says what went wrong where there is no other page to say it on.

use crate::shell::{self, Document};
use crate::texts;
use leptos::prelude::*;

/// A heading, a sentence, a way on and, for faults of ours, what to tell the operator.
pub fn render(document: &Document, title: &str, about: &str, reference: Option<&str>) -> String {
    let reference = reference.map(|id| {
        view! { <p class="reference soft">"Reference " <code>{id.to_owned()}</code></p> }
    });
    let page = view! {
        <h1>{title.to_owned()}</h1>
        <p>{about.to_owned()}</p>
        <div class="asides">
            <a class="button" href="/">{texts::BACK_TO_LIST}</a>
        </div>
        {reference}
    };
    shell::plain(document, title, "error", page)
}
