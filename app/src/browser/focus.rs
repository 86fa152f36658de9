//! The keyboard focus. Browser only.

use super::page;
use leptos::prelude::{
    GetValue, SetValue, StoredValue, document as leptos_document, request_animation_frame,
};
use wasm_bindgen::JsCast;
use web_sys::{
    Document, Element, FocusOptions, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// The `id` of the main region.
pub const MAIN: &str = "main";

/// Stands for the cell of the grid that has the tab stop, where an `id` is asked for.
pub const ACTIVE_CELL: &str = "active-cell";
/// A second.
const FRAMES: u32 = 60;

/// The document.
pub fn document() -> Document {
    leptos_document()
}

/// Focuses the element with this `id`, if it is there now and not inert.
pub fn by_id(id: &str) -> bool {
    let element = if id == ACTIVE_CELL {
        document().query_selector("#grid [tabindex=\"0\"]").ok().flatten()
    } else {
        document().get_element_by_id(id)
    };
    element.and_then(|found| found.dyn_into::<HtmlElement>().ok()).is_some_and(|element| {
        let _ = element.focus();
        focused().as_ref() == Some(element.as_ref())
    })
}

/// After the next paint, focuses the first of `ids` that is there. Until one is, the main region
/// has the focus: what waits for data gets a second to come, unless the reader moves on.
pub fn soon(ids: Vec<String>) {
    if cfg!(feature = "ssr") {
        return;
    }
    request_animation_frame(move || soon_within(ids, FRAMES));
}

fn soon_within(ids: Vec<String>, frames: u32) {
    if ids.iter().any(|id| by_id(id)) {
        return;
    }
    rescue();
    if frames > 0 {
        request_animation_frame(move || {
            if is_lost() {
                soon_within(ids, frames - 1);
            }
        });
    }
}

/// For a second, catches the focus when what had it leaves the document: never on `<body>`.
pub fn keep() {
    keep_within(FRAMES);
}

fn keep_within(frames: u32) {
    if frames > 0 {
        request_animation_frame(move || {
            if !rescue() {
                keep_within(frames - 1);
            }
        });
    }
}

/// Catches the focus whenever what had it leaves the main region.
pub fn watch() {
    let had = StoredValue::new(false);
    page::on("focusin", move |_| had.set_value(true));
    // A press decides itself what has the focus then.
    page::on("pointerdown", move |_| had.set_value(false));
    page::on_mutation(move || {
        if had.get_value() {
            rescue();
        }
    });
}

/// Moves a lost focus to where the open dialog begins, or to the main region; nothing scrolls.
fn rescue() -> bool {
    if focused().is_some() {
        return false;
    }
    let first = document().query_selector("dialog:modal [autofocus]").ok().flatten();
    let place = first.or_else(|| document().get_element_by_id(MAIN));
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    place
        .and_then(|found| found.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| element.focus_with_options(&still).is_ok())
}

/// Whether nothing that a person chose has the focus: it waits at the main region, or nowhere.
pub fn is_lost() -> bool {
    focused().is_none_or(|element| element.id() == MAIN)
}

/// Whether the focus is inside of what a selector names.
pub fn is_in(selector: &str) -> bool {
    focused().is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// What has the focus, unless it is lost.
pub fn focused() -> Option<Element> {
    document().active_element().filter(|element| element.tag_name() != "BODY")
}

/// Whether a popover is open: it takes Escape for itself.
pub fn popover_is_open() -> bool {
    document().query_selector(":popover-open:not(.toasts)").ok().flatten().is_some()
}

/// Closes the popover that is open, if one is.
pub fn close_popover() {
    let open = document().query_selector("[popover=auto]:popover-open, [popover='']:popover-open");
    if let Some(open) = open.ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = open.hide_popover();
    }
}

/// Brings the element with this `id` into sight.
pub fn into_sight(id: &str) {
    let near = ScrollIntoViewOptions::new();
    near.set_block(ScrollLogicalPosition::Nearest);
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view_with_scroll_into_view_options(&near);
    }
}

/// Moves the focus among the items of a menu. Returns whether `key` does that.
pub fn step(menu: &Element, key: &str) -> bool {
    let Ok(items) = menu.query_selector_all("[role=menuitem]") else { return false };
    let here = focused();
    let at = (0..items.length()).find(|&index| items.get(index).as_ref() == here.as_deref());
    let last = items.length().saturating_sub(1);
    let next = match (key, at) {
        ("ArrowDown", Some(at)) if at < last => at + 1,
        ("ArrowUp", Some(at)) if at > 0 => at - 1,
        ("Home" | "ArrowDown", _) => 0,
        ("End" | "ArrowUp", _) => last,
        _ => return false,
    };
    let item = items.get(next).and_then(|item| item.dyn_into::<HtmlElement>().ok());
    item.is_some_and(|item| item.focus().is_ok())
}
