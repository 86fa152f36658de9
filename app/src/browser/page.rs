//! The document and its tab. Browser only.

use super::focus::document;
use leptos::ev;
use leptos::prelude::*;
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Date, Promise, Uint8Array};
use web_sys::{Event, MutationObserver, MutationObserverInit};

fn mark(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

/// Tells style sheets whether single keys are shortcuts: `<html data-single-keys="off">`.
pub fn show_single_keys(on: bool) {
    mark("data-single-keys", if on { "on" } else { "off" });
}

/// The path of the page's address.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The query of the page's address.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// While `needed` is true, closing the tab asks first.
pub fn guard_unload(needed: Signal<bool>) {
    let handle = window_event_listener(ev::beforeunload, move |event| {
        if needed.try_get_untracked().unwrap_or(false) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Runs `hidden` whenever the tab is left for another.
pub fn on_hidden(hidden: impl Fn() + 'static) {
    let handle = window_event_listener_untyped("visibilitychange", move |_| {
        if document().hidden() {
            hidden();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Runs `happened` on an event of the window, or one that bubbles up to it, until the component
/// that asks is gone.
pub fn on(event: &str, happened: impl Fn(Event) + 'static) {
    let handle = window_event_listener_untyped(event, happened);
    on_cleanup(move || handle.remove());
}

/// Runs `work` after the browser has painted what it is about to.
pub fn after_paint(work: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(work, Duration::ZERO));
}

/// Comes back after the browser has painted what it is about to, or soon where it paints nothing.
pub async fn painted() {
    let painted = Promise::new(&mut |resolve, _| {
        let paints_nothing = Duration::from_millis(100);
        let resolve = move || drop(resolve.call0(&JsValue::UNDEFINED));
        set_timeout(resolve.clone(), paints_nothing);
        after_paint(resolve);
    });
    // It can't be rejected.
    let _ = JsFuture::from(painted).await;
}

/// Runs `changed` after elements came or went, until the component that asks is gone.
pub fn on_mutation(changed: impl Fn() + 'static) {
    let called = Closure::<dyn Fn()>::new(changed);
    let Ok(observer) = MutationObserver::new(called.as_ref().unchecked_ref()) else { return };
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    let _ = observer.observe_with_options(&document(), &what);
    let kept = StoredValue::new_local((observer, called));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}

/// Whether the browser has no connection at all.
pub fn is_offline() -> bool {
    !window().navigator().on_line()
}

thread_local! {
    static STEPPED_AT: Cell<f64> = const { Cell::new(f64::MIN) };
}

/// Notes steps in the tab's history, for [`came_back`].
pub fn watch_history() {
    on("popstate", |_| STEPPED_AT.set(Date::now()));
}

/// Whether this page was come to by a step in the tab's history: there was one a moment ago, and
/// nobody asked yet.
pub fn came_back() -> bool {
    Date::now() - STEPPED_AT.replace(f64::MIN) < 2000.0
}

/// How far the window is scrolled, in pixels.
pub fn scrolled() -> f64 {
    window().scroll_y().unwrap_or(0.0)
}

/// Scrolls the window to so many pixels.
pub fn scroll_to(pixels: f64) {
    window().scroll_to_with_x_and_y(0.0, pixels);
}

/// Whether the page reads from right to left.
pub fn is_right_to_left() -> bool {
    document()
        .document_element()
        .and_then(|root| window().get_computed_style(&root).ok().flatten())
        .is_some_and(|style| {
            style.get_property_value("direction").is_ok_and(|value| value == "rtl")
        })
}

/// Has assistive technology say what changes in the element with this `id`, or not.
pub fn make_live(id: &str, live: bool) {
    if let Some(element) = document().get_element_by_id(id) {
        let _ = element.set_attribute("aria-live", if live { "polite" } else { "off" });
    }
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

/// A random text for an idempotency key: 32 hexadecimal digits. `None` without Web Crypto.
pub fn random_key() -> Option<String> {
    let bytes = Uint8Array::new_with_length(16);
    window().crypto().ok()?.get_random_values_with_array_buffer_view(bytes.unchecked_ref()).ok()?;
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    bytes.to_vec().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
