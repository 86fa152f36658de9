//! Whether the page is hydrated: until then it must be what the server wrote.

use leptos::prelude::{ArcRwSignal, Get, GetUntracked, Set};

thread_local! {
    // One signal for all that look different afterwards, and none of it is anybody's to drop.
    static HYDRATED: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Notes that it is.
pub fn set_hydrated() {
    HYDRATED.with(|hydrated| hydrated.set(true));
}

/// Whether it is; runs what asks again when it is. Never on the server.
pub fn is_hydrated() -> bool {
    !cfg!(feature = "ssr") && HYDRATED.with(Get::get)
}

/// As [`is_hydrated`], at this moment.
pub fn is_hydrated_untracked() -> bool {
    !cfg!(feature = "ssr") && HYDRATED.with(GetUntracked::get_untracked)
}
