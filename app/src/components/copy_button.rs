//! A button that copies a public text and shows what really happened.

use super::icon::IconKind;
use super::toast::Toasts;
#[cfg(feature = "hydrate")]
use crate::browser::clipboard;
#[cfg(feature = "hydrate")]
use crate::texts;
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

    const fn icon(self) -> IconKind {
        match self {
            Self::Idle => IconKind::Copy,
            Self::Done => IconKind::Check,
            Self::Failed => IconKind::Alert,
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
    #[prop(into)]
    state: Signal<CopyState>,
    /// Copies.
    copy: Callback<()>,
    /// The command that does the same, where there is one.
    #[prop(default = "")]
    command: &'static str,
) -> impl IntoView {
    let command = (!command.is_empty()).then_some(command);
    view! {
        <button
            type="button"
            data-command=command
            class="icon copy live"
            data-state=move || state.get().name()
            aria-label=label
            on:click=move |_| copy.run(())
        >
            // The state changes the address and not the element: there are many of these buttons.
            <svg aria-hidden="true">
                <use_ href=move || state.get().icon().href()></use_>
            </svg>
        </button>
    }
}

/// Copies `text` on a click, says so, and shows for two seconds that it did. Where the browser
/// refuses, the text is selected in the `<code>` that shows it.
#[component]
pub fn CopyText(
    /// Its accessible name.
    #[prop(into)]
    label: String,
    /// What is copied.
    text: String,
    /// The command that does the same, where there is one.
    #[prop(default = "")]
    command: &'static str,
) -> impl IntoView {
    let state = RwSignal::new(CopyState::default());
    let toasts = expect_context::<Toasts>();
    let copy = Callback::new(move |()| copy_text(text.clone(), state, toasts));
    view! { <CopyButton label=label state=state copy=copy command=command/> }
}

/// Copies in the browser; does nothing on the server.
fn copy_text(text: String, state: RwSignal<CopyState>, toasts: Toasts) {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        let copied = clipboard::copy_and_say(&text, texts::COPIED, toasts).await;
        state.try_set(if copied { CopyState::Done } else { CopyState::Failed });
        let seconds = std::time::Duration::from_secs(2);
        set_timeout(
            move || {
                state.try_set(CopyState::Idle);
            },
            seconds,
        );
    });
    #[cfg(feature = "ssr")]
    let _ = (text, state, toasts);
}
