//! The clipboard.

use super::call;
use super::document::{document, elements};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Promise, Reflect};
use web_sys::{Element, HtmlDocument, HtmlTextAreaElement};

/// Copies `text` and returns whether that succeeded.
///
/// Uses the Clipboard API; where that is missing (insecure contexts) or fails, a temporary
/// text area and `execCommand`. Elements outside of an open modal dialog can't be selected, so
/// `inside` is that dialog, if there is one.
pub async fn copy(text: &str, inside: Option<Element>) -> bool {
    if let Some(written) = write(text)
        && JsFuture::from(written).await.is_ok()
    {
        return true;
    }
    copy_by_selection(text, inside).unwrap_or(false)
}

/// Calls the Clipboard API; `None` if it is missing or throws.
fn write(text: &str) -> Option<Promise> {
    let clipboard = Reflect::get(&window().navigator(), &JsValue::from_str("clipboard")).ok()?;
    Some(Promise::resolve(&call(&clipboard, "writeText", &[text]).ok()?))
}

/// Selects the first `<code>` whose text is `text`, so that Ctrl+C copies it.
pub fn select(text: &str) {
    let shows = |element: &Element| element.text_content().as_deref() == Some(text);
    let mut places = elements(document().query_selector_all("code").ok());
    if let Some(place) = places.find(shows)
        && let Ok(Some(selection)) = window().get_selection()
    {
        let _ = selection.select_all_children(&place);
    }
}

fn copy_by_selection(text: &str, inside: Option<Element>) -> Option<bool> {
    let document = document();
    let host = inside.or_else(|| document.body().map(Into::into))?;
    let focused = document.active_element();
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("visually-hidden");
    let _ = area.set_attribute("readonly", "");
    let _ = area.set_attribute("aria-hidden", "true");
    host.append_child(&area).ok()?;
    area.select();
    let copied = document.unchecked_into::<HtmlDocument>().exec_command("copy").unwrap_or(false);
    area.set_value("");
    area.remove();
    if let Some(element) = focused.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
    Some(copied)
}
