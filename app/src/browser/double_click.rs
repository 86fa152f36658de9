//! Guards against double clicks. The first click may remove its target and move another control
//! under the pointer, such as the *Delete* of the next row or the *Undo* of the next toast, which the
//! second click would activate.

use super::document::{document, target};
use std::cell::RefCell;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::Reflect;
use web_sys::{Element, MouseEvent};

/// Elements that a click activates.
const CONTROLS: &str = "a[href], button, input, select, label, summary, [role=option]";

thread_local! {
    /// The control that the first click activated.
    static FIRST: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Cancels the second click of a double click if it hits another control than the first, before
/// other listeners run. No-op on the server.
pub fn guard() {
    if cfg!(feature = "ssr") {
        return;
    }
    let listener = Closure::<dyn Fn(MouseEvent)>::new(|event: MouseEvent| {
        let control = target(&event).and_then(|target| control(&target));
        // `detail` is the click count; it is 0 for a click by keyboard (UI Events §4.3.2).
        if event.detail() < 2 {
            FIRST.set(control);
        } else if control.is_some() && FIRST.with_borrow(|first| *first != control) {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    });
    let function = listener.as_ref().unchecked_ref();
    // In the capture phase, so that it runs before all other listeners. Never removed.
    let _ = document().add_event_listener_with_callback_and_bool("click", function, true);
    listener.forget();
}

/// The control that a click on an element activates; for a label, its field.
fn control(element: &Element) -> Option<Element> {
    let control = element.closest(CONTROLS).ok()??;
    let field = Reflect::get(&control, &JsValue::from_str("control")).ok();
    Some(field.and_then(|field| field.dyn_into().ok()).unwrap_or(control))
}
