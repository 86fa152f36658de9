//! What only a browser can do: the one folder that names `web_sys` and `js_sys`.
//!
//! One file per capability. Each function says what it does on the server, where most do nothing.

pub mod account;
#[cfg(feature = "hydrate")]
pub mod clipboard;
#[cfg(feature = "hydrate")]
pub mod date;
#[cfg(feature = "hydrate")]
pub mod download;
#[cfg(feature = "hydrate")]
pub mod focus;
#[cfg(feature = "hydrate")]
pub mod form;
#[cfg(feature = "hydrate")]
pub mod grid;
#[cfg(feature = "hydrate")]
pub mod keyboard;
#[cfg(feature = "hydrate")]
pub mod page;
pub mod preference;
#[cfg(feature = "hydrate")]
pub mod search_form;
#[cfg(feature = "hydrate")]
pub mod session;

/// Calls a method whose binding lets what it throws escape, such as one that the browser's owner or
/// an extension forbids.
#[cfg(feature = "hydrate")]
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
