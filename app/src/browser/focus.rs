//! The keyboard focus, and the native dialog that holds it. Browser only.

use leptos::prelude::{document as leptos_document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlDialogElement, HtmlElement};

/// The document.
pub fn document() -> Document {
    leptos_document()
}

/// Opens a dialog as a modal as soon as it stands in the document: what waits for data is built
/// before it is mounted, and gives up after a second. One that the server rendered open loses the
/// attribute first: `showModal()` throws on an open dialog.
pub fn show_modal(dialog: HtmlDialogElement) {
    show_modal_within(dialog, 60);
}

fn show_modal_within(dialog: HtmlDialogElement, frames: u32) {
    if dialog.is_connected() {
        let _ = dialog.remove_attribute("open");
        let _ = dialog.show_modal();
    } else if frames > 0 {
        request_animation_frame(move || show_modal_within(dialog, frames - 1));
    }
}

/// Focuses the element with this `id`, if it is there now.
pub fn by_id(id: &str) -> bool {
    let element = document().get_element_by_id(id);
    element.and_then(|found| found.dyn_into::<HtmlElement>().ok()).is_some_and(|element| {
        let _ = element.focus();
        true
    })
}

/// After the next paint, focuses the first of `ids` that is there; else the main region.
pub fn soon(ids: Vec<String>) {
    request_animation_frame(move || {
        if !ids.iter().any(|id| by_id(id)) {
            by_id("main");
        }
    });
}
