//! The footer of the form dialog: the server's message, and the buttons or the confirmation to discard
//! the input.

use super::session::FormFocus;
use super::state::FormState;
use crate::components::icon::{Icon, IconKind};
use crate::components::shortcuts::Command;
use crate::texts;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// The server's message is in the footer, so that it is visible wherever the fields are scrolled to.
pub(super) fn footer(
    state: FormState,
    cancel: Callback<()>,
    discard: Callback<()>,
) -> impl IntoView {
    let asks = Memo::new(move |_| state.session.with(|session| session.asks_discard));
    let notice = move || {
        state.shown_notice.get().map(|text| {
            view! {
                <p class="notice bad" role="alert">
                    <Icon kind=IconKind::Alert/>
                    <span>{text}</span>
                </p>
            }
        })
    };
    let foot = move || {
        if asks.get() {
            view! { <DiscardQuestion cancel=cancel discard=discard/> }.into_any()
        } else {
            view! { <FormButtons state=state cancel=cancel/> }.into_any()
        }
    };
    view! {
        {notice}
        {foot}
    }
}

#[component]
fn FormButtons(state: FormState, cancel: Callback<()>) -> impl IntoView {
    let is_saving = Memo::new(move |_| state.session.with(|session| session.is_saving));
    let press_cancel = move |event: MouseEvent| {
        event.prevent_default();
        cancel.run(());
    };
    view! {
        <footer>
            <button class="button" form="cancel" on:click=press_cancel>{texts::CANCEL}</button>
            <button class="button primary" aria-busy=move || is_saving.get().then_some("true")>
                {texts::SAVE}
                <kbd aria-hidden="true">{Command::Save.keys_text()}</kbd>
            </button>
        </footer>
    }
}

#[component]
fn DiscardQuestion(cancel: Callback<()>, discard: Callback<()>) -> impl IntoView {
    view! {
        <footer class="confirm" role="group" aria-labelledby="confirm-text">
            <p id="confirm-text">{texts::DISCARD_QUESTION}</p>
            <button type="button" class="button" on:click=move |_| cancel.run(())>
                {texts::KEEP_EDITING}
            </button>
            <button
                type="button"
                class="button danger"
                id=FormFocus::Discard.id()
                on:click=move |_| discard.run(())
            >
                {texts::DISCARD}
            </button>
        </footer>
    }
}
