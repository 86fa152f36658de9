//! The table of active applications: its columns and cells. Links and forms that work without
//! scripts; `table_actions` handles their events once hydrated.

use super::search_url::search_url;
use crate::components::hidden_fields::for_account;
use crate::components::icon::{Icon, IconKind};
use crate::components::local_time::{LastUsed, LocalTime};
use crate::components::shortcuts::Command;
use crate::element_ids::{edit_id, name_id};
use crate::table::cells::{ColumnHeader, IdCell, SelectCell};
use crate::table::handle::Table;
use crate::table::rows::Row;
use crate::table::view::ApplicationTable;
use crate::texts;
use domain::application::ApplicationKind;
use domain::search::{Search, Sort, SortBy};
use leptos::prelude::*;

/// The columns whose widget has a shortcut.
const COMMANDS: [(usize, Command); 4] =
    [(0, Command::Select), (2, Command::Copy), (6, Command::Edit), (7, Command::Delete)];

#[component]
pub fn ActiveTable(search: Memo<Search>) -> impl IntoView {
    let table = expect_context::<Table>();
    let pairs = Signal::derive(move || search.get().pairs());
    let heads = view! {
        <SortHeader class="name" title=texts::NAME by=SortBy::Name search=search/>
        <ColumnHeader class="id" title=texts::CLIENT_ID/>
        <ColumnHeader class="count" title=texts::PERMISSIONS/>
        <SortHeader class="used" title=texts::LAST_USED by=SortBy::LastUsed search=search/>
        <SortHeader class="created" title=texts::CREATED by=SortBy::Created search=search/>
    };
    view! {
        <ApplicationTable
            table=table
            cells=cells
            label=texts::TABLE
            class="table"
            path="/applications"
            pairs=pairs
            bulk=("/applications/delete", texts::DELETE_SELECTED)
            heads=heads.into_any()
            commands=&COMMANDS
            actions=[texts::EDIT, texts::DELETE]
        />
    }
}

/// A column header that sorts by its column, or reverses the order.
#[component]
fn SortHeader(
    class: &'static str,
    title: &'static str,
    by: SortBy,
    search: Memo<Search>,
) -> impl IntoView {
    let now = move || search.with(|search| search.sort);
    let order =
        move || (now().by == by).then(|| if now().descending { "descending" } else { "ascending" });
    let turned = move || {
        let sort = match now() {
            Sort { by: known, descending } if known == by => Sort { by, descending: !descending },
            _ => by.first(),
        };
        search_url("/applications", &Search { sort, ..search.get() })
    };
    view! {
        <th role="columnheader" scope="col" class=class aria-sort=order>
            <a class="sort" href=turned>{title}</a>
        </th>
    }
}

/// Select, name, client ID, permissions, last used, created, and the two actions.
fn cells(row: &Row) -> AnyView {
    let id = row.client_id.as_str().to_owned();
    let name = row.name.as_str().to_owned();
    let page = format!("/applications/{id}");
    let tag = (row.kind == ApplicationKind::Public)
        .then(|| view! { <span class="tag">{texts::PUBLIC_TAG}</span> });
    view! {
        <SelectCell id=id.clone() name=name.clone()/>
        <td role="cell" class="name">
            <a href=page.clone() id=name_id(&row.client_id)>{name.clone()}</a>
            {tag}
        </td>
        <IdCell id=id name=name.clone()/>
        <td role="cell" class="count">{row.permissions}</td>
        <td role="cell" class="used" data-label=texts::LAST_USED>
            <LastUsed at=row.last_used_at/>
        </td>
        <td role="cell" class="created" data-label=texts::CREATED>
            <LocalTime at=row.created_at/>
        </td>
        <td role="cell" class="actions edit">
            <form action=format!("{page}/edit") data-action="edit">
                <button
                    class="icon"
                    id=edit_id(&row.client_id)
                    aria-label=format!("{} {name}", texts::EDIT)
                >
                    <Icon kind=IconKind::Pencil/>
                </button>
            </form>
        </td>
        <td role="cell" class="actions delete">
            <form method="post" action=format!("{page}/delete") data-action="delete">
                {for_account()}
                <button
                    class="icon danger"
                    aria-label=format!("{} {name}", texts::DELETE)
                >
                    <Icon kind=IconKind::Trash/>
                </button>
            </form>
        </td>
    }
    .into_any()
}
