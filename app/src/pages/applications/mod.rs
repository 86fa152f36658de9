//! The table of an account's applications, and the addresses at which its form dialogs open.
//!
//! The server writes all of it as plain HTML with forms and links. In the browser the
//! program draws what changes; what answers keys, clicks and typing is in `control`.

pub mod added_uri;
pub mod address;
pub mod change;
pub mod conflict;
#[cfg(feature = "hydrate")]
pub mod control;
pub mod credentials;
pub mod form;
pub mod form_fields;
pub mod form_key;
pub mod form_state;
pub mod form_unavailable;
#[cfg(feature = "hydrate")]
pub mod narrowing;
pub mod row;
#[cfg(feature = "hydrate")]
pub mod selection_bar;
pub mod table;
pub mod toolbar;

use crate::api;
use crate::browser::startup::is_taken_over;
use crate::components::hidden_fields::hidden;
use crate::components::icon::{Icon, IconKind};
use crate::components::sign_in_again::SignInAgain;
use crate::components::state_card::{EmptyCard, FailureCard, SkeletonTable};
use crate::context::DashboardResource;
use crate::element_ids::{ADD_ID, COUNT_ID};
use crate::lazy::ready::when_ready;
use crate::list::List;
use crate::texts;
use address::use_search;
use domain::permission::Catalogue;
use domain::search::Search;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use table::Table;
use toolbar::Toolbar;

/// The page; its child routes are the form dialogs.
#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let list = expect_context::<List>();
    let search = use_search();
    let dashboard = expect_context::<DashboardResource>();
    let after = super::route_after();
    // Where the reader comes back to what was read, it is there at once; `control` reads it again.
    let kept = is_taken_over() && list.holds(&search.get_untracked());
    let again = expect_context::<SignInAgain>();
    let first = Resource::new(
        || (),
        move |()| {
            let (search, after) = (search.get_untracked(), after.get_untracked());
            async move {
                if kept {
                    return Ok(None);
                }
                again
                    .through(|| api::applications::list(search.clone(), after.clone(), None))
                    .await
                    .map(Some)
            }
        },
    );
    let retry = Callback::new(move |()| first.refetch());
    view! {
        <Title text=texts::APPLICATIONS/>
        <Transition fallback=|| view! { <Head/> <SkeletonTable/> }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(page) => {
                        if let Some(page) = page {
                            list.start(search.get_untracked(), page);
                        }
                        let catalogue = dashboard.await.ok().map(|found| found.catalogue);
                        view! { <Loaded search=search catalogue=catalogue/> }.into_any()
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
fn Loaded(search: Memo<Search>, catalogue: Option<Catalogue>) -> impl IntoView {
    let catalogue = StoredValue::new(catalogue);
    let list = expect_context::<List>();
    let is_empty = Memo::new(move |_| list.any.get() == Some(false));
    let is_match = Memo::new(move |_| list.total.get() > 0);
    let count = move || texts::count(list.total.get(), list.narrows());
    view! {
        <div class="head">
            <div>
                <h1>{texts::APPLICATIONS}</h1>
                {move || (!is_empty.get()).then(|| view! { <p class="soft" id=COUNT_ID>{count}</p> })}
            </div>
            {move || (!is_empty.get()).then(|| view! { <AddButton search=search/> })}
        </div>
        {move || {
            if is_empty.get() {
                view! {
                    <EmptyCard title=texts::EMPTY about=texts::EMPTY_ABOUT>
                        <AddButton search=search/>
                    </EmptyCard>
                }
                    .into_any()
            } else {
                view! {
                    <Toolbar search=search catalogue=catalogue.get_value()/>
                    {move || if is_match.get() {
                        view! { <Table search=search/> }.into_any()
                    } else {
                        view! {
                            <EmptyCard title=texts::NO_MATCH about=texts::NO_MATCH_ABOUT>
                                <ClearSearch search=search class="button"/>
                            </EmptyCard>
                        }
                            .into_any()
                    }}
                }
                    .into_any()
            }
        }}
        {control()}
    }
}

/// What brings the table to life, once the page is the program's; nothing on the server.
fn control() -> impl IntoView {
    when_ready(|| {
        #[cfg(feature = "hydrate")]
        return view! { <control::TableControl/> }.into_any();
        #[cfg(feature = "ssr")]
        ().into_any()
    })
}

/// Leads to all applications in the same order.
#[component]
fn ClearSearch(search: Memo<Search>, class: &'static str) -> impl IntoView {
    let all = move || address::address("/applications", &search.with(Search::widened));
    view! { <a class=class href=all data-act="clear">{texts::CLEAR_SEARCH}</a> }
}

/// Opens the form of a new application, by loading its address.
#[component]
fn AddButton(search: Memo<Search>) -> impl IntoView {
    let kept = move || hidden(search.get().pairs());
    view! {
        <form action="/applications/new" data-act="add">
            {kept}
            <button class="button primary" id=ADD_ID data-command="add">
                <Icon kind=IconKind::Plus/>
                {texts::ADD}
            </button>
        </form>
    }
}
