//! Files made in the browser. Browser only; nothing is sent anywhere.

use super::focus::document;
use gloo_file::{Blob, ObjectUrl};
use wasm_bindgen::JsCast;
use web_sys::HtmlAnchorElement;

/// Offers `text` as a file. Returns whether the browser took it.
pub fn save(file_name: &str, media_type: &str, text: &str) -> bool {
    let blob = Blob::new_with_options(text, Some(media_type));
    let url = ObjectUrl::from(blob);
    let Ok(element) = document().create_element("a") else { return false };
    let Ok(anchor) = element.dyn_into::<HtmlAnchorElement>() else { return false };
    anchor.set_href(&url);
    anchor.set_download(file_name);
    anchor.click();
    // The URL must outlive the click: the browser reads it a moment later.
    leptos::prelude::set_timeout(move || drop(url), std::time::Duration::from_secs(10));
    true
}
