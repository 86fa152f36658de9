//! The focus never falls to `<body>`: who drives a page by keys or by ear would begin at its top
//! again. Who takes an element away says what comes next; this is for where nobody did.

use super::current::{FRAMES, MAIN, focused};
use crate::browser::document::{element_by_id, first, target};
use crate::browser::window;
use leptos::prelude::{StoredValue, WithValue, on_cleanup, request_animation_frame};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, FocusOptions, MutationObserver, MutationObserverInit};

/// For a second, catches the focus when what had it leaves the document.
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

/// Catches the focus whenever what had it leaves the document, until the component that asks is
/// gone. Nothing on the server.
///
/// Browsers need not say so: by the HTML standard ("focus fixup") no event is sent, and Chromium
/// alone sends one. So the parents of what has the focus are watched for children that go. That is
/// a dozen of observations per step of the focus, too little to measure (Chromium, a table of 200 rows:
/// 0.5 ms per step with and without), and nothing for what changes elsewhere.
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
    // A press decides itself what has the focus then.
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

/// Moves a lost focus to where the open dialog begins, or to the main region; nothing scrolls.
/// Returns whether it was lost.
pub(super) fn restore_to_main() -> bool {
    if focused().is_some() {
        return false;
    }
    let place = first("dialog:modal [autofocus]").or_else(|| element_by_id(MAIN));
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    place.is_some_and(|element| element.focus_with_options(&still).is_ok())
}
