//! The clipboard. Browser only.

use super::focus::document;
use crate::components::toast::Toasts;
use crate::texts;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Reflect;
use web_sys::{Element, HtmlDocument, HtmlTextAreaElement};

/// Copies `text` and returns whether it really is on the clipboard.
///
/// Uses the Clipboard API; where that is missing (any plain-http origin but loopback) or refuses,
/// a selection and `execCommand`. What lies outside of a modal dialog can't be selected, so
/// `inside` names the dialog if there is one.
pub async fn copy(text: &str, inside: Option<Element>) -> bool {
    let navigator = window().navigator();
    let available = Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| !clipboard.is_undefined() && !clipboard.is_null());
    if available && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok() {
        return true;
    }
    copy_by_selection(text, inside).unwrap_or(false)
}

/// Copies a client ID and says what really happened.
pub fn copy_and_say(id: String, toasts: Toasts) {
    leptos::task::spawn_local(async move {
        if copy(&id, None).await {
            toasts.clear();
            toasts.say(texts::COPIED_ID);
        } else {
            toasts.fail(texts::COPY_FAILED);
        }
    });
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
