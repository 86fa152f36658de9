//! The table of an account's applications, and the addresses at which its form dialogs open.

pub mod added_uri;
pub mod conflict;
pub mod credentials;
pub mod delete;
pub mod form;
pub mod form_fields;
pub mod form_state;
pub mod row;

use crate::api;
use crate::components::icon::{Icon, IconKind};
use crate::components::load_more::LoadMore;
use crate::components::state_card::{EmptyCard, FailureCard, SkeletonTable};
use crate::components::toast::Toasts;
use crate::state::{ADD_ID, FormReturn, List, name_id};
use crate::texts;
use delete::focus_soon;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_navigate;
use row::Row;

/// The page; its child routes are the form dialogs.
#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let list = expect_context::<List>();
    let after = super::route_after();
    let first = Resource::new(move || after.get(), api::applications::list);
    let retry = Callback::new(move |()| first.refetch());
    view! {
        <Title text=texts::APPLICATIONS/>
        <Transition fallback=|| view! { <Head/> <SkeletonTable/> }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(page) => {
                        list.start(page);
                        view! { <Loaded/> }.into_any()
                    }
                    Err(error) => view! {
                        <Head/>
                        <FailureCard title=texts::LOAD_FAILED reason=error.0.message retry=retry/>
                    }
                        .into_any(),
                }
            })}
        </Transition>
        <Outlet/>
    }
}

/// The heading alone: while loading, and when that failed.
#[component]
fn Head() -> impl IntoView {
    view! {
        <div class="head">
            <div><h1>{texts::APPLICATIONS}</h1></div>
        </div>
    }
}

#[component]
fn Loaded() -> impl IntoView {
    let list = expect_context::<List>();
    let empty = Memo::new(move |_| list.rows.with(Vec::is_empty) && list.total.get() == 0);
    let count = move || match list.total.get() {
        1 => "1 application".to_owned(),
        total => format!("{total} applications"),
    };
    view! {
        <div class="head">
            <div>
                <h1>{texts::APPLICATIONS}</h1>
                {move || (!empty.get()).then(|| view! { <p class="soft">{count}</p> })}
            </div>
            {move || (!empty.get()).then(|| view! { <AddButton/> })}
        </div>
        {move || {
            if empty.get() {
                view! {
                    <EmptyCard title=texts::EMPTY about=texts::EMPTY_ABOUT>
                        <AddButton/>
                    </EmptyCard>
                }
                    .into_any()
            } else {
                view! { <Table/> }.into_any()
            }
        }}
    }
}

/// Opens the form of a new application; without scripts, by loading its address.
#[component]
fn AddButton() -> impl IntoView {
    let navigate = use_navigate();
    let back = expect_context::<FormReturn>();
    let open = move |event: SubmitEvent| {
        event.prevent_default();
        back.opening(ADD_ID.to_owned());
        navigate("/applications/new", NavigateOptions { scroll: false, ..Default::default() });
    };
    view! {
        <form action="/applications/new" on:submit=open>
            <button class="button primary" id=ADD_ID>
                <Icon kind=IconKind::Plus/>
                {texts::ADD}
            </button>
        </form>
    }
}

#[component]
fn Table() -> impl IntoView {
    let list = expect_context::<List>();
    let toasts = expect_context::<Toasts>();
    let load = Action::new(move |(): &()| {
        let after = list.next.get_untracked();
        async move {
            match api::applications::list(after).await {
                Ok(page) => {
                    let first = page.rows.first().map(|row| name_id(&row.client_id));
                    list.extend(page);
                    // The button has gone: reading goes on at the first new row.
                    if list.next.with_untracked(Option::is_none) {
                        focus_soon(first.into_iter().collect());
                    }
                }
                Err(error) => toasts.fail(error.0.message),
            }
        }
    });
    let column = |class: &'static str, title: &'static str| {
        view! { <th role="columnheader" scope="col" class=class>{title}</th> }
    };
    let hidden_column = |class: &'static str, title: &'static str| {
        view! {
            <th role="columnheader" scope="col" class=class>
                <span class="visually-hidden">{title}</span>
            </th>
        }
    };
    view! {
        <div class="card">
            <table class="table" role="table" aria-label=texts::TABLE>
                <thead role="rowgroup">
                    <tr role="row">
                        {column("name", texts::NAME)}
                        {column("id", texts::CLIENT_ID)}
                        {column("count", texts::PERMISSIONS)}
                        {column("used", texts::LAST_USED)}
                        {column("created", texts::CREATED)}
                        {hidden_column("actions edit", texts::EDIT)}
                        {hidden_column("actions del", texts::DELETE)}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For
                        each=move || list.rows.get()
                        key=|row| (row.client_id.clone(), row.name.as_str().to_owned(), row.permissions, row.last_used_at)
                        let(row)
                    >
                        <Row row=row/>
                    </For>
                </tbody>
            </table>
        </div>
        <LoadMore list=list address="/applications" load=load/>
    }
}
