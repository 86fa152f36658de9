//! Keeps search form and URL in sync: typing updates the URL, navigation updates the form.

use crate::browser::document::target;
use crate::browser::{focus, search_form, window};
use crate::element_ids::{COUNT_ID, SEARCH_ID};
use crate::table::event::Event;
use crate::table::focus::Movement;
use crate::table::handle::Table;
use domain::search::Search;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// How long typing must pause before it is searched for.
const DEBOUNCE: Duration = Duration::from_millis(60);

/// Makes the search form interactive until the current owner is disposed. `search` is the search in
/// the URL; `search_as_typed` writes the form's search to the URL.
pub(super) fn mount_search_form(table: Table, search: Memo<Search>, search_as_typed: Callback<()>) {
    listen_to_typing(search_as_typed);
    listen_to_keys(table, search_as_typed);
    window::on("focusin", |event| {
        // The count is a live region only while the form has the focus; toasts report other changes.
        window::set_aria_live(COUNT_ID, target(&event).is_some_and(|target| is_in_form(&target)));
    });
    window::on("click", |event| {
        // The link disappears with the search: move the focus.
        if target(&event).is_some_and(|target| closest(&target, "[data-action=clear]")) {
            focus::focus_by_id(SEARCH_ID);
        }
    });
    // The URL is the source of truth, after typing, *Back* and links. On mount, input from before
    // hydration takes precedence.
    let first = search_form::read(search.with_untracked(|search| search.sort));
    Effect::new(move |earlier: Option<()>| {
        let now = search.get();
        table.send(Event::Searched(now.clone()));
        if earlier.is_some() {
            search_form::write(&now);
        } else if first.as_ref().is_some_and(|first| *first != now) {
            search_as_typed.run(());
        }
    });
}

fn listen_to_typing(search_as_typed: Callback<()>) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    window::on("input", move |event| {
        if target(&event).is_some_and(|target| is_in_form(&target)) {
            if let Some(handle) = timer.get_value() {
                handle.clear();
            }
            // `try_`: the page may have been left by then.
            let search = move || {
                let _ = search_as_typed.try_run(());
            };
            timer.set_value(set_timeout_with_handle(search, DEBOUNCE).ok());
        }
    });
}

fn listen_to_keys(table: Table, search_as_typed: Callback<()>) {
    window::on("keydown", move |event| {
        let in_field = target(&event).is_some_and(|target| target.id() == SEARCH_ID);
        let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|_| in_field) else { return };
        match key.key().as_str() {
            "Escape" if search_form::clear_text() => search_as_typed.run(()),
            "Escape" | "ArrowDown" => table.send(Event::Moved(Movement::Enter)),
            _ => return,
        }
        event.prevent_default();
    });
}

fn is_in_form(target: &Element) -> bool {
    closest(target, "form[role=search]")
}

fn closest(target: &Element, selector: &str) -> bool {
    target.closest(selector).ok().flatten().is_some()
}
