//! Open popovers.

use crate::browser::document::first;

/// Whether a popover is open that the browser closes on Escape.
pub fn popover_is_open() -> bool {
    first(":popover-open:not(.toasts)").is_some()
}

/// Closes the popover that is open, if one is.
pub fn close_popover() {
    if let Some(open) = first("[popover=auto]:popover-open, [popover='']:popover-open") {
        let _ = open.hide_popover();
    }
}
