//! Reads keyboard events.

use super::document::target;
use super::key_press::KeyPress;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};

/// Whether a key press belongs to an input method (IME). For the key that ends a composition, Safari
/// reports it only by the key code 229.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

pub fn key_press(event: &KeyboardEvent) -> KeyPress {
    let target = target(event);
    let is_in = |selector: &str| {
        target.as_ref().and_then(|found| found.closest(selector).ok()).flatten().is_some()
    };
    KeyPress {
        key: event.key(),
        code: event.code(),
        ctrl: event.ctrl_key(),
        meta: event.meta_key(),
        alt: event.alt_key(),
        alt_graph: event.get_modifier_state("AltGraph"),
        has_option: is_apple(),
        shift: event.shift_key(),
        repeat: event.repeat(),
        in_field: target.as_ref().is_some_and(takes_text),
        in_grid: is_in("[role=grid]"),
        on_button: is_in("a[href], button, summary"),
    }
}

fn is_apple() -> bool {
    // Deprecated, but the only property that every browser has for this.
    let platform = leptos::prelude::window().navigator().platform();
    platform.is_ok_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// Whether an element handles character keys itself: text fields, and selects (type-ahead).
fn takes_text(element: &Element) -> bool {
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => element.dyn_ref::<HtmlInputElement>().is_some_and(|input| {
            !matches!(input.type_().as_str(), "checkbox" | "radio" | "button" | "submit")
        }),
        _ => element.has_attribute("contenteditable"),
    }
}
