//! The loading indicator while a chunk is being loaded.

use crate::browser::startup;
use crate::texts;
use leptos::prelude::*;
use std::time::Duration;

/// When the live region announces it. The progress bar of the style sheet appears sooner.
const ANNOUNCE_AFTER: Duration = Duration::from_secs(1);

/// How many navigations wait for their chunk, and whether the last one has for long.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChunkLoading {
    waiting: RwSignal<u32>,
    is_long: RwSignal<bool>,
}

/// A navigation that waits for its chunk; dropped when the chunk is loaded or the navigation was
/// superseded.
#[derive(Debug)]
pub struct LoadingGuard(ChunkLoading);

impl ChunkLoading {
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

/// **`status "Loading…"`**, while loading takes long.
#[component]
pub fn LoadingStatus() -> impl IntoView {
    let loading = expect_context::<ChunkLoading>();
    view! {
        <p class="visually-hidden" role="status">
            {move || loading.is_long.get().then_some(texts::LOADING)}
        </p>
    }
}
