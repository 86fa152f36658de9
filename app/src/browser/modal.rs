//! The native modal dialog.

use super::page;
use leptos::html;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlDialogElement, HtmlElement};

/// Opens a dialog as a modal in the task in which it comes into the document, so that the next key
/// finds it. Called by the component that draws it, in an effect.
pub fn show(dialog: HtmlDialogElement) {
    if !try_show(&dialog) {
        // Built before it is mounted, as what waited for data is.
        let shown = Cell::new(false);
        page::on_mutation(move || {
            if !shown.get() {
                shown.set(try_show(&dialog));
            }
        });
    }
}

/// `showModal()` throws on a dialog that is open, as the server writes one. What had the focus in
/// that keeps it.
fn try_show(dialog: &HtmlDialogElement) -> bool {
    if dialog.is_connected() {
        let focused = super::focus::focused().filter(|element| dialog.contains(Some(element)));
        let _ = dialog.remove_attribute("open");
        let _ = dialog.show_modal();
        if let Some(element) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let still = FocusOptions::new();
            still.set_prevent_scroll(true);
            let _ = element.focus_with_options(&still);
        }
    }
    dialog.is_connected()
}

/// Opens a dialog again that the browser closed without leave: it does so where nobody did anything
/// between two wishes to close it. Returns whether that had happened.
pub fn reopen(dialog: NodeRef<html::Dialog>) -> bool {
    let closed = dialog
        .try_get_untracked()
        .flatten()
        .filter(|dialog| dialog.is_connected() && !dialog.has_attribute("open"));
    closed.is_some_and(|dialog| try_show(&dialog))
}
