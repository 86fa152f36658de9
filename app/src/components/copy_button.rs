//! A button that copies a public text and shows what really happened.

use super::icon::IconKind;
use super::shortcuts::{Command, keyshortcuts};
use super::toast::Toasts;
use crate::browser::clipboard;
use crate::texts;
use domain::application::ClientId;
use leptos::prelude::*;
use std::time::Duration;

/// How long a button shows what became of a copy.
const SHOWN: Duration = Duration::from_secs(2);

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
    #[prop(optional_no_strip)]
    command: Option<Command>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            aria-keyshortcuts=command.map(keyshortcuts)
            class="icon copy js-only"
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
    #[prop(optional)]
    command: Option<Command>,
) -> impl IntoView {
    let state = RwSignal::new(CopyState::default());
    let toasts = expect_context::<Toasts>();
    let copy = Callback::new(move |()| copy_text(text.clone(), state, toasts));
    view! { <CopyButton label=label state=state copy=copy command=command/> }
}

fn copy_text(text: String, state: RwSignal<CopyState>, toasts: Toasts) {
    leptos::task::spawn_local(async move {
        let copied = copy_and_say(&text, texts::COPIED, toasts).await;
        state.try_set(if copied { CopyState::Done } else { CopyState::Failed });
        let idle = move || {
            state.try_set(CopyState::Idle);
        };
        set_timeout(idle, SHOWN);
    });
}

/// Copies `text` and says what really happened: `said`, or which keys to press. Where those are
/// needed, the text is selected where it stands on the page. Returns whether it was copied.
async fn copy_and_say(text: &str, said: &'static str, toasts: Toasts) -> bool {
    let copied = clipboard::copy(text, None).await;
    if copied {
        toasts.clear();
        toasts.push_info(said);
    } else {
        clipboard::select(text);
        toasts.push_error(texts::COPY_FAILED);
    }
    copied
}

/// Copies a client ID, and says so.
pub fn copy_client_id(id: ClientId, toasts: Toasts) {
    leptos::task::spawn_local(async move {
        copy_and_say(id.as_str(), texts::COPIED_ID, toasts).await;
    });
}
