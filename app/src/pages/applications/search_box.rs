//! The search form: what is typed is searched for, and what the URL says is shown.

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

/// How long typing rests before it is searched for.
const DEBOUNCE: Duration = Duration::from_millis(60);

/// Brings the search form to life until the component that asks is gone. `search` is what the URL
/// asks for; `search_as_typed` asks for what the form holds.
pub(super) fn mount_search_form(table: Table, search: Memo<Search>, search_as_typed: Callback<()>) {
    listen_to_typing(search_as_typed);
    listen_to_keys(table, search_as_typed);
    window::on("focusin", |event| {
        // What a search finds is announced while one searches; at other times a message says more.
        window::set_aria_live(COUNT_ID, target(&event).is_some_and(|target| is_in_form(&target)));
    });
    window::on("click", |event| {
        // The link goes with the search that it clears.
        if target(&event).is_some_and(|target| closest(&target, "[data-action=clear]")) {
            focus::focus_by_id(SEARCH_ID);
        }
    });
    // The URL decides: here after typing, after *Back*, and after a link. What was typed or chosen
    // before the page answered is searched for first.
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
            // The page may have been left by then.
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
