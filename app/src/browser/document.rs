//! Finding elements in the document.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlElement, NodeList};

/// The document. Browser only.
pub fn document() -> Document {
    leptos::prelude::document()
}

/// The element with this `id`. `None` on the server.
pub fn element_by_id(id: &str) -> Option<HtmlElement> {
    if cfg!(feature = "ssr") {
        return None;
    }
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The first element that matches a selector. `None` on the server.
pub fn first(selector: &str) -> Option<HtmlElement> {
    if cfg!(feature = "ssr") {
        return None;
    }
    document().query_selector(selector).ok()??.dyn_into().ok()
}

pub fn elements(list: Option<NodeList>) -> impl Iterator<Item = Element> {
    let list = list.into_iter();
    list.flat_map(|list| {
        (0..list.length()).filter_map(move |index| list.get(index)?.dyn_into::<Element>().ok())
    })
}

/// The target of an event.
pub fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}
