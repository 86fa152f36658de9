//! The form dialogs of a new and of an existing application.
//!
//! One validator serves the browser and the server (`domain::application::ApplicationDraft`);
//! the server's answer wins and lands at the same fields. Nothing that was typed is ever lost:
//! not by a refusal, not by a conflict, not by *Back*.

use super::added_uri::{self, AddedUri};
use super::address::{model_of, use_search};
use super::conflict::Conflict;
use super::credentials::Credentials;
use super::form_fields::Fields;
use super::form_key::form_key;
use super::form_state::FormState;
use super::form_unavailable::{FormUnavailable, leaving, return_focus};
use crate::api::{self, ApiError};
use crate::browser::focus;
use crate::components::dialog::Dialog;
use crate::components::hidden_fields::{for_account, hidden};
use crate::components::icon::{Icon, IconKind};
use crate::components::sign_in_again::SignInAgain;
use crate::components::toast::Toasts;
use crate::context::DashboardResource;
use crate::element_ids::{APPLICATION_NAME_ID, name_id};
use crate::list::List;
use crate::pages::not_found::NotFound;
#[cfg(feature = "ssr")]
use crate::pages::posted::Posted;
use crate::state::FormReturn;
use crate::texts;
use domain::application::{Application, ApplicationDraft, ClientId, CreateOutcome, EditOutcome};
use domain::problem::ProblemCode;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::sync::Arc;

