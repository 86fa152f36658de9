//! The table itself, and how it is put in order.

use super::address::address;
use super::row::row;
use crate::components::application_table::{ApplicationTable, Head};
use crate::list::List;
use crate::texts;
use domain::search::{Search, Sort, SortBy};
use leptos::prelude::*;

/// The table and what stands below it.
#[component]
pub fn Table(
    /// What the address says.
    search: Memo<Search>,
) -> impl IntoView {
    let list = expect_context::<List>();
    let pairs = Signal::derive(move || search.get().pairs());
    view! {
        <ApplicationTable
            list=list
            row=row
            label=texts::TABLE
            class="table"
            address="/applications"
            pairs=pairs
            bulk=("/applications/delete", texts::DELETE_SELECTED)
            actions=[texts::EDIT, texts::DELETE]
        >
            <SortHead class="name" title=texts::NAME by=SortBy::Name search=search/>
            <Head class="id" title=texts::CLIENT_ID/>
            <Head class="count" title=texts::PERMISSIONS/>
            <SortHead class="used" title=texts::LAST_USED by=SortBy::LastUsed search=search/>
            <SortHead class="created" title=texts::CREATED by=SortBy::Created search=search/>
        </ApplicationTable>
    }
}

/// A heading that puts the table in order by its column, or turns that order round.
#[component]
fn SortHead(
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
        address("/applications", &Search { sort, ..search.get() })
    };
    view! {
        <th role="columnheader" scope="col" class=class aria-sort=order>
            <a class="sort" href=turned>{title}</a>
        </th>
    }
}
