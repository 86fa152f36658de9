//! Reads and writes the search form. Browser only.

use super::document::document;
use crate::element_ids::SEARCH_ID;
use domain::application::ApplicationKind;
use domain::permission::Scope;
use domain::search::{Search, Sort};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement};

fn form() -> Option<HtmlFormElement> {
    document().query_selector("form[role=search]").ok()??.dyn_into().ok()
}

fn field() -> Option<HtmlInputElement> {
    document().get_element_by_id(SEARCH_ID)?.dyn_into().ok()
}

/// The search in the form's fields, with this sort order.
pub fn read(sort: Sort) -> Option<Search> {
    let data = FormData::new_with_form(&form()?).ok()?;
    let pairs = ["q", "type", "permission", "unused"]
        .map(|name| (name, data.get(name).as_string().unwrap_or_default()));
    let mut search = Search::read(pairs.iter().map(|(name, value)| (*name, value.as_str())));
    search.text = search.text.trim().to_owned();
    search.sort = sort;
    Some(search)
}

/// Writes a search into the fields. The text field is left alone while it has the focus.
pub fn write(search: &Search) {
    let Some(form) = form() else { return };
    let active = document().active_element();
    if let Some(field) = field()
        && active.as_ref() != Some(field.as_ref())
    {
        field.set_value(&search.text);
    }
    let kind = search.kind.map(ApplicationKind::as_str).unwrap_or_default();
    let permission = search.permission.as_ref().map(Scope::as_str).unwrap_or_default();
    for (name, value) in [("type", kind), ("permission", permission)] {
        let select = form.query_selector(&format!("select[name={name}]")).ok().flatten();
        if let Some(select) = select.and_then(|found| found.dyn_into::<HtmlSelectElement>().ok()) {
            select.set_value(value);
        }
    }
    let unused = form.query_selector("input[name=unused]").ok().flatten();
    if let Some(tick) = unused.and_then(|found| found.dyn_into::<HtmlInputElement>().ok()) {
        tick.set_checked(search.unused);
    }
}

/// Clears the text field. Returns whether it held something.
pub fn clear_text() -> bool {
    field().filter(|field| !field.value().is_empty()).map(|field| field.set_value("")).is_some()
}