/// `/applications/new`
#[component]
pub fn NewForm() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if matches!(use_context::<Posted>(), Some(Posted::Created(_))) {
        return ().into_any();
    }
    let dashboard = expect_context::<DashboardResource>();
    let search = use_location().search;
    let again = expect_context::<SignInAgain>();
    let model = Resource::new(
        move || search.with_untracked(|search| model_of(search)),
        move |id| async move {
            match id {
                Some(id) => again.through(|| api::applications::get(id.clone())).await.ok(),
                None => None,
            }
        },
    );
    view! {
        <Title text=texts::NEW_APPLICATION/>
        <Suspense>
            {move || Suspend::new(async move {
                let model = model.await;
                dashboard.await.map(|dashboard| view! {
                    <FormDialog dashboard=dashboard model=model edited=None added=None/>
                })
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
    let again = expect_context::<SignInAgain>();
    let application = Resource::new(
        move || id.get(),
        move |id| again.through(move || api::applications::get(id.clone())),
    );
    let retry = Callback::new(move |()| application.refetch());
    let search = use_location().search;
    view! {
        <Title text=texts::EDIT_APPLICATION/>
        <Suspense>
            {move || Suspend::new(async move {
                match (dashboard.await, application.await) {
                    (Ok(dashboard), Ok(application)) => {
                        let added = search.with_untracked(|search| added_uri::asked_for(search, &application));
                        view! { <FormDialog dashboard=dashboard model=None edited=Some(application) added=added/> }.into_any()
                    }
                    (Ok(_), Err(ApiError(problem)))
                        if problem.code == ProblemCode::NotFound && !crate::browser::startup::is_taken_over() => {
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

/// What may be under way or be asked in the dialog's footer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Footer {
    Buttons,
    AskDiscard,
}

#[component]
fn FormDialog(
    dashboard: api::dashboard::Dashboard,
    model: Option<Application>,
    edited: Option<Application>,
    added: Option<String>,
) -> impl IntoView {
    let back = expect_context::<FormReturn>();
    let list = expect_context::<List>();
    let toasts = expect_context::<Toasts>();
    let credentials = expect_context::<Credentials>();
    let navigate = use_navigate();

    let is_new = edited.is_none();
    let again = expect_context::<SignInAgain>();
    let search = use_search().get_untracked();
    let start = edited.as_ref().map_or_else(ApplicationDraft::default, Application::draft);
    let version = RwSignal::new(edited.as_ref().map_or(0, |application| application.version));
    let theirs = RwSignal::new(None::<Application>);
    let key = StoredValue::new(None::<String>);
    let state = FormState::new(dashboard, start, !is_new);
    let is_copy = model.is_some();
    if let Some(model) = model {
        state.begin_like(&model);
    }
    let footer = RwSignal::new(Footer::Buttons);
    let finished = StoredValue::new(false);
    let client_id = StoredValue::new(edited.map(|application| application.client_id));
    let is_added = added.is_some();
    if let Some(uri) = added {
        state.append(&uri);
    }

    #[cfg(feature = "ssr")]
    match use_context::<Posted>() {
        Some(Posted::Refused { draft, key: sent, version: from, problem }) => {
            state.load(draft);
            state.refuse(problem);
            key.set_value(sent);
            version.set(from.unwrap_or_else(|| version.get_untracked()));
        }
        Some(Posted::Conflict { draft, current }) => {
            state.load(draft);
            version.set(current.version);
            theirs.set(Some(current));
        }
        _ => {}
    }

    let leave = {
        let leave = leaving();
        Callback::new(move |()| {
            finished.set_value(true);
            back.kept.set_value(None);
            leave.run(());
        })
    };
    let cancel = Callback::new(move |()| {
        if footer.get_untracked() == Footer::AskDiscard {
            footer.set(Footer::Buttons);
            focus::soon(vec![APPLICATION_NAME_ID.to_owned()]);
        } else if state.is_dirty() {
            footer.set(Footer::AskDiscard);
            focus::soon(vec!["discard".to_owned()]);
        } else {
            leave.run(());
        }
    });

    let save = Action::new(move |draft: &ApplicationDraft| {
        let (draft, navigate) = (draft.clone(), navigate.clone());
        async move {
            match client_id.get_value() {
                None => {
                    let key = form_key(key);
                    let create = || api::applications::create(draft.clone(), key.clone());
                    match again.through(create).await {
                        Ok(CreateOutcome::Created(created)) => {
                            list.put_in(vec![Arc::new(created.summary.clone())]);
                            list.go_to(&created.summary.client_id);
                            back.focus.set_value(Some(name_id(&created.summary.client_id)));
                            // The form may have been left meanwhile; the secret comes all the same.
                            credentials.show(created);
                            leave.try_run(());
                        }
                        Err(_) if finished.try_get_value().is_none() => {
                            toasts.fail(texts::NOT_SAVED);
                        }
                        Ok(CreateOutcome::AlreadyCreated(id)) => {
                            finished.try_set_value(true);
                            let page = format!("/applications/{}", id.as_str());
                            let options = NavigateOptions { replace: true, ..Default::default() };
                            navigate(&format!("{page}?notice=already-created"), options);
                        }
                        Err(ApiError(problem)) => state.refuse(problem),
                    }
                }
                Some(id) => {
                    let from = version.get_untracked();
                    let id = id.as_str();
                    let edit = || api::applications::edit(id.to_owned(), from, draft.clone());
                    match again.through(edit).await {
                        Ok(EditOutcome::Saved(application)) => {
                            list.replace(&application);
                            toasts.clear();
                            toasts.say(format!("Saved {}", application.name.as_str()));
                            leave.try_run(());
                        }
                        _ if finished.try_get_value().is_none() => toasts.fail(texts::NOT_SAVED),
                        Ok(EditOutcome::Conflict(current)) => {
                            version.set(current.version);
                            theirs.set(Some(current));
                            focus::soon(vec!["conflict".to_owned()]);
                        }
                        Err(ApiError(problem)) => state.refuse(problem),
                    }
                }
            }
        }
    });
    let submit = Callback::new(move |()| {
        if !save.pending().get_untracked() && state.check() {
            save.dispatch(state.draft());
        }
    });

    #[cfg(feature = "hydrate")]
    {
        // What was typed before *Back*, or before the program arrived, is taken over: after the
        // page was, because until then it must be what the server wrote.
        let typed = if crate::browser::startup::is_taken_over() {
            back.kept.get_value().filter(|_| is_new && !is_copy)
        } else {
            crate::browser::form::read()
        };
        Effect::new(move |earlier: Option<()>| {
            if earlier.is_none()
                && let Some(typed) = typed.clone()
            {
                state.take_over(typed);
            }
            let draft = state.watch();
            if is_new && !is_copy && !finished.get_value() {
                back.kept.set_value(Some(draft).filter(|_| state.is_dirty()));
            }
        });
        crate::browser::page::guard_unload(Signal::derive(move || {
            state.is_dirty() && !finished.try_get_value().unwrap_or(true)
        }));
        if let Some(id) = client_id.get_value() {
            super::narrowing::watch(state, id);
        }
    }
    return_focus(client_id.get_value(), || true);
    #[cfg(feature = "ssr")]
    let _ = (finished, is_copy);

    let title = if is_new { texts::NEW_APPLICATION } else { texts::EDIT_APPLICATION };
    let action = client_id.with_value(|id| {
        id.as_ref().map_or_else(
            || "/applications/new".to_owned(),
            |id| format!("/applications/{}/edit", id.as_str()),
        )
    });
    // A new form's key makes it count once; an edit names what it started from.
    let sent = if is_new {
        ("key", form_key(key))
    } else {
        ("version", version.get_untracked().to_string())
    };
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
                    <button
                        class="icon"
                        form="cancel"
                        aria-label=texts::CLOSE
                        on:click=move |event| {
                            event.prevent_default();
                            cancel.run(());
                        }
                    >
                        <Icon kind=IconKind::Close/>
                    </button>
                </header>
                <div class="body">
                    {(!is_new).then(|| view! {
                        <p class="notice quiet">
                            <Icon kind=IconKind::Lock/>
                            <span>{texts::CREDENTIALS_STAY}</span>
                        </p>
                    })}
                    {is_added.then(|| view! { <AddedUri/> })}
                    {move || theirs.get().map(|current| view! { <Conflict state=state theirs=theirs current=current/> })}
                    <Fields state=state kind_is_fixed=!is_new/>
                </div>
                // Beside the buttons, so that it is in sight wherever the fields are scrolled to.
                {move || state.notice.get().map(|text| view! {
                    <p class="notice bad" role="alert">
                        <Icon kind=IconKind::Alert/>
                        <span>{text}</span>
                    </p>
                })}
                {move || match footer.get() {
                    Footer::Buttons => view! {
                        <footer>
                            <button
                                class="button"
                                form="cancel"
                                on:click=move |event| {
                                    event.prevent_default();
                                    cancel.run(());
                                }
                            >
                                {texts::CANCEL}
                            </button>
                            <button
                                class="button primary"
                                aria-busy=move || save.pending().get().then_some("true")
                            >
                                {texts::SAVE}
                                <kbd aria-hidden="true">{texts::SAVE_KEYS}</kbd>
                            </button>
                        </footer>
                    }
                        .into_any(),
                    Footer::AskDiscard => view! {
                        <footer class="confirm" role="group" aria-labelledby="confirm-text">
                            <p id="confirm-text">{texts::DISCARD_QUESTION}</p>
                            <button
                                type="button"
                                class="button"
                                on:click=move |_| cancel.run(())
                            >
                                {texts::KEEP_EDITING}
                            </button>
                            <button
                                type="button"
                                class="button danger"
                                id="discard"
                                on:click=move |_| leave.run(())
                            >
                                {texts::DISCARD}
                            </button>
                        </footer>
                    }
                        .into_any(),
                }}
            </form>
            // Without scripts, Cancel and Close load the table.
            <form id="cancel" action="/applications">
                {hidden(search.pairs())}
            </form>
        </Dialog>
    }
}
