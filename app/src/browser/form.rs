//! What stands in a form that was filled in before the page was taken over. Browser only.

use super::focus::document;
use crate::pages::applications::form_fields::NAME_FIELD;
use domain::application::{ApplicationDraft, ApplicationKind};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

/// Reads the fields of the open application's form as a browser would send them.
pub fn read() -> Option<ApplicationDraft> {
    let form = document().query_selector("form.dialog-form").ok()??;
    let form: HtmlFormElement = form.dyn_into().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    Some(ApplicationDraft {
        name: text(NAME_FIELD),
        redirect_uris: text("redirect_uris").replace("\r\n", "\n"),
        permissions: data
            .get_all("permissions")
            .iter()
            .filter_map(|scope| scope.as_string())
            .collect(),
        kind: ApplicationKind::parse(&text("kind")).unwrap_or_default(),
    })
}
