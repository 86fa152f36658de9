//! The page with the table of applications; its child routes are the form dialogs.
//!
//! The server renders plain HTML with forms and links; `table_actions` handles their events once
//! hydrated.

pub mod form;
pub mod search_box;
pub mod search_url;
pub mod table;
pub mod table_actions;
pub mod toolbar;

use crate::api;
use crate::browser::hydration;
use crate::components::dynamic_text::dynamic_text;
use crate::components::hidden_fields::hidden;
use crate::components::icon::{Icon, IconKind};
use crate::components::reauthentication::Reauthentication;
use crate::components::shortcuts::{Command, keyshortcuts};
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
use table::ActiveTable;
use table_actions::ActiveTableActions;
use toolbar::{ClearSearch, Toolbar};

/// `/applications`
#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let table = expect_context::<Table>();
    let search = use_search();
    let dashboard = expect_context::<DashboardResource>();
    let after = super::route_after();
    // On a return to the page, the kept rows are shown at once and refreshed in the background.
    let kept = hydration::is_hydrated_untracked()
        && table.read(|state| state.can_show(&search.get_untracked())) == Some(true);
    let reauth = expect_context::<Reauthentication>();
    // The search of the request: the URL may change before the reply.
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
                reauth
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
        <Transition fallback=|| view! { <PageHeading/> <SkeletonTable/> }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(page) => {
                        if let Some(page) = page {
                            table.send(Event::Started(asked.get_value(), page));
                        }
                        let catalogue = dashboard.await.ok().map(|found| found.catalogue);
                        view! { <LoadedPage search=search catalogue=catalogue/> }.into_any()
                    }
                    Err(error) => view! {
                        <PageHeading/>
                        <FailureCard title=texts::LOAD_FAILED reason=error.0.message retry=retry/>
                    }
                        .into_any(),
                }
            })}
        </Transition>
        <Outlet/>
    }
}

/// The heading alone, while loading or after a failure.
#[component]
fn PageHeading() -> impl IntoView {
    view! {
        <div class="heading-row">
            <div><h1>{texts::APPLICATIONS}</h1></div>
        </div>
    }
}

#[component]
fn LoadedPage(search: Memo<Search>, catalogue: Option<Catalogue>) -> impl IntoView {
    let catalogue = StoredValue::new(catalogue);
    let table = expect_context::<Table>();
    let is_empty =
        Memo::new(move |_| table.summary(|summary| summary.has_applications) == Some(false));
    let is_match = Memo::new(move |_| table.summary(|summary| summary.total > 0));
    let count = move || table.summary(|summary| texts::count(summary.total, summary.is_filtered));
    view! {
        <div class="heading-row">
            <div>
                <h1>{texts::APPLICATIONS}</h1>
                {move || (!is_empty.get()).then(|| view! { <p class="muted" id=COUNT_ID>{dynamic_text(count)}</p> })}
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
                        view! { <ActiveTable search=search/> }.into_any()
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
        {when_hydrated(|| view! { <ActiveTableActions/> }.into_any())}
    }
}

/// Opens the form of a new application; without scripts, by a page load.
#[component]
fn AddButton(search: Memo<Search>) -> impl IntoView {
    let kept = move || hidden(search.get().pairs());
    view! {
        <form action="/applications/new" data-action="add">
            {kept}
            <button class="button primary" id=ADD_ID aria-keyshortcuts=keyshortcuts(Command::Add)>
                <Icon kind=IconKind::Plus/>
                {texts::ADD}
            </button>
        </form>
    }
}
