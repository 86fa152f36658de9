//! The view of the form dialog.

use super::conflict::conflict;
use super::fields::fields;
use super::footer::footer;
use super::host::FormHost;
use super::opening::Opening;
use super::session::{FormEffect, FormMode};
use super::state::FormState;
use super::suggested_uri::SuggestedUri;
use super::unavailable::return_focus;
use super::{adopt, impact};
use crate::api::dashboard::Dashboard;
use crate::browser::window;
use crate::components::dialog::Dialog;
use crate::components::hidden_fields::{for_account, hidden};
use crate::components::icon::{Icon, IconKind};
use crate::pages::applications::search_url::use_search;
use crate::texts;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

pub(super) fn form_dialog(dashboard: Dashboard, opening: &Opening) -> impl IntoView + use<> {
    let state = opening.form(dashboard);
    let host = FormHost::from_context();
    let perform = Callback::new(move |effects: Vec<FormEffect>| host.perform(state, effects));
    let cancel = Callback::new(move |()| {
        perform.run(state.update(|session, draft| session.cancel(&draft)));
    });
    let submit = Callback::new(move |()| perform.run(state.submit()));
    let discard = Callback::new(move |()| perform.run(state.update(|session, _| session.leave())));
    let on_cancel_press = move |event: MouseEvent| {
        event.prevent_default();
        cancel.run(());
    };

    let edited = match opening {
        Opening::New { .. } => None,
        Opening::Edit { application, .. } => Some(application.client_id.clone()),
    };
    let is_suggested = matches!(opening, Opening::Edit { suggested_uri: Some(_), .. });
    if cfg!(feature = "hydrate") {
        adopt::adopt_typed_input(state, opening);
        window::guard_unload(Signal::derive(move || untrack(|| state.is_at_risk())));
        if let Some(id) = edited.clone() {
            impact::watch(state, id);
        }
    }
    let (title, action, sent) = sent_without_scripts(state);
    let is_edit = edited.is_some();
    return_focus(edited, || true);
    let conflict = move || state.shown_conflict.get().map(|current| conflict(state, &current));
    view! {
        <Dialog labelledby="form-title" on_cancel=cancel on_submit=submit>
            <form
                class="dialog-form"
                method="post"
                action=action
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    submit.run(());
                }
            >
                {for_account()}
                {hidden(vec![sent])}
                <header>
                    <h2 id="form-title">{title}</h2>
                    <button class="icon" form="cancel" aria-label=texts::CLOSE on:click=on_cancel_press>
                        <Icon kind=IconKind::Close/>
                    </button>
                </header>
                <div class="body">
                    {is_edit.then(|| view! {
                        <p class="notice quiet">
                            <Icon kind=IconKind::Lock/>
                            <span>{texts::CREDENTIALS_STAY}</span>
                        </p>
                    })}
                    {is_suggested.then(|| view! { <SuggestedUri/> })}
                    {conflict}
                    {fields(state)}
                </div>
                {footer(state, cancel, discard)}
            </form>
            // Without scripts, Cancel and Close submit this form, which loads the table.
            <form id="cancel" action="/applications">
                {hidden(use_search().get_untracked().pairs())}
            </form>
        </Dialog>
    }
}

/// The title, the action of the plain form, and its hidden field: the idempotency key of a new
/// application, or the version that an edit started from.
fn sent_without_scripts(state: FormState) -> (&'static str, String, (&'static str, String)) {
    state.session.with_untracked(|session| match session.mode() {
        FormMode::Create { key } => {
            (texts::NEW_APPLICATION, "/applications/new".to_owned(), ("key", key.clone()))
        }
        FormMode::Edit { id, version } => {
            let action = format!("/applications/{}/edit", id.as_str());
            (texts::EDIT_APPLICATION, action, ("version", version.to_string()))
        }
    })
}
