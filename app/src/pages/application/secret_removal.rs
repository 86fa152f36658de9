//! Removing a client secret and undoing that: by the toast, by its shortcut, and for a day on the
//! application's page, also without scripts.

use crate::api::{self, ApiError};
use crate::browser::focus;
use crate::components::action_form::{ActionForm, ActionFuture};
use crate::components::reauthentication::Reauthentication;
use crate::components::toast::{ToastAction, ToastOffer, Toasts};
use crate::element_ids::{ADD_SECRET_ID, SECRETS_ID, remove_secret_id};
use crate::state::Changes;
use crate::texts;
use domain::application::{Application, ClientId};
use domain::client_secret::RemovedSecret;
use leptos::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

/// Removes and restores client secrets.
#[derive(Clone, Copy)]
pub struct SecretRemoval {
    application: RwSignal<Application>,
    client_id: StoredValue<ClientId>,
    toasts: Toasts,
    reauth: Reauthentication,
    changes: Changes,
}

impl SecretRemoval {
    pub fn from_context(application: RwSignal<Application>) -> Self {
        Self {
            application,
            client_id: StoredValue::new(
                application.with_untracked(|application| application.client_id.clone()),
            ),
            toasts: expect_context(),
            reauth: expect_context(),
            changes: expect_context(),
        }
    }

    /// The action of the plain form for a verb.
    pub fn action(self, verb: &str) -> String {
        format!("/applications/{}/secrets/{verb}", self.client_id.get_value().as_str())
    }

    /// Removes the secret that ends in `last_four`, and shows the impact with *Undo*.
    pub async fn remove(self, last_four: String) {
        let client_id = self.client_id.get_value();
        self.changes.begin();
        let remove = || api::applications::remove_secret(client_id.clone(), last_four.clone());
        match self.reauth.retry_when_signed_out(remove).await {
            Ok(application) => {
                let mut removed = application.removed_secrets.iter();
                let removed = removed.find(|secret| secret.last_four == last_four);
                let said = removed.map(texts::removed_secret).unwrap_or_default();
                self.toasts.clear();
                let undo = self.undo_action(client_id, last_four);
                self.toasts.push_undoable(said, ToastOffer::Undo, undo, HashSet::new());
                self.show(application, &[ADD_SECRET_ID, SECRETS_ID]);
                // Runs an undo that was queued while this was in flight.
                if self.changes.end(true) && !self.toasts.undo_last() {
                    self.changes.clear_queued_undos();
                }
            }
            Err(error) => self.fail(error),
        }
    }

    /// Works after the page was left.
    fn undo_action(self, client_id: ClientId, last_four: String) -> ToastAction {
        Arc::new(move || {
            leptos::task::spawn_local(self.restore(client_id.clone(), last_four.clone()));
        })
    }

    async fn restore(self, client_id: ClientId, last_four: String) {
        self.changes.begin();
        let restore = || api::applications::restore_secret(client_id.clone(), last_four.clone());
        match self.reauth.retry_when_signed_out(restore).await {
            Ok(application) => {
                self.toasts.clear();
                self.toasts.push_info(format!("Restored the secret ending {last_four}"));
                self.show(application, &[&remove_secret_id(&last_four), SECRETS_ID]);
                self.changes.end(true);
            }
            Err(error) => self.fail(error),
        }
    }

    /// Updates the page and moves the focus, unless the page was left.
    fn show(self, application: Application, focus: &[&str]) {
        if self.application.try_set(application).is_none() {
            focus::first_present(focus.iter().map(|&id| id.to_owned()).collect());
        }
    }

    fn fail(self, error: ApiError) {
        self.changes.end(false);
        self.toasts.push_error(error.0.message);
    }
}

/// A removed secret, with *Restore* while there is room for it.
#[component]
pub fn RemovedSecretCard(
    secret: RemovedSecret,
    application: RwSignal<Application>,
) -> impl IntoView {
    let removal = SecretRemoval::from_context(application);
    let text = texts::restorable_secret(&secret);
    let last_four = secret.last_four;
    let restore = application.with_untracked(Application::has_room_for_secret).then(|| {
        let field = ("last_four", last_four.clone());
        let label = format!("Restore secret ending {last_four}");
        let restore = Callback::new(move |()| -> ActionFuture {
            Box::pin(removal.restore(removal.client_id.get_value(), last_four.clone()))
        });
        view! {
            <ActionForm action=removal.action("restore") run=restore label=label class="button small" field=field>
                {texts::RESTORE}
            </ActionForm>
        }
    });
    view! {
        <div class="card card-row">
            <p class="muted">{text}</p>
            {restore}
        </div>
    }
}
