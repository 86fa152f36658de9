//! The form dialogs that create and edit an application.
//!
//! Browser and server share the validation (`domain::application::ApplicationDraft`); problems that
//! the server reports are shown at the same fields. Input is never lost: not by a refusal, not by
//! an edit conflict, not by *Back*.
//!
//! | file | answers for |
//! | --- | --- |
//! | `session` | state machine: saved version, problems, conflict, confirmation, request in flight |
//! | `rules`, `lines` | validation and editing of field values |
//! | `state` | signals |
//! | `opening`, `adopt` | initial values; input from before hydration |
//! | `host`, `save` | executes effects: server, table, toasts |
//! | `dialog`, `fields` and the others | the view |

mod adopt;
mod conflict;
mod dialog;
mod fields;
mod footer;
mod host;
mod impact;
mod lines;
mod opening;
mod permissions_field;
mod redirect_uris_field;
mod rules;
mod save;
mod session;
mod state;
pub mod suggested_uri;
pub mod unavailable;

use super::search_url::template_id;
use crate::api::{self, ApiError};
use crate::browser::hydration;
use crate::components::reauthentication::Reauthentication;
use crate::context::DashboardResource;
use crate::pages::not_found::NotFound;
use crate::texts;
use dialog::form_dialog;
use domain::application::ClientId;
use domain::problem::ProblemCode;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use opening::Opening;
use unavailable::FormUnavailable;

/// `/applications/new`
#[component]
pub fn NewForm() -> impl IntoView {
    #[cfg(feature = "ssr")]
    {
        use crate::pages::form_result::FormResult;
        if matches!(use_context(), Some(FormResult::Created(_))) {
            return ().into_any();
        }
    }
    let dashboard = expect_context::<DashboardResource>();
    let search = use_location().search;
    let reauth = expect_context::<Reauthentication>();
    let model = Resource::new(
        move || search.with_untracked(|search| template_id(search)),
        move |id| async move {
            match id {
                Some(id) => {
                    reauth.retry_when_signed_out(|| api::applications::get(id.clone())).await.ok()
                }
                None => None,
            }
        },
    );
    view! {
        <Title text=texts::NEW_APPLICATION/>
        <Suspense>
            {move || Suspend::new(async move {
                let opening = Opening::New { model: model.await };
                dashboard.await.map(|dashboard| form_dialog(dashboard, &opening))
            })}
        </Suspense>
    }
    .into_any()
}

/// `/applications/{id}/edit`
#[component]
pub fn EditForm() -> impl IntoView {
    let dashboard = expect_context::<DashboardResource>();
    let id = crate::pages::route_id();
    let reauth = expect_context::<Reauthentication>();
    let application = Resource::new(
        move || id.get(),
        move |id| reauth.retry_when_signed_out(move || api::applications::get(id.clone())),
    );
    let retry = Callback::new(move |()| application.refetch());
    let search = use_location().search;
    view! {
        <Title text=texts::EDIT_APPLICATION/>
        <Suspense>
            {move || Suspend::new(async move {
                match (dashboard.await, application.await) {
                    (Ok(dashboard), Ok(application)) => {
                        let suggested_uri = search.with_untracked(|search| {
                            suggested_uri::suggested_from_query(search, &application)
                        });
                        let opening = Opening::Edit { application, suggested_uri };
                        form_dialog(dashboard, &opening).into_any()
                    }
                    (Ok(_), Err(ApiError(problem)))
                        if problem.code == ProblemCode::NotFound && !hydration::is_hydrated_untracked() => {
                        view! { <NotFound/> }.into_any()
                    }
                    (Err(ApiError(problem)), _) | (_, Err(ApiError(problem))) => view! {
                        <FormUnavailable
                            title=texts::EDIT_APPLICATION
                            reason=problem.message
                            edited=ClientId::parse(&id.get_untracked()).ok()
                            retry=retry
                        />
                    }
                        .into_any(),
                }
            })}
        </Suspense>
    }
}
