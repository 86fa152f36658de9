//! Executes the effects of a form on the page around it: table, credentials dialog, toasts,
//! navigation.

use super::session::{FormEffect, FormFocus, FormSession, SaveRequest};
use super::state::FormState;
use super::unavailable::leave_form;
use crate::browser::focus;
use crate::components::credentials_dialog::Credentials;
use crate::components::reauthentication::Reauthentication;
use crate::components::toast::Toasts;
use crate::element_ids::name_id;
use crate::state::FormOpener;
use crate::table::event::Event;
use crate::table::handle::Table;
use crate::texts;
use domain::application::ClientId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;

/// Handles to the page around a form. They outlive the form: a reply may arrive after it was left.
#[derive(Clone)]
pub(super) struct FormHost {
    table: Table,
    toasts: Toasts,
    credentials: Credentials,
    reauth: Reauthentication,
    opener: FormOpener,
    /// Disposed with the form.
    leave: Callback<()>,
    open: Arc<dyn Fn(&str) + Send + Sync>,
}

impl FormHost {
    pub(super) fn from_context() -> Self {
        let navigate = use_navigate();
        Self {
            table: expect_context(),
            toasts: expect_context(),
            credentials: expect_context(),
            reauth: expect_context(),
            opener: expect_context(),
            leave: leave_form(),
            open: Arc::new(move |path| {
                navigate(path, NavigateOptions { replace: true, ..NavigateOptions::default() });
            }),
        }
    }

    /// Executes effects.
    pub(super) fn perform(&self, state: FormState, effects: Vec<FormEffect>) {
        for effect in effects {
            match effect {
                FormEffect::Send(request) => self.send(state, request),
                FormEffect::Focus(FormFocus::Line(line)) => state.go_to_line(line),
                FormEffect::Focus(place) => focus::first_present(vec![place.id().to_owned()]),
                FormEffect::Leave => {
                    self.leave.try_run(());
                }
                FormEffect::ShowCreated(created) => {
                    let id = &created.summary.client_id;
                    self.table.send(Event::Inserted(vec![created.summary.clone()]));
                    self.opener.draft.set_value(None);
                    self.opener.focus.set_value(Some(name_id(id)));
                    self.credentials.show(created);
                }
                FormEffect::ShowEdited(application) => {
                    self.table.send(Event::Edited(application.clone()));
                    self.toasts.clear();
                    self.toasts.push_info(format!("Saved {}", application.name.as_str()));
                }
                FormEffect::ShowAlreadyCreated(id) => self.show_already_created(&id),
                FormEffect::SayNotSaved => self.toasts.push_error(texts::NOT_SAVED),
            }
        }
    }

    fn send(&self, state: FormState, request: SaveRequest) {
        let host = self.clone();
        leptos::task::spawn_local(async move {
            let outcome = request.send(host.reauth).await;
            let mut outcome = Some(outcome);
            let mut answered = |session: Option<&mut FormSession>| {
                outcome.take().map(|outcome| FormSession::answered(session, outcome))
            };
            let effects = state.session.try_update(|session| answered(Some(session))).flatten();
            let effects = effects.or_else(|| answered(None)).unwrap_or_default();
            host.perform(state, effects);
        });
    }

    fn show_already_created(&self, id: &ClientId) {
        self.opener.draft.set_value(None);
        (self.open)(&format!("/applications/{}?notice=already-created", id.as_str()));
    }
}
