//! The states of a page at startup, as attributes of `<html>`: neither while it loads, then
//! `data-hydrated` or `data-unhydrated`. The script that decides is `shell/start.js`.

use super::document::document;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The `id` of the element that Leptos hydrates. Not `<body>`: extensions insert elements there.
pub const ROOT_ID: &str = "app";

/// The page is interactive, including keyboard shortcuts.
const HYDRATED: &str = "data-hydrated";
/// Hydration was given up or not intended: the page works by links and forms.
const UNHYDRATED: &str = "data-unhydrated";
/// A navigation waits for a chunk.
const LOADING: &str = "data-loading";

/// The element that Leptos hydrates.
///
/// # Panics
/// The document was not rendered by `shell::dashboard`.
pub fn root() -> HtmlElement {
    let found = document().get_element_by_id(ROOT_ID);
    found.and_then(|found| found.dyn_into().ok()).expect("the element that the server wrote")
}

/// Sets `data-hydrated` for tests and style sheets, unless `start.js` has given up: then the hydrated
/// elements are no longer in the document.
pub fn mark_hydrated() {
    if let Some(page) = html().filter(|page| !page.has_attribute(UNHYDRATED)) {
        let _ = page.set_attribute(HYDRATED, "true");
    }
}

/// Sets or removes `data-loading`, by which the style sheet shows a progress bar.
pub fn show_loading(is_loading: bool) {
    if let Some(page) = html() {
        let _ = page.toggle_attribute_with_force(LOADING, is_loading);
    }
}

/// Runs `work` when the browser is idle; after a second where `requestIdleCallback` is missing
/// (Safari).
pub fn when_idle(work: impl Fn() + Clone + 'static) {
    if request_idle_callback_with_handle(work.clone()).is_err() {
        set_timeout(work, Duration::from_secs(1));
    }
}

fn html() -> Option<Element> {
    document().document_element()
}
