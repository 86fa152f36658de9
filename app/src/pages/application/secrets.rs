//! The client secrets of an application, and their rotation.

use super::secret_removal::{RemovedSecretCard, SecretRemoval};
use crate::api;
use crate::browser::date;
use crate::components::action_form::{ActionForm, ActionFuture};
use crate::components::credentials_dialog::Credentials;
use crate::components::hidden_fields::new_form_key;
use crate::components::icon::{Icon, IconKind};
use crate::components::local_time::{LastUsed, LocalTime};
use crate::components::reauthentication::Reauthentication;
use crate::components::toast::Toasts;
use crate::element_ids::{ADD_SECRET_ID, SECRETS_ID, remove_secret_id};
use crate::texts;
use domain::application::{Application, ApplicationKind, ClientId};
use domain::client_secret::SecretSummary;
use leptos::prelude::*;

/// The list of secrets, with *Add secret* while there is room, and *Remove* while it is not the last
/// one. Nothing for a public application.
#[component]
pub fn Secrets(
    application: Application,
    /// Reloads the application.
    reload: Callback<()>,
) -> impl IntoView {
    if application.kind == ApplicationKind::Public {
        return ().into_any();
    }
    let client_id = StoredValue::new(application.client_id.clone());
    let application = RwSignal::new(application);
    // The browser's clock, set after hydration: the server does not render ages.
    let now = RwSignal::new(None);
    Effect::new(move |_| now.set(Some(date::now())));
    let outdated = Memo::new(move |_| {
        application.with(|application| {
            application.outdated_secret(now.get()?).map(|secret| secret.last_four.clone())
        })
    });
    let rows = move || {
        let secrets = application.with(|application| application.secrets.clone());
        let row = |secret: SecretSummary| {
            let may_go = application.with(|application| application.may_remove(&secret));
            view! { <SecretRow secret=secret may_go=may_go application=application outdated=outdated/> }
        };
        secrets.into_iter().map(row).collect_view()
    };
    let removed = move || {
        let removed = application.with(|application| application.removed_secrets.clone());
        let row = |secret| view! { <RemovedSecretCard secret=secret application=application/> };
        removed.into_iter().map(row).collect_view()
    };
    let is_full = move || application.with(|application| !application.has_room_for_secret());
    let add = move || {
        if is_full() {
            view! { <p class="hint">{texts::SECRETS_FULL}</p> }.into_any()
        } else {
            view! { <AddSecretButton client_id=client_id.get_value() reload=reload/> }.into_any()
        }
    };
    view! {
        <section aria-labelledby=SECRETS_ID>
            <h2 id=SECRETS_ID tabindex="-1">{texts::SECRETS}</h2>
            <p class="muted">{texts::SECRETS_ABOUT}</p>
            <ul class="card rows">{rows}</ul>
            {removed}
            {add}
        </section>
    }
    .into_any()
}

#[component]
fn SecretRow(
    secret: SecretSummary,
    may_go: bool,
    application: RwSignal<Application>,
    outdated: Memo<Option<String>>,
) -> impl IntoView {
    let SecretSummary { last_four, created_at, last_used_at, superseded_until } = secret;
    let is_outdated = {
        let last_four = last_four.clone();
        move || outdated.with(|outdated| *outdated == Some(last_four.clone()))
    };
    let notice = move || {
        is_outdated().then(|| {
            view! {
                <p class="notice quiet">
                    <Icon kind=IconKind::Alert/>
                    <span>{texts::SECRET_OUTDATED}</span>
                </p>
            }
        })
    };
    let remove = may_go.then(|| {
        view! { <RemoveSecretButton last_four=last_four.clone() application=application/> }
            .into_any()
    });
    view! {
        <li>
            <div>
                <p>{texts::ENDS_IN} " " <code translate="no">{last_four}</code></p>
                <p class="muted">
                    {texts::CREATED} " " <LocalTime at=created_at/> " · " {texts::LAST_USED} ": "
                    <LastUsed at=last_used_at/>
                </p>
                {notice}
                {superseded_until.map(|_| view! { <p class="muted">{texts::SECRET_SUPERSEDED}</p> })}
            </div>
            {remove}
        </li>
    }
}

#[component]
fn AddSecretButton(client_id: ClientId, reload: Callback<()>) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let reauth = expect_context::<Reauthentication>();
    let credentials = expect_context::<Credentials>();
    let action = format!("/applications/{}/secrets", client_id.as_str());
    let key = StoredValue::new(new_form_key());
    let field = ("key", key.get_value());
    let add = Callback::new(move |()| -> ActionFuture {
        let client_id = client_id.clone();
        Box::pin(async move {
            let add = || api::applications::add_secret(client_id.clone(), key.get_value());
            match reauth.retry_when_signed_out(add).await {
                Ok(added) => {
                    key.set_value(new_form_key());
                    toasts.clear();
                    credentials.show_secret(added);
                    reload.run(());
                }
                Err(error) => toasts.push_error(error.0.message),
            }
        })
    });
    view! {
        <ActionForm action=action run=add id=ADD_SECRET_ID field=field>
            <Icon kind=IconKind::Plus/>
            {texts::ADD_SECRET}
        </ActionForm>
    }
}

#[component]
fn RemoveSecretButton(last_four: String, application: RwSignal<Application>) -> impl IntoView {
    let removal = SecretRemoval::from_context(application);
    let action = removal.action("remove");
    let label = format!("Remove secret ending {last_four}");
    let id = remove_secret_id(&last_four);
    let field = ("last_four", last_four.clone());
    let remove =
        Callback::new(move |()| -> ActionFuture { Box::pin(removal.remove(last_four.clone())) });
    view! {
        <ActionForm action=action run=remove id=id label=label class="button small" field=field>
            {texts::REMOVE}
        </ActionForm>
    }
}
