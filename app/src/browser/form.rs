//! What stands in a form that was filled in before the page was taken over. Browser only.

use domain::application::{ApplicationDraft, ApplicationKind};
use web_sys::{FormData, HtmlFormElement};

/// Reads the fields of an application's form as a browser would send them.
pub fn read(form: &HtmlFormElement) -> Option<ApplicationDraft> {
    let data = FormData::new_with_form(form).ok()?;
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    Some(ApplicationDraft {
        name: text("name"),
        redirect_uris: text("redirect_uris").replace("\r\n", "\n"),
        permissions: data
            .get_all("permissions")
            .iter()
            .filter_map(|scope| scope.as_string())
            .collect(),
        kind: ApplicationKind::parse(&text("kind")).unwrap_or_default(),
    })
}
