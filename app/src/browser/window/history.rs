//! The session history and the URL.

use super::events::on;
use leptos::prelude::window;
use std::cell::Cell;
use web_sys::js_sys::Date;

thread_local! {
    static STEPPED_AT: Cell<f64> = const { Cell::new(f64::MIN) };
}

/// Records `popstate` events for [`arrived_by_history`]. No-op on the server.
pub fn watch_history() {
    on("popstate", |_| STEPPED_AT.set(Date::now()));
}

/// Whether *Back* or *Forward* led to this page: there was a `popstate` in the last two seconds. True
/// once for each.
pub fn arrived_by_history() -> bool {
    !cfg!(feature = "ssr") && Date::now() - STEPPED_AT.replace(f64::MIN) < 2000.0
}

pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

pub fn go_back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Loads a URL from the server.
pub fn load(address: &str) {
    let _ = window().location().set_href(address);
}

pub fn reload() {
    let _ = window().location().reload();
}
