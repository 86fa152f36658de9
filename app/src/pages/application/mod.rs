//! The page of an application.

pub mod actions;
pub mod endpoints;
pub mod refused_requests;
pub mod secret_removal;
pub mod secrets;

use crate::api::{self, ApiError};
use crate::components::copy_button::CopyText;
use crate::components::hidden_fields::for_account;
use crate::components::icon::{Icon, IconKind};
use crate::components::local_time::{LastUsed, LocalTime};
use crate::components::reauthentication::Reauthentication;
use crate::components::state_card::FailureCard;
use crate::context::DashboardResource;
use crate::element_ids::APPLICATION_TITLE_ID;
use crate::pages::not_found::NotFound;
use crate::texts;
use actions::Actions;
use domain::application::{Application, ApplicationKind};
use domain::permission::Catalogue;
use domain::problem::ProblemCode;
use endpoints::EndpointsCard;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use refused_requests::RefusedRequestsSection;
use secrets::Secrets;

/// `/applications/{id}`
#[component]
pub fn ApplicationPage() -> impl IntoView {
    let id = super::route_id();
    let dashboard = expect_context::<DashboardResource>();
    let reauth = expect_context::<Reauthentication>();
    let application = Resource::new(
        move || id.get(),
        move |id| reauth.retry_when_signed_out(move || api::applications::get(id.clone())),
    );
    let refused = Resource::new(
        move || id.get(),
        move |id| {
            reauth.retry_when_signed_out(move || api::applications::refused_requests(id.clone()))
        },
    );
    let reload = Callback::new(move |()| application.refetch());
    let retry = Callback::new(move |()| {
        application.refetch();
        refused.refetch();
    });
    view! {
        <Transition fallback=|| view! { <p class="muted" role="status">{texts::LOADING}</p> }>
            {move || Suspend::new(async move {
                match (application.await, dashboard.await, refused.await) {
                    (Ok(application), Ok(dashboard), Ok(refused)) => view! {
                        <ApplicationHeader application=application.clone()/>
                        <div class="sections">
                            <Details application=application.clone() catalogue=dashboard.catalogue/>
                            <Secrets application=application.clone() reload=reload/>
                            <EndpointsCard endpoints=dashboard.endpoints/>
                            <RefusedRequestsSection application=application.clone() requests=refused/>
                            <TestFlowSection application=application/>
                        </div>
                    }
                        .into_any(),
                    (Err(error), ..) if error.0.code == ProblemCode::NotFound => {
                        view! { <NotFound/> }.into_any()
                    }
                    (Err(ApiError(problem)), ..)
                    | (_, Err(ApiError(problem)), _)
                    | (.., Err(ApiError(problem))) => view! {
                        <FailureCard title=texts::LOAD_FAILED reason=problem.message retry=retry/>
                    }
                        .into_any(),
                }
            })}
        </Transition>
    }
}

const fn kind_text(kind: ApplicationKind) -> &'static str {
    match kind {
        ApplicationKind::Confidential => texts::CONFIDENTIAL,
        ApplicationKind::Public => texts::PUBLIC,
    }
}

/// Back link, name, actions, and a notice from the URL.
#[component]
fn ApplicationHeader(application: Application) -> impl IntoView {
    // Only this notice is known; other values in the URL are ignored.
    let query = use_query_map();
    let already_created =
        move || query.with(|query| query.get("notice").as_deref() == Some("already-created"));
    let already_created_text = match application.kind {
        ApplicationKind::Confidential => texts::ALREADY_CREATED,
        ApplicationKind::Public => texts::ALREADY_CREATED_PUBLIC,
    };
    let notice = move || {
        already_created().then(|| {
            view! {
                <p class="notice" role="status">
                    <Icon kind=IconKind::Alert/>
                    <span>{already_created_text}</span>
                </p>
            }
        })
    };
    let name = application.name.as_str().to_owned();
    view! {
        <Title text=name.clone()/>
        <a class="back-link" href="/applications">
            <Icon kind=IconKind::ArrowLeft/>
            {texts::BACK_TO_LIST}
        </a>
        <div class="heading-row">
            <div>
                <h1 id=APPLICATION_TITLE_ID tabindex="-1">{name}</h1>
                <p class="muted">
                    {kind_text(application.kind)} " · created " <LocalTime at=application.created_at/>
                </p>
            </div>
            <Actions client_id=application.client_id/>
        </div>
        {notice}
    }
}

#[component]
fn Details(application: Application, catalogue: Catalogue) -> impl IntoView {
    let id = application.client_id.as_str().to_owned();
    let permissions = application
        .permissions
        .iter()
        .map(|scope| {
            let title = catalogue.get(scope.as_str()).map(|known| known.title.clone());
            view! { <li title=title translate="no">{scope.as_str().to_owned()}</li> }
        })
        .collect_view();
    let uris = if application.redirect_uris.is_empty() {
        view! { <span class="muted">{texts::NO_REDIRECT_URIS}</span> }.into_any()
    } else {
        let lines = application.redirect_uris.iter();
        let lines = lines
            .map(|uri| view! { <li><code translate="no">{uri.as_str().to_owned()}</code></li> });
        view! { <ul>{lines.collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="details">
            <h2 id="details">{texts::DETAILS}</h2>
            <dl class="card details">
                <div>
                    <dt>{texts::CLIENT_ID}</dt>
                    <dd>
                        <code translate="no">{id.clone()}</code>
                        <CopyText label=texts::COPY_CLIENT_ID text=id/>
                    </dd>
                </div>
                <div><dt>{texts::REDIRECT_URIS}</dt><dd>{uris}</dd></div>
                <div><dt>{texts::PERMISSIONS}</dt><dd><ul class="scopes">{permissions}</ul></dd></div>
                <div><dt>{texts::TYPE}</dt><dd>{kind_text(application.kind)}</dd></div>
                <div><dt>{texts::LAST_USED}</dt><dd><LastUsed at=application.last_used_at/></dd></div>
                <div><dt>{texts::CREATED}</dt><dd><LocalTime at=application.created_at/></dd></div>
                <div><dt>{texts::UPDATED}</dt><dd><LocalTime at=application.updated_at/></dd></div>
            </dl>
        </section>
    }
}

/// Starts a test of the authorization code flow: a plain form, also when hydrated.
#[component]
fn TestFlowSection(application: Application) -> impl IntoView {
    let action = format!("/applications/{}/try", application.client_id.as_str());
    (!application.permissions.is_empty()).then(|| {
        view! {
            <section aria-labelledby="try-it">
                <h2 id="try-it">{texts::TRY_IT}</h2>
                <form class="card card-row" method="post" action=action>
                    {for_account()}
                    <p class="muted">{texts::TRY_IT_ABOUT}</p>
                    <button class="button">{texts::TRY_IT}</button>
                </form>
            </section>
        }
    })
}
