//! What a page shows while it waits for a part of the program.

use crate::browser::startup;
use crate::texts;
use leptos::prelude::*;
use std::time::Duration;

/// How long it takes before assistive technology says so. A line shows it sooner, by style sheet.
const ANNOUNCE_AFTER: Duration = Duration::from_secs(1);

/// How many pages wait for their part, and whether the last one has for long.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChunkLoading {
    waiting: RwSignal<u32>,
    is_long: RwSignal<bool>,
}

/// One page that waits. Gone when the part has come, or nobody waits for it any more.
#[derive(Debug)]
pub struct LoadingGuard(ChunkLoading);

impl ChunkLoading {
    /// From now on a page waits.
    pub fn begin(self) -> LoadingGuard {
        self.waiting.update(|count| *count += 1);
        startup::show_loading(true);
        set_timeout(
            move || {
                let waits = self.waiting.try_get_untracked().is_some_and(|count| count > 0);
                self.is_long.try_set(waits);
            },
            ANNOUNCE_AFTER,
        );
        LoadingGuard(self)
    }
}

impl Drop for LoadingGuard {
    fn drop(&mut self) {
        let Self(loading) = *self;
        loading.waiting.try_update(|count| *count -= 1);
        if loading.waiting.try_get_untracked() == Some(0) {
            loading.is_long.try_set(false);
            startup::show_loading(false);
        }
    }
}

/// **`status "ChunkLoading…"`**, while it takes long.
#[component]
pub fn LoadingStatus() -> impl IntoView {
    let loading = expect_context::<ChunkLoading>();
    view! {
        <p class="visually-hidden" role="status">
            {move || loading.is_long.get().then_some(texts::LOADING)}
        </p>
    }
}
