//! The refused requests of an application: why, and how to fix them.

use super::actions::EDIT_ID;
use crate::api;
use crate::browser::focus;
use crate::components::action_form::{ActionForm, ActionFuture};
use crate::components::icon::{Icon, IconKind};
use crate::components::local_time::LocalTime;
use crate::components::reauthentication::Reauthentication;
use crate::components::toast::Toasts;
use crate::element_ids::APPLICATION_TITLE_ID;
use crate::pages::applications::form::suggested_uri::edit_url_with;
use crate::state::FormOpener;
use crate::texts;
use domain::application::Application;
use domain::refused_request::RefusedRequests;
use leptos::prelude::*;

/// The refused requests, grouped; nothing if there are none.
#[component]
pub fn RefusedRequestsSection(
    application: Application,
    requests: Vec<RefusedRequests>,
) -> impl IntoView {
    let is_cleared = RwSignal::new(requests.is_empty());
    let held = StoredValue::new((application, requests));
    let section = move || {
        held.with_value(|(application, requests)| {
            let row = |group: &RefusedRequests| {
                view! { <RefusedRequestGroup application=application.clone() group=group.clone()/> }
            };
            view! {
                <section aria-labelledby="refused">
                    <div class="heading-row">
                        <div>
                            <h2 id="refused">{texts::REFUSED}</h2>
                            <p class="muted">{texts::REFUSED_ABOUT}</p>
                        </div>
                        <ClearButton application=application.clone() is_cleared=is_cleared/>
                    </div>
                    <ul class="card rows">{requests.iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    };
    move || (!is_cleared.get()).then(section)
}

#[component]
fn RefusedRequestGroup(application: Application, group: RefusedRequests) -> impl IntoView {
    let opener = expect_context::<FormOpener>();
    let explanation = group.explain(&application.redirect_uris);
    let times = match group.count {
        1 => "Once".to_owned(),
        count => format!("{count} times"),
    };
    let add = explanation.add.map(|uri| {
        view! {
            <a
                class="button small"
                href=edit_url_with(&application.client_id, &uri)
                aria-label=format!("{} {}", texts::ADD, uri.as_str())
                on:click=move |_| opener.opened_from(EDIT_ID.to_owned())
            >
                <Icon kind=IconKind::Plus/>
                {texts::ADD}
            </a>
        }
    });
    view! {
        <li>
            <div>
                <p><b>{explanation.problem}</b></p>
                <p>{explanation.fix}</p>
                <p class="muted">{times} " · last on " <LocalTime at=group.last_at/></p>
            </div>
            {add}
        </li>
    }
}

#[component]
fn ClearButton(application: Application, is_cleared: RwSignal<bool>) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let reauth = expect_context::<Reauthentication>();
    let client_id = application.client_id;
    let action = format!("/applications/{}/refused/forget", client_id.as_str());
    let clear = Callback::new(move |()| -> ActionFuture {
        let client_id = client_id.clone();
        Box::pin(async move {
            let forget = || api::applications::forget_refused_requests(client_id.clone());
            match reauth.retry_when_signed_out(forget).await {
                Ok(()) => {
                    is_cleared.set(true);
                    toasts.clear();
                    toasts.push_info(texts::CLEARED);
                    focus::first_present(vec![APPLICATION_TITLE_ID.to_owned()]);
                }
                Err(error) => toasts.push_error(error.0.message),
            }
        })
    });
    view! {
        <ActionForm action=action run=clear class="button small">
            {texts::CLEAR}
        </ActionForm>
    }
}
