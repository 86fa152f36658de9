//! The table of an account's applications, and the URLs at which its form dialogs open.
//!
//! The server renders all of it as plain HTML with forms and links; `table_actions` answers them
//! where scripts run.

pub mod form;
pub mod search_box;
pub mod search_url;
pub mod table;
pub mod table_actions;
pub mod toolbar;

use crate::api;
use crate::browser::hydration;
use crate::components::hidden_fields::hidden;
use crate::components::icon::{Icon, IconKind};
use crate::components::live_text::live_text;
use crate::components::reauthentication::Reauthentication;
use crate::components::shortcuts::{Command, hint};
use crate::components::state_card::{EmptyCard, FailureCard, SkeletonTable};
use crate::components::when_hydrated::when_hydrated;
use crate::context::DashboardResource;
use crate::element_ids::{ADD_ID, COUNT_ID};
use crate::table::event::Event;
use crate::table::handle::Table;
use crate::texts;
use domain::permission::Catalogue;
use domain::search::Search;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use search_url::use_search;
use table::LiveTable;
use table_actions::LiveTableActions;
use toolbar::{ClearSearch, Toolbar};

/// The page; its child routes are the form dialogs.
#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let table = expect_context::<Table>();
    let search = use_search();
    let dashboard = expect_context::<DashboardResource>();
    let after = super::route_after();
    // Where the reader comes back to what was read, it is there at once, and is read once more.
    let kept = hydration::is_done_now()
        && table.read(|state| state.can_show(&search.get_untracked())) == Some(true);
    let again = expect_context::<Reauthentication>();
    // The URL may ask for another search before the answer is there.
    let asked = StoredValue::new(search.get_untracked());
    let first = Resource::new(
        || (),
        move |()| {
            let (search, after) = (search.get_untracked(), after.get_untracked());
            asked.set_value(search.clone());
            async move {
                if kept {
                    return Ok(None);
                }
                again
                    .retry_when_signed_out(|| {
                        api::applications::list(search.clone(), after.clone(), None)
                    })
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
                            table.send(Event::Started(asked.get_value(), page));
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
    let table = expect_context::<Table>();
    let is_empty =
        Memo::new(move |_| table.summary(|summary| summary.has_applications) == Some(false));
    let is_match = Memo::new(move |_| table.summary(|summary| summary.total > 0));
    let count = move || table.summary(|summary| texts::count(summary.total, summary.is_filtered));
    view! {
        <div class="head">
            <div>
                <h1>{texts::APPLICATIONS}</h1>
                {move || (!is_empty.get()).then(|| view! { <p class="soft" id=COUNT_ID>{live_text(count)}</p> })}
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
                        view! { <LiveTable search=search/> }.into_any()
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
        {when_hydrated(|| view! { <LiveTableActions/> }.into_any())}
    }
}

/// Opens the form of a new application, by loading its address.
#[component]
fn AddButton(search: Memo<Search>) -> impl IntoView {
    let kept = move || hidden(search.get().pairs());
    view! {
        <form action="/applications/new" data-act="add">
            {kept}
            <button class="button primary" id=ADD_ID aria-keyshortcuts=hint(Command::Add)>
                <Icon kind=IconKind::Plus/>
                {texts::ADD}
            </button>
        </form>
    }
}
