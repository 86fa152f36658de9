//! The document and its tab. Browser only.

use super::focus::document;
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use web_sys::js_sys::Uint8Array;

/// What the page is hydrated in.
///
/// # Panics
/// The document has no body.
pub fn body() -> HtmlElement {
    document().body().expect("a document that is shown has a body")
}

/// Tells tests and style sheets that the page answers: `<html data-hydrated="true">`.
pub fn mark_hydrated() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}

/// Whether the program answers already; until then, pages must be what the server wrote.
pub fn is_hydrated() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute("data-hydrated"))
}

/// Runs `work` when the browser has nothing else to do; after a second where it can't tell (Safari).
pub fn when_idle(work: impl Fn() + Clone + 'static) {
    if request_idle_callback_with_handle(work.clone()).is_err() {
        set_timeout(work, Duration::from_secs(1));
    }
}

/// While `needed` is true, closing the tab asks first.
pub fn guard_unload(needed: Signal<bool>) {
    let handle = window_event_listener(ev::beforeunload, move |event| {
        if needed.try_get_untracked().unwrap_or(false) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Runs `hidden` whenever the tab is left for another.
pub fn on_hidden(hidden: impl Fn() + 'static) {
    let handle = window_event_listener_untyped("visibilitychange", move |_| {
        if document().hidden() {
            hidden();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Runs `undo` on Ctrl+Z or Cmd+Z outside of a field, where the key undoes typing.
pub fn on_undo_key(undo: impl Fn() -> bool + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let chord =
            (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
        let in_field = document()
            .active_element()
            .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA"));
        if chord && event.key().eq_ignore_ascii_case("z") && !event.repeat() && !in_field && undo()
        {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// One step back in the tab's history.
pub fn go_back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Loads an address anew, from the server.
pub fn load(address: &str) {
    let _ = window().location().set_href(address);
}

/// A random text for an idempotency key: 32 hexadecimal digits. `None` without Web Crypto.
pub fn random_key() -> Option<String> {
    let bytes = Uint8Array::new_with_length(16);
    window().crypto().ok()?.get_random_values_with_array_buffer_view(bytes.unchecked_ref()).ok()?;
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    bytes.to_vec().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
