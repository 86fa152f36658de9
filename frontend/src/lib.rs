//! The WebAssembly entry points. `app/src/shell/start.js` calls `load`, then `hydrate`.

#![recursion_limit = "512"]

use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// Loads the chunk of the current page, if it is not in the first one.
///
/// # Errors
/// It can't be fetched.
#[wasm_bindgen]
pub async fn load() -> Result<(), JsError> {
    console_error_panic_hook::set_once();
    app::app::load_page_chunk().await.map_err(JsError::from)
}

/// Hydrates the page. A panic is thrown as a `RuntimeError`.
#[wasm_bindgen]
pub fn hydrate() {
    app::app::hydrate();
}
