//! What has the focus now.

use crate::browser::document::document;
use web_sys::Element;

/// The `id` of the main region.
pub const MAIN: &str = "main";

/// How many frames are waited for what does not come: a second.
pub(super) const FRAMES: u32 = 60;

/// Whether nothing that a person chose has the focus: it waits at the main region, or nowhere.
pub fn is_unfocused() -> bool {
    focused().is_none_or(|element| element.id() == MAIN)
}

/// Whether the focus is inside of what a selector names.
pub fn is_in(selector: &str) -> bool {
    focused().is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// What has the focus, unless it is lost. Nothing on the server.
pub fn focused() -> Option<Element> {
    if cfg!(feature = "ssr") {
        return None;
    }
    document().active_element().filter(|element| element.tag_name() != "BODY")
}
