//! The browser's half: takes the rendered page over, and nothing else.

#![recursion_limit = "512"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's script when the program has loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::app::hydrate();
}
