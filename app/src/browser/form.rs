//! Reads and writes the DOM of an application's form. Browser only.

use super::document::document;
use super::focus;
use crate::element_ids::APPLICATION_NAME_FIELD;
use domain::application::{ApplicationDraft, ApplicationKind};
use domain::redirect_uri::split_pasted;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use web_sys::{ClipboardEvent, Element, FormData, HtmlFormElement, HtmlInputElement};

/// User input from before hydration.
pub struct TypedForm {
    pub draft: ApplicationDraft,
    pub caret: Option<Caret>,
}

pub struct Caret {
    field: Element,
    start: u32,
    end: u32,
}

/// Reads the fields of the open form as a browser would submit them.
pub fn read() -> Option<TypedForm> {
    let form = document().query_selector("form.dialog-form").ok()??;
    let form: HtmlFormElement = form.dyn_into().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let draft = ApplicationDraft {
        name: text(APPLICATION_NAME_FIELD),
        redirect_uris: text("redirect_uris").replace("\r\n", "\n"),
        permissions: data
            .get_all("permissions")
            .iter()
            .filter_map(|scope| scope.as_string())
            .collect(),
        kind: ApplicationKind::parse(&text("kind")).unwrap_or_default(),
    };
    Some(TypedForm { draft, caret: Caret::here() })
}

impl Caret {
    fn here() -> Option<Self> {
        let field = focus::focused()?;
        let (start, end) = if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            (area.selection_start(), area.selection_end())
        } else {
            let input = field.dyn_ref::<HtmlInputElement>()?;
            (input.selection_start(), input.selection_end())
        };
        let (start, end) = (start.ok()??, end.ok()??);
        Some(Self { field, start, end })
    }

    /// Restores the caret after `value` was set, which moves it to the end.
    pub fn restore(&self) {
        let _ = if let Some(area) = self.field.dyn_ref::<HtmlTextAreaElement>() {
            area.set_selection_range(self.start, self.end)
        } else if let Some(input) = self.field.dyn_ref::<HtmlInputElement>() {
            input.set_selection_range(self.start, self.end)
        } else {
            Ok(())
        };
    }
}

/// In the next animation frame, focuses a text field and moves the caret.
pub fn move_caret_soon(field: NodeRef<html::Textarea>, caret: u32) {
    if cfg!(feature = "ssr") {
        return;
    }
    request_animation_frame(move || {
        if let Some(area) = field.try_get_untracked().flatten() {
            let _ = area.focus();
            let _ = area.set_selection_range(caret, caret);
        }
    });
}

/// Pastes a list of redirect URIs into a field, one per line. Returns the new value of the field;
/// `None` if the clipboard holds no list, so that the browser pastes as usual.
pub fn paste_list(field: NodeRef<html::Textarea>, event: &ClipboardEvent) -> Option<String> {
    let pasted = event.clipboard_data()?.get_data("text").ok()?;
    let lines = split_pasted(&pasted)?;
    event.prevent_default();
    let area = field.get_untracked()?;
    let start = area.selection_start().ok().flatten().unwrap_or(0);
    let end = area.selection_end().ok().flatten().unwrap_or(start);
    let _ = area.set_range_text_with_start_and_end_and_mode(&lines, start, end, "end");
    Some(area.value())
}
