//! Keeps the focus from falling back to `<body>`, which would send users of keyboards and screen
//! readers to the top of the page. Code that removes the focused element should move the focus
//! itself; this is the fallback.

use super::current::{FRAMES, MAIN, focused};
use crate::browser::document::{element_by_id, first, target};
use crate::browser::window;
use leptos::prelude::{StoredValue, WithValue, on_cleanup, request_animation_frame};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, FocusOptions, MutationObserver, MutationObserverInit};

/// For a second, moves the focus to the main region if the focused element is removed.
pub fn guard_for_one_second() {
    if cfg!(feature = "ssr") {
        return;
    }
    guard_for(FRAMES);
}

fn guard_for(frames: u32) {
    if frames > 0 {
        request_animation_frame(move || {
            if !restore_to_main() {
                guard_for(frames - 1);
            }
        });
    }
}

/// Moves the focus to the main region whenever the focused element is removed, until the current
/// owner is disposed. No-op on the server.
///
/// Removal fires no event by the HTML standard ("focus fixup"); only Chromium sends one. So a
/// `MutationObserver` watches the ancestors of the focused element for removed children. That is
/// about a dozen observations per focus change, too little to measure (Chromium, a table of 200
/// rows: 0.5 ms per step with and without), and costs nothing for mutations elsewhere.
pub fn install_guard() {
    if cfg!(feature = "ssr") {
        return;
    }
    let called = Closure::<dyn Fn()>::new(|| {
        restore_to_main();
    });
    let Ok(observer) = MutationObserver::new(called.as_ref().unchecked_ref()) else { return };
    let kept = StoredValue::new_local((observer, called));
    window::on("focusin", move |event| {
        kept.try_with_value(|(observer, _)| {
            observer.disconnect();
            if let Some(element) = target(&event) {
                observe_parents(observer, element);
            }
        });
    });
    // A pointer press moves the focus itself.
    window::on("pointerdown", move |_| {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}

fn observe_parents(observer: &MutationObserver, element: Element) {
    let children = MutationObserverInit::new();
    children.set_child_list(true);
    let mut parent = element.parent_element();
    while let Some(node) = parent {
        let _ = observer.observe_with_options(&node, &children);
        parent = node.parent_element();
    }
}

/// If the focus is lost, moves it to the `autofocus` element of the open modal dialog or to the main
/// region, without scrolling. Returns whether it was lost.
pub(super) fn restore_to_main() -> bool {
    if focused().is_some() {
        return false;
    }
    let place = first("dialog:modal [autofocus]").or_else(|| element_by_id(MAIN));
    let no_scroll = FocusOptions::new();
    no_scroll.set_prevent_scroll(true);
    place.is_some_and(|element| element.focus_with_options(&no_scroll).is_ok())
}
