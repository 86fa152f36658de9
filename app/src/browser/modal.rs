//! Native modal dialogs: `<dialog>` and `showModal()`.

use super::window;
use leptos::html;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlDialogElement, HtmlElement};

thread_local! {
    /// The open modal dialogs, the topmost last.
    static OPEN: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

/// An open modal dialog.
#[derive(Clone, Copy)]
pub struct OpenModal(u32);

impl OpenModal {
    /// Registers a dialog as the topmost one.
    pub fn enter() -> Self {
        OPEN.with_borrow_mut(|open| {
            let number = open.iter().max().map_or(0, |last| last + 1);
            open.push(number);
            Self(number)
        })
    }

    pub fn is_on_top(self) -> bool {
        OPEN.with_borrow(|open| open.last() == Some(&self.0))
    }

    /// Call when the dialog closes, whether it is the topmost one or not.
    pub fn leave(self) {
        OPEN.with_borrow_mut(|open| open.retain(|number| *number != self.0));
    }
}

/// Opens a dialog as a modal in the task that mounts it, so that the next key press is the dialog's.
/// Call in an effect of the component that renders it.
pub fn show(dialog: HtmlDialogElement) {
    if !try_show(&dialog) {
        // Under `Suspend`, the effect runs before the dialog is mounted.
        let shown = Cell::new(false);
        window::on_mutation(move || {
            if !shown.get() {
                shown.set(try_show(&dialog));
            }
        });
    }
}

/// `showModal()` throws on a dialog with `open`, which the server renders, so the attribute is removed
/// first. The element with the focus inside keeps it.
fn try_show(dialog: &HtmlDialogElement) -> bool {
    if dialog.is_connected() {
        let focused = super::focus::focused().filter(|element| dialog.contains(Some(element)));
        let _ = dialog.remove_attribute("open");
        let _ = dialog.show_modal();
        if let Some(element) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let no_scroll = FocusOptions::new();
            no_scroll.set_prevent_scroll(true);
            let _ = element.focus_with_options(&no_scroll);
        }
    }
    dialog.is_connected()
}

/// Reopens a dialog that the browser closed although `cancel` was prevented: Chromium does so for two
/// close requests without a user activation in between. Returns whether that had happened.
pub fn reopen(dialog: NodeRef<html::Dialog>) -> bool {
    let closed = dialog
        .try_get_untracked()
        .flatten()
        .filter(|dialog| dialog.is_connected() && !dialog.has_attribute("open"));
    closed.is_some_and(|dialog| try_show(&dialog))
}

#[cfg(test)]
mod tests {
    use super::OpenModal;

    #[test]
    fn the_one_on_top_is_the_last_that_is_still_open() {
        let (form, credentials) = (OpenModal::enter(), OpenModal::enter());
        assert!(credentials.is_on_top() && !form.is_on_top());
        form.leave();
        let question = OpenModal::enter();
        assert!(question.is_on_top() && !credentials.is_on_top());
        question.leave();
        assert!(credentials.is_on_top());
        credentials.leave();
        assert!(!credentials.is_on_top());
    }
}
