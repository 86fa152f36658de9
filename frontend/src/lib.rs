//! The browser's half: takes the rendered page over, and nothing else. The page's script calls what
//! is here, one after the other.

#![recursion_limit = "512"]

use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// Fetches what the page needs besides the first part of the program.
///
/// # Errors
/// It can't be fetched.
#[wasm_bindgen]
pub async fn load() -> Result<(), JsError> {
    console_error_panic_hook::set_once();
    app::app::load_page_chunk().await.map_err(JsError::from)
}

/// Takes the page over. What goes wrong is thrown.
#[wasm_bindgen]
pub fn hydrate() {
    app::app::hydrate();
}
