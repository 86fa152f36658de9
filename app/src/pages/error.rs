//! Error pages. Plain HTML.

use crate::shell::{self, Document};
use crate::texts;
use leptos::prelude::*;

/// A title, a sentence, a link to the dashboard and, for internal errors, a reference for the operator.
pub fn render(document: &Document, title: &str, about: &str, reference: Option<&str>) -> String {
    with_way_on(document, title, about, reference, ("/", texts::BACK_TO_LIST))
}

/// The reply to a GET for a URL that takes POST only; `page` has the form.
pub fn render_form_url(document: &Document, page: &str) -> String {
    let way_on = (page, texts::GO_TO_FORM);
    with_way_on(document, texts::FORM_URL, texts::FORM_URL_ABOUT, None, way_on)
}

fn with_way_on(
    document: &Document,
    title: &str,
    about: &str,
    reference: Option<&str>,
    (address, text): (&str, &'static str),
) -> String {
    let reference = reference.map(|id| {
        view! { <p class="reference muted">"Reference " <code translate="no">{id.to_owned()}</code></p> }
    });
    let page = view! {
        <h1>{title.to_owned()}</h1>
        <p>{about.to_owned()}</p>
        <div class="button-row">
            <a class="button" href=address.to_owned()>{text}</a>
        </div>
        {reference}
    };
    shell::plain(document, title, "error", page)
}
