//! A button that copies a public text and shows what really happened.

use super::icon::{Icon, IconKind};
use leptos::prelude::*;

/// What became of the last copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyState {
    /// Nothing was copied yet, or long ago.
    #[default]
    Idle,
    /// It is on the clipboard.
    Done,
    /// The browser refused.
    Failed,
}

impl CopyState {
    const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// The look of a copy button; the page decides what is copied.
#[component]
pub fn CopyButton(
    /// Its accessible name, such as "Copy client ID".
    #[prop(into)]
    label: String,
    /// What became of the last copy.
    state: RwSignal<CopyState>,
    /// Copies.
    copy: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon copy live"
            data-state=move || state.get().name()
            aria-label=label
            on:click=move |_| copy.run(())
        >
            <Icon kind=IconKind::Copy class="idle"/>
            <Icon kind=IconKind::Check class="done"/>
            <Icon kind=IconKind::Alert class="failed"/>
        </button>
    }
}

/// Copies `text` on a click and shows for two seconds that it did.
#[component]
pub fn CopyText(
    /// Its accessible name.
    #[prop(into)]
    label: String,
    /// What is copied.
    text: String,
) -> impl IntoView {
    let state = RwSignal::new(CopyState::default());
    let copy = Callback::new(move |()| copy_text(text.clone(), state));
    view! { <CopyButton label=label state=state copy=copy/> }
}

/// Copies in the browser; does nothing on the server.
fn copy_text(text: String, state: RwSignal<CopyState>) {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        let copied = crate::browser::clipboard::copy(&text, None).await;
        state.set(if copied { CopyState::Done } else { CopyState::Failed });
        let seconds = std::time::Duration::from_secs(2);
        set_timeout(
            move || {
                state.try_set(CopyState::Idle);
            },
            seconds,
        );
    });
    #[cfg(feature = "ssr")]
    let _ = (text, state);
}
