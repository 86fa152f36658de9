//! Browser APIs: the only module that uses `window` and `document`.
//!
//! One file per capability, compiled for both targets. Functions that components call while they
//! render are no-ops on the server; the others are called by effects and event handlers, which
//! the server never runs.

pub mod account;
pub mod clipboard;
pub mod date;
pub mod document;
pub mod double_click;
pub mod download;
pub mod focus;
pub mod form;
pub mod hydration;
pub mod key_press;
pub mod keyboard;
pub mod modal;
pub mod pointer;
pub mod preferences;
pub mod search_form;
pub mod session;
pub mod startup;
pub mod table;
pub mod window;

/// Calls a method by name and catches what it throws. For methods whose `web_sys` binding is not
/// `catch`, but which throw where a policy or an extension forbids them.
fn call(
    object: &wasm_bindgen::JsValue,
    method: &str,
    arguments: &[&str],
) -> Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue> {
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::js_sys::{Array, Function, Reflect};
    let method: Function = Reflect::get(object, &JsValue::from_str(method))?.dyn_into()?;
    let arguments: Array = arguments.iter().map(|&text| JsValue::from_str(text)).collect();
    Reflect::apply(&method, object, &arguments)
}
