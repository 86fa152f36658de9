//! The page of deleted applications, which can be restored for 30 days.

pub mod erase;
pub mod table_actions;

use crate::api;
use crate::components::hidden_fields::for_account;
use crate::components::icon::{Icon, IconKind};
use crate::components::local_time::LocalTime;
use crate::components::reauthentication::Reauthentication;
use crate::components::shortcuts::Command;
use crate::components::state_card::{EmptyCard, FailureCard, SkeletonTable};
use crate::components::when_hydrated::when_hydrated;
use crate::element_ids::DELETED_TITLE_ID;
use crate::table::cells::{ColumnHeader, IdCell, SelectCell};
use crate::table::event::Event;
use crate::table::handle::Table;
use crate::table::rows::Row;
use crate::table::source::Source;
use crate::table::view::ApplicationTable;
use crate::texts;
use domain::application::RESTORE_WINDOW;
use domain::search::Search;
use leptos::prelude::*;
use leptos_meta::Title;
use table_actions::DeletedTableActions;

/// `/applications/deleted`
#[component]
pub fn DeletedPage() -> impl IntoView {
    let after = super::route_after();
    let reauth = expect_context::<Reauthentication>();
    let first = Resource::new(
        move || after.get(),
        move |after| {
            reauth.retry_when_signed_out(move || api::applications::deleted(after.clone(), None))
        },
    );
    let retry = Callback::new(move |()| first.refetch());
    // A table of its own; the one in the context is that of active applications.
    let table = Table::new(Source::Deleted);
    let is_empty = Memo::new(move |_| table.summary(|summary| summary.total == 0));
    view! {
        <Title text=texts::DELETED_TITLE/>
        <div class="heading-row">
            <div>
                <h1 id=DELETED_TITLE_ID tabindex="-1">{texts::DELETED_TITLE}</h1>
                <p class="muted">{texts::DELETED_ABOUT}</p>
            </div>
        </div>
        <Transition fallback=|| view! { <SkeletonTable/> }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(page) => {
                        table.send(Event::Started(Search::default(), page));
                        view! {
                            {move || if is_empty.get() {
                                view! { <EmptyCard title=texts::DELETED_EMPTY about=texts::DELETED_EMPTY_ABOUT/> }.into_any()
                            } else {
                                view! { <DeletedTable table=table/> }.into_any()
                            }}
                        }
                            .into_any()
                    }
                    Err(error) => view! {
                        <FailureCard title=texts::LOAD_FAILED reason=error.0.message retry=retry/>
                    }
                        .into_any(),
                }
            })}
        </Transition>
        {when_hydrated(move || view! { <DeletedTableActions table=table/> }.into_any())}
    }
}

/// The columns whose widget has a shortcut.
const COMMANDS: [(usize, Command); 4] =
    [(0, Command::Select), (2, Command::Copy), (5, Command::Restore), (6, Command::Delete)];

#[component]
fn DeletedTable(table: Table) -> impl IntoView {
    let heads = view! {
        <ColumnHeader class="name" title=texts::NAME/>
        <ColumnHeader class="id" title=texts::CLIENT_ID/>
        <ColumnHeader class="created" title=texts::DELETED_AT/>
        <ColumnHeader class="left" title=texts::ERASED_ON/>
    };
    view! {
        <ApplicationTable
            table=table
            cells=cells
            label=texts::DELETED_TITLE
            class="table deleted"
            path="/applications/deleted"
            bulk=("/applications/restore", texts::RESTORE_SELECTED)
            heads=heads.into_any()
            commands=&COMMANDS
            actions=[texts::RESTORE, texts::ERASE]
        />
    }
}

/// Select, name, client ID, deleted, erased on, and the two actions.
fn cells(row: &Row) -> AnyView {
    let name = row.name.as_str().to_owned();
    let id = row.client_id.as_str().to_owned();
    let page = format!("/applications/{id}");
    let deleted_at = row.deleted_at.unwrap_or(row.created_at);
    view! {
        <SelectCell id=id.clone() name=name.clone()/>
        <td role="cell" class="name">{name.clone()}</td>
        <IdCell id=id name=name.clone()/>
        <td role="cell" class="created" data-label=texts::DELETED_AT><LocalTime at=deleted_at/></td>
        <td role="cell" class="left" data-label=texts::ERASED_ON>
            <LocalTime at=deleted_at.plus(RESTORE_WINDOW)/>
        </td>
        <td role="cell" class="actions restore">
            <form method="post" action=format!("{page}/restore") data-action="restore">
                {for_account()}
                <button
                    class="button small"
                    aria-label=format!("{} {name}", texts::RESTORE)
                >
                    <Icon kind=IconKind::Restore/>
                    {texts::RESTORE}
                </button>
            </form>
        </td>
        <td role="cell" class="actions erase">
            <form action=format!("{page}/erase") data-action="erase">
                <button
                    class="button small plain"
                    aria-label=format!("{}: {name}", texts::ERASE)
                >
                    {texts::ERASE}
                </button>
            </form>
        </td>
    }
    .into_any()
}
