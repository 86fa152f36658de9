//! Listeners of the window and the document. No-ops on the server.

use crate::browser::document::document;
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Promise;
use web_sys::{Event, MutationObserver, MutationObserverInit};

/// Listens for an event on the window (bubbling phase) until the current owner is disposed.
pub fn on(event: &str, happened: impl Fn(Event) + 'static) {
    if cfg!(feature = "ssr") {
        return;
    }
    let handle = window_event_listener_untyped(event, happened);
    on_cleanup(move || handle.remove());
}

/// As [`on`], in the capture phase: before all listeners of elements.
pub fn on_capture(event: &'static str, happened: impl Fn(Event) + 'static) {
    if cfg!(feature = "ssr") {
        return;
    }
    let called = Closure::<dyn Fn(Event)>::new(happened);
    let listener = called.as_ref().unchecked_ref();
    let _ = window().add_event_listener_with_callback_and_bool(event, listener, true);
    let kept = StoredValue::new_local(called);
    on_cleanup(move || {
        kept.try_with_value(|called| {
            let listener = called.as_ref().unchecked_ref();
            let _ = window().remove_event_listener_with_callback_and_bool(event, listener, true);
        });
    });
}

/// While `needed` is true, closing the tab asks for confirmation.
pub fn guard_unload(needed: Signal<bool>) {
    if cfg!(feature = "ssr") {
        return;
    }
    let handle = window_event_listener(ev::beforeunload, move |event| {
        if needed.try_get_untracked().unwrap_or(false) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Runs `hidden` when the tab goes to the background.
pub fn on_hidden(hidden: impl Fn() + 'static) {
    on("visibilitychange", move |_| {
        if document().hidden() {
            hidden();
        }
    });
}

/// Runs `changed` after elements were added or removed anywhere in the body, until the current owner
/// is disposed.
pub fn on_mutation(changed: impl Fn() + 'static) {
    if cfg!(feature = "ssr") {
        return;
    }
    let called = Closure::<dyn Fn()>::new(changed);
    let Ok(observer) = MutationObserver::new(called.as_ref().unchecked_ref()) else { return };
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    if let Some(body) = document().body() {
        let _ = observer.observe_with_options(&body, &what);
    }
    let kept = StoredValue::new_local((observer, called));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}

/// Runs `work` after the next paint.
pub fn after_paint(work: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(work, Duration::ZERO));
}

/// Resolves after the next paint, or after 100 ms in a background tab, which is not painted.
pub async fn next_paint() {
    let painted = Promise::new(&mut |resolve, _| {
        let paints_nothing = Duration::from_millis(100);
        let resolve = move || drop(resolve.call0(&JsValue::UNDEFINED));
        set_timeout(resolve.clone(), paints_nothing);
        after_paint(resolve);
    });
    // It can't be rejected.
    let _ = JsFuture::from(painted).await;
}
