//! How a page starts: as the server wrote it, then as the program's, or as one without scripts for
//! good. The script that starts the program is in `shell/start.js`.

use super::document::document;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The `id` of the element that the program draws in. Not `<body>`: extensions put things there.
pub const ROOT_ID: &str = "app";

/// Set when the page answers, keys too.
const HYDRATED: &str = "data-hydrated";
/// Set when the page stays one of links and forms.
const UNHYDRATED: &str = "data-unhydrated";
/// Set while the page waits for a part of the program.
const LOADING: &str = "data-loading";

/// What the page is hydrated in.
///
/// # Panics
/// The document is none of ours.
pub fn root() -> HtmlElement {
    let found = document().get_element_by_id(ROOT_ID);
    found.and_then(|found| found.dyn_into().ok()).expect("the element that the server wrote")
}

/// Tells tests and style sheets that the page answers, keys too: `<html data-hydrated="true">`.
/// Not where the starter has given up: what the program drew is out of the document then.
pub fn mark_hydrated() {
    if let Some(page) = html().filter(|page| !page.has_attribute(UNHYDRATED)) {
        let _ = page.set_attribute(HYDRATED, "true");
    }
}

/// Tells style sheets that the page waits for a part of the program, or no longer:
/// `<html data-loading>`.
pub fn show_loading(is_loading: bool) {
    if let Some(page) = html() {
        let _ = page.toggle_attribute_with_force(LOADING, is_loading);
    }
}

/// Runs `work` when the browser has nothing else to do; after a second where it can't tell (Safari).
pub fn when_idle(work: impl Fn() + Clone + 'static) {
    if request_idle_callback_with_handle(work.clone()).is_err() {
        set_timeout(work, Duration::from_secs(1));
    }
}

fn html() -> Option<Element> {
    document().document_element()
}
