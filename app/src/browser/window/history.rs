//! The tab's history and its address.

use super::events::on;
use leptos::prelude::window;
use std::cell::Cell;
use web_sys::js_sys::Date;

thread_local! {
    static STEPPED_AT: Cell<f64> = const { Cell::new(f64::MIN) };
}

/// Notes steps in the tab's history, for [`came_back`]. Nothing on the server.
pub fn watch_history() {
    on("popstate", |_| STEPPED_AT.set(Date::now()));
}

/// Whether this page was come to by a step in the tab's history: there was one a moment ago, and
/// nobody asked yet.
pub fn arrived_by_history() -> bool {
    !cfg!(feature = "ssr") && Date::now() - STEPPED_AT.replace(f64::MIN) < 2000.0
}

/// The path of the page's address.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The query of the page's address.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// One step back in the tab's history.
pub fn go_back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Loads an address anew, from the server.
pub fn load(address: &str) {
    let _ = window().location().set_href(address);
}

/// Loads this address anew, from the server.
pub fn reload() {
    let _ = window().location().reload();
}
