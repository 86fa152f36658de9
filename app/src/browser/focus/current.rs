//! The element that has the focus.

use crate::browser::document::document;
use web_sys::Element;

/// The `id` of the main region.
pub const MAIN: &str = "main";

/// How many animation frames to wait for an element: about a second.
pub(super) const FRAMES: u32 = 60;

/// Whether the focus is on `<body>` or parked on the main region.
pub fn is_unfocused() -> bool {
    focused().is_none_or(|element| element.id() == MAIN)
}

/// Whether the element with the focus is in one that matches a selector.
pub fn is_in(selector: &str) -> bool {
    focused().is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// The element that has the focus; `None` if that is `<body>`, and on the server.
pub fn focused() -> Option<Element> {
    if cfg!(feature = "ssr") {
        return None;
    }
    document().active_element().filter(|element| element.tag_name() != "BODY")
}
