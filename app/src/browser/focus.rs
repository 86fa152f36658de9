//! Reading and moving the keyboard focus.

mod current;
mod guard;
mod layers;

pub use current::{MAIN, focused, is_in, is_unfocused};
pub use guard::{guard_for_one_second, install_guard};
pub use layers::{close_popover, popover_is_open};

use super::document::{element_by_id, first};
use current::FRAMES;
use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// In place of an `id`: the grid's tab stop (roving tabindex).
pub const ACTIVE_CELL: &str = "active-cell";

/// Focuses the element with this `id`. Returns `false` if it does not exist or can't be focused.
pub fn focus_by_id(id: &str) -> bool {
    let element =
        if id == ACTIVE_CELL { first("#grid [tabindex=\"0\"]") } else { element_by_id(id) };
    element.is_some_and(|element| {
        let _ = element.focus();
        focused().as_ref() == Some(element.as_ref())
    })
}

/// From the next animation frame on, focuses the first of `ids` that exists. Until then the main
/// region has the focus. Retries for a second, for elements that wait for data, and gives up as
/// soon as the user moves the focus.
pub fn first_present(ids: Vec<String>) {
    if cfg!(feature = "ssr") {
        return;
    }
    request_animation_frame(move || first_present_within(ids, FRAMES));
}

fn first_present_within(ids: Vec<String>, frames: u32) {
    if ids.iter().any(|id| focus_by_id(id)) {
        return;
    }
    guard::restore_to_main();
    if frames > 0 {
        request_animation_frame(move || {
            if is_unfocused() {
                first_present_within(ids, frames - 1);
            }
        });
    }
}

pub fn scroll_into_view(id: &str) {
    if let Some(element) = element_by_id(id) {
        let near = ScrollIntoViewOptions::new();
        near.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&near);
    }
}

/// Moves the focus among the items of a menu (WAI-ARIA APG, "Menu"). Returns whether `key` is one of
/// its keys.
pub fn move_in_menu(menu: &Element, key: &str) -> bool {
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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn components_may_call_what_is_here_while_the_server_renders_them() {
        first_present(vec![MAIN.to_owned()]);
        guard_for_one_second();
        install_guard();
        close_popover();
        scroll_into_view(MAIN);
        assert!(!focus_by_id(MAIN) && !popover_is_open() && focused().is_none());
        assert!(is_unfocused() && !is_in(MAIN));
    }
}
