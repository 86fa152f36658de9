//! The window: attributes of the page, scrolling, events, history.

mod events;
mod history;

pub use events::{after_paint, guard_unload, next_paint, on, on_capture, on_hidden, on_mutation};
pub use history::{arrived_by_history, go_back, load, path, query, reload, watch_history};

use super::document::{document, element_by_id};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::js_sys::Uint8Array;

fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

/// Sets `<html data-single-keys>`, by which the style sheet hides hints for single keys.
pub fn show_single_keys(on: bool) {
    set_root_attribute("data-single-keys", if on { "on" } else { "off" });
}

/// Whether the browser reports that it is offline. `false` on the server.
pub fn is_offline() -> bool {
    !cfg!(feature = "ssr") && !window().navigator().on_line()
}

/// Whether the tab is in the background.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// The vertical scroll position in pixels.
pub fn scroll_offset() -> f64 {
    window().scroll_y().unwrap_or(0.0)
}

pub fn scroll_to(pixels: f64) {
    window().scroll_to_with_x_and_y(0.0, pixels);
}

/// Whether the direction of the page is right to left.
pub fn is_right_to_left() -> bool {
    document()
        .document_element()
        .and_then(|root| window().get_computed_style(&root).ok().flatten())
        .is_some_and(|style| {
            style.get_property_value("direction").is_ok_and(|value| value == "rtl")
        })
}

/// Turns the element with this `id` into a polite live region, or turns that off.
pub fn set_aria_live(id: &str, polite: bool) {
    if let Some(element) = element_by_id(id) {
        let _ = element.set_attribute("aria-live", if polite { "polite" } else { "off" });
    }
}

/// A random idempotency key: 32 hexadecimal digits. `None` without Web Crypto.
pub fn random_key() -> Option<String> {
    let bytes = Uint8Array::new_with_length(16);
    window().crypto().ok()?.get_random_values_with_array_buffer_view(bytes.unchecked_ref()).ok()?;
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    bytes.to_vec().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
