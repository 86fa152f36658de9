//! Whether the page is hydrated: until then it must be what the server wrote.

use leptos::prelude::{ArcRwSignal, Get, GetUntracked, Set};

thread_local! {
    // One signal for all that look different afterwards, and none of it is anybody's to drop.
    static DONE: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Notes that it is.
pub fn finish() {
    DONE.with(|done| done.set(true));
}

/// Whether it is; runs what asks again when it is. Never on the server.
pub fn is_done() -> bool {
    !cfg!(feature = "ssr") && DONE.with(Get::get)
}

/// As [`is_done`], at this moment.
pub fn is_done_now() -> bool {
    !cfg!(feature = "ssr") && DONE.with(GetUntracked::get_untracked)
}
