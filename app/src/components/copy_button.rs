//! Buttons that copy text and show whether that succeeded.

use super::icon::IconKind;
use super::shortcuts::{Command, keyshortcuts};
use super::toast::Toasts;
use crate::browser::clipboard;
use crate::texts;
use domain::application::ClientId;
use leptos::prelude::*;
use std::time::Duration;

/// How long a button shows the result of a copy.
const SHOWN: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyState {
    /// Nothing was copied recently.
    #[default]
    Idle,
    Done,
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

/// A copy button whose owner does the copying.
#[component]
pub fn CopyButton(
    #[prop(into)] label: String,
    #[prop(into)] state: Signal<CopyState>,
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
            // The state changes an attribute and not the element, because tables have many of these.
            <svg aria-hidden="true">
                <use_ href=move || state.get().icon().href()></use_>
            </svg>
        </button>
    }
}

/// A button that copies `text` and shows the result for two seconds. If the browser refuses, the
/// text is selected in the `<code>` that shows it.
#[component]
pub fn CopyText(
    #[prop(into)] label: String,
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

/// Copies `text` and shows a toast: `said`, or on failure which keys to press; then the text is
/// selected on the page. Returns whether it was copied.
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

/// Copies a client ID and shows a toast.
pub fn copy_client_id(id: ClientId, toasts: Toasts) {
    leptos::task::spawn_local(async move {
        copy_and_say(id.as_str(), texts::COPIED_ID, toasts).await;
    });
}
