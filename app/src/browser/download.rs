//! Downloads of files that are created in the browser. Browser only; nothing is sent anywhere.

use super::call;
use super::document::document;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::Array;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// When the object URL is revoked; the browser must have read it by then.
const REVOKE_AFTER: Duration = Duration::from_secs(10);

/// Starts a download of `text`. Returns whether that was possible; whether the file was saved, a page
/// can't know.
pub fn offer(file_name: &str, media_type: &str, text: &str) -> bool {
    try_offer(file_name, media_type, text).is_ok()
}

fn try_offer(file_name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let pressed = press(&url, file_name);
    leptos::prelude::set_timeout(move || drop(Url::revoke_object_url(&url)), REVOKE_AFTER);
    pressed
}

/// Clicks a temporary `<a download>`.
fn press(url: &str, file_name: &str) -> Result<(), JsValue> {
    let anchor: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    anchor.set_href(url);
    anchor.set_download(file_name);
    call(&anchor, "click", &[]).map(drop)
}
