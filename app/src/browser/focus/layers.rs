//! What lies over the page and holds the focus: modal dialogs and popovers.

use super::current::FRAMES;
use crate::browser::document::first;
use leptos::prelude::request_animation_frame;
use web_sys::HtmlDialogElement;

/// Opens a dialog as a modal as soon as it stands in the document: what waits for data is built
/// before it is mounted, and gives up after a second. One that the server rendered open loses the
/// attribute first: `showModal()` throws on an open dialog.
pub fn show_modal(dialog: HtmlDialogElement) {
    show_modal_within(dialog, FRAMES);
}

fn show_modal_within(dialog: HtmlDialogElement, frames: u32) {
    if dialog.is_connected() {
        let _ = dialog.remove_attribute("open");
        let _ = dialog.show_modal();
    } else if frames > 0 {
        request_animation_frame(move || show_modal_within(dialog, frames - 1));
    }
}

/// Whether a popover is open: it takes Escape for itself.
pub fn popover_is_open() -> bool {
    first(":popover-open:not(.toasts)").is_some()
}

/// Closes the popover that is open, if one is.
pub fn close_popover() {
    if let Some(open) = first("[popover=auto]:popover-open, [popover='']:popover-open") {
        let _ = open.hide_popover();
    }
}
