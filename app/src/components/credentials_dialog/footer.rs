//! The footer of the credentials dialog: its buttons, or the confirmation before it closes.

use super::buttons::CredentialsButtons;
use super::state::{CredentialsEvent, CredentialsState, SaveStatus};
use crate::texts;
use domain::issued_credentials::CredentialFormat;
use leptos::prelude::*;

/// The buttons, or the confirmation to close with an unsaved secret. Without scripts, *Done* loads
/// `done_page`.
pub(super) fn footer(
    state: RwSignal<CredentialsState>,
    dispatch: Callback<CredentialsEvent>,
    close: Callback<()>,
    download: Callback<CredentialFormat>,
    done_page: String,
) -> impl IntoView {
    let asks_to_leave = Memo::new(move |_| state.with(|state| state.asks_to_leave));
    let status = Memo::new(move |_| state.with(|state| state.status));
    let leave = move || dispatch.run(CredentialsEvent::Leave);
    let question = move || match status.get() {
        SaveStatus::Offered => texts::LEAVE_OFFERED_QUESTION,
        SaveStatus::Unsaved | SaveStatus::Saved => texts::LEAVE_QUESTION,
    };
    let done_is_primary = Signal::derive(move || status.get() != SaveStatus::Unsaved);
    move || {
        if asks_to_leave.get() {
            view! {
                <footer class="confirm" role="group" aria-labelledby="leave-text">
                    <p id="leave-text">{question}</p>
                    <button type="button" class="button" id="go-back" on:click=move |_| leave()>
                        {texts::GO_BACK}
                    </button>
                    <button type="button" class="button danger" on:click=move |_| close.run(())>
                        {texts::CLOSE_ANYWAY}
                    </button>
                </footer>
            }
            .into_any()
        } else {
            view! {
                <CredentialsButtons
                    done_page=done_page.clone()
                    done_is_primary=done_is_primary
                    leave=move |()| leave()
                    download=download
                />
            }
            .into_any()
        }
    }
}
