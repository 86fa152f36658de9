//! Key presses. Browser only.

use crate::components::shortcuts::Press;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};

/// What a command needs to know of a key press.
pub fn press(event: &KeyboardEvent) -> Press {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_in = |selector: &str| {
        target.as_ref().and_then(|found| found.closest(selector).ok()).flatten().is_some()
    };
    // AltGr, which types signs on many layouts, is reported as Ctrl and Alt, or as Option.
    let key = event.key();
    let is_sign = key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_punctuation());
    let alt_gr = is_sign && event.get_modifier_state("AltGraph");
    Press {
        key,
        code: event.code(),
        ctrl: !alt_gr && (event.ctrl_key() || event.meta_key()),
        alt: !alt_gr && event.alt_key(),
        shift: event.shift_key(),
        repeat: event.repeat(),
        composing: is_composing(event),
        in_field: target.as_ref().is_some_and(takes_text),
        in_grid: is_in("[role=grid]"),
        on_button: is_in("a[href], button, summary"),
    }
}

/// Whether what is typed into an element is text, or chooses among its options.
fn takes_text(element: &Element) -> bool {
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => element.dyn_ref::<HtmlInputElement>().is_some_and(|input| {
            !matches!(input.type_().as_str(), "checkbox" | "radio" | "button" | "submit")
        }),
        _ => element.has_attribute("contenteditable"),
    }
}

/// Whether a key belongs to an input method: some report that by the key code alone.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}
