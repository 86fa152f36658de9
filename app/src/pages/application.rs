//! One application, as its owner sees it.

use crate::api;
use crate::app::DashboardResource;
use crate::components::copy_button::CopyText;
use crate::components::icon::{Icon, IconKind};
use crate::components::moment::Moment;
use crate::components::state_card::FailureCard;
use crate::components::toast::Toasts;
use crate::pages::applications::delete::say_deleted;
use crate::pages::not_found::NotFound;
use crate::state::{FormReturn, List};
use crate::texts;
use domain::application::{Application, ApplicationKind};
use domain::problem::ProblemCode;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// `/applications/{id}`
#[component]
pub fn ApplicationPage() -> impl IntoView {
    let id = super::route_id();
    let application = Resource::new(move || id.get(), api::applications::get);
    let retry = Callback::new(move |()| application.refetch());
    view! {
        <Transition fallback=|| view! { <p class="soft" role="status">{texts::LOADING}</p> }>
            {move || Suspend::new(async move {
                match application.await {
                    Ok(application) => view! { <Details application=application/> }.into_any(),
                    Err(error) if error.0.code == ProblemCode::NotFound => {
                        view! { <NotFound/> }.into_any()
                    }
                    Err(error) => view! {
                        <FailureCard title=texts::LOAD_FAILED reason=error.0.message retry=retry/>
                    }
                        .into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Details(application: Application) -> impl IntoView {
    let dashboard = expect_context::<DashboardResource>();
    // Only this one notice is known; whatever else an address says is not shown.
    let query = use_query_map();
    let already_created =
        move || query.with(|query| query.get("notice").as_deref() == Some("already-created"));
    let notice = move || {
        already_created().then(|| {
            view! {
                <p class="notice" role="status">
                    <Icon kind=IconKind::Alert/>
                    <span>{texts::ALREADY_CREATED}</span>
                </p>
            }
        })
    };
    let name = application.name.as_str().to_owned();
    let id = application.client_id.as_str().to_owned();
    let kind = match application.kind {
        ApplicationKind::Confidential => texts::CONFIDENTIAL,
        ApplicationKind::Public => texts::PUBLIC,
    };
    let titles = move |scope: &str| {
        dashboard.with_untracked(|found| {
            let catalogue = found.as_ref()?.as_ref().ok()?;
            catalogue.catalogue.get(scope).map(|permission| permission.title.clone())
        })
    };
    let permissions = application
        .permissions
        .iter()
        .map(|scope| view! { <li title=titles(scope.as_str())>{scope.as_str().to_owned()}</li> })
        .collect_view();
    let uris = if application.redirect_uris.is_empty() {
        view! { <span class="soft">{texts::NO_REDIRECT_URIS}</span> }.into_any()
    } else {
        let lines = application.redirect_uris.iter();
        let lines = lines.map(|uri| view! { <li><code>{uri.as_str().to_owned()}</code></li> });
        view! { <ul>{lines.collect_view()}</ul> }.into_any()
    };
    let secrets = application
        .secrets
        .iter()
        .map(|secret| {
            view! {
                <span class="soft">
                    "Ends in " <code>{secret.last_four.clone()}</code> " · created "
                    <Moment at=secret.created_at/> ". Shown once, kept only as a digest."
                </span>
            }
        })
        .collect_view();
    let secrets = (application.kind == ApplicationKind::Confidential)
        .then(|| view! { <div><dt>{texts::CLIENT_SECRET}</dt><dd>{secrets}</dd></div> });
    view! {
        <Title text=name.clone()/>
        <a class="back" href="/applications">
            <Icon kind=IconKind::ArrowLeft/>
            {texts::BACK_TO_LIST}
        </a>
        <div class="head">
            <div>
                <h1>{name}</h1>
                <p class="soft">{kind} " · created " <Moment at=application.created_at/></p>
            </div>
            <Actions id=id.clone() client_id=application.client_id.clone()/>
        </div>
        {notice}
        <div class="sections">
            <section aria-labelledby="details">
                <h2 id="details">{texts::DETAILS}</h2>
                <dl class="card details">
                    <div>
                        <dt>{texts::CLIENT_ID}</dt>
                        <dd>
                            <code>{id.clone()}</code>
                            <CopyText label=texts::COPY_CLIENT_ID text=id/>
                        </dd>
                    </div>
                    {secrets}
                    <div><dt>{texts::REDIRECT_URIS}</dt><dd>{uris}</dd></div>
                    <div><dt>{texts::PERMISSIONS}</dt><dd><ul class="scopes">{permissions}</ul></dd></div>
                    <div><dt>{texts::TYPE}</dt><dd>{kind}</dd></div>
                    <div><dt>{texts::CREATED}</dt><dd><Moment at=application.created_at/></dd></div>
                    <div><dt>{texts::UPDATED}</dt><dd><Moment at=application.updated_at/></dd></div>
                </dl>
            </section>
        </div>
    }
}

#[component]
fn Actions(id: String, client_id: domain::application::ClientId) -> impl IntoView {
    let list = expect_context::<List>();
    let toasts = expect_context::<Toasts>();
    let back = expect_context::<FormReturn>();
    let navigate = use_navigate();
    let edit_page = format!("/applications/{id}/edit");
    let delete_action = format!("/applications/{id}/delete");
    let edit = {
        let (navigate, edit_page) = (navigate.clone(), edit_page.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            back.opening("edit".to_owned());
            navigate(&edit_page, NavigateOptions::default());
        }
    };
    let delete = Action::new(move |(): &()| {
        let (client_id, navigate) = (client_id.clone(), navigate.clone());
        async move {
            match api::applications::delete(client_id).await {
                Ok(gone) => {
                    navigate("/applications", NavigateOptions::default());
                    say_deleted(gone, list, toasts);
                }
                Err(error) => toasts.fail(error.0.message),
            }
        }
    });
    let on_delete = move |event: SubmitEvent| {
        event.prevent_default();
        if !delete.pending().get_untracked() {
            delete.dispatch(());
        }
    };
    view! {
        <form action=edit_page on:submit=edit>
            <button class="button" id="edit">
                <Icon kind=IconKind::Pencil/>
                {texts::EDIT}
            </button>
        </form>
        <form method="post" action=delete_action on:submit=on_delete>
            <button class="button" aria-busy=move || delete.pending().get().then_some("true")>
                <Icon kind=IconKind::Trash/>
                {texts::DELETE}
            </button>
        </form>
    }
}
