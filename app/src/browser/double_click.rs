//! The second click of a double click. What the first one did may have taken its target away and
//! moved another under the pointer: the next row's *Delete*, the next message's *Undo*.

use super::document::{document, target};
use std::cell::RefCell;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::Reflect;
use web_sys::{Element, MouseEvent};

/// What a click acts on.
const CONTROLS: &str = "a[href], button, input, select, label, summary, [role=option]";

thread_local! {
    /// What the first click acted on.
    static FIRST: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Stops every further click of a double click that hits another control than the first, before
/// anything else hears of it. Nothing on the server.
pub fn guard() {
    if cfg!(feature = "ssr") {
        return;
    }
    let listener = Closure::<dyn Fn(MouseEvent)>::new(|event: MouseEvent| {
        let control = target(&event).and_then(|target| control(&target));
        // `detail` counts the clicks at one place; a key's click has none (UI Events §4.3.2).
        if event.detail() < 2 {
            FIRST.set(control);
        } else if control.is_some() && FIRST.with_borrow(|first| *first != control) {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    });
    let function = listener.as_ref().unchecked_ref();
    // On the way down, so that it comes before all other listeners. For as long as the document is.
    let _ = document().add_event_listener_with_callback_and_bool("click", function, true);
    listener.forget();
}

/// The control that a click on an element acts on: of a label, the field that it names.
fn control(element: &Element) -> Option<Element> {
    let control = element.closest(CONTROLS).ok()??;
    let field = Reflect::get(&control, &JsValue::from_str("control")).ok();
    Some(field.and_then(|field| field.dyn_into().ok()).unwrap_or(control))
}
