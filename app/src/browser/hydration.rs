//! Whether the page is hydrated. Until then, components must render exactly what the server did.

use leptos::prelude::{ArcRwSignal, Get, GetUntracked, Set};

thread_local! {
    // Reference-counted and static, so that no owner disposes it.
    static HYDRATED: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

pub fn set_hydrated() {
    HYDRATED.with(|hydrated| hydrated.set(true));
}

/// Whether the page is hydrated. Tracks. Always `false` on the server.
pub fn is_hydrated() -> bool {
    !cfg!(feature = "ssr") && HYDRATED.with(Get::get)
}

pub fn is_hydrated_untracked() -> bool {
    !cfg!(feature = "ssr") && HYDRATED.with(GetUntracked::get_untracked)
}
