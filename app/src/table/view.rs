//! The components of a table of applications. Long tables are virtualized: only blocks of rows near
//! the viewport are in the document, with gaps of the same height for the others.

use super::cells::{ActionHeaders, BULK_ID, SelectAllHeader};
use super::handle::{RowBlock, Table};
use super::load_more::LoadMore;
use super::rows::Row;
use super::summary::RowState;
use crate::browser::table as dom;
use crate::components::hidden_fields::for_account;
use crate::components::shortcuts::{Command, Commands, aria_keyshortcuts};
use domain::application::ClientId;
use leptos::prelude::*;
use leptos::tachys::renderer::types::Element;
use std::sync::Arc;

/// Renders the cells of a row.
pub type Cells = fn(&Row) -> AnyView;

/// What rows are rendered with.
#[derive(Clone, Copy)]
struct Rendering {
    table: Table,
    cells: Cells,
    commands: &'static [(usize, Command)],
    single_keys: RwSignal<bool>,
}

/// A table of applications, *Load more*, and the bulk form for browsers without scripts.
#[component]
pub fn ApplicationTable(
    table: Table,
    cells: Cells,
    label: &'static str,
    class: &'static str,
    /// The path of its page; the next page is at `?after=` there.
    path: &'static str,
    /// The other parameters of that URL.
    #[prop(optional, into)]
    pairs: Signal<Vec<(&'static str, String)>>,
    /// The bulk action without scripts: URL and button text.
    bulk: (&'static str, &'static str),
    /// The headers between the checkbox column and the action columns.
    heads: AnyView,
    /// The columns whose widget gets the `aria-keyshortcuts` of a command.
    commands: &'static [(usize, Command)],
    actions: [&'static str; 2],
) -> impl IntoView {
    let (action, title) = bulk;
    let single_keys = expect_context::<Commands>().single_keys;
    let rendering = Rendering { table, cells, commands, single_keys };
    let is_grid = move || table.summary(|summary| summary.is_grid);
    let row_count =
        move || is_grid().then(|| table.summary(|summary| u64::from(summary.total) + 1));
    view! {
        <div class="card">
            <table
                class=class
                id="grid"
                role=move || if is_grid() { "grid" } else { "table" }
                aria-label=label
                aria-multiselectable=move || is_grid().then_some("true")
                aria-rowcount=move || row_count().map(|count| count.to_string())
                aria-busy=move || table.is_busy.get().then_some("true")
            >
                <thead role="rowgroup">
                    <tr role="row" use:header_state=table>
                        <SelectAllHeader/>
                        {heads}
                        <ActionHeaders titles=actions/>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For
                        each=move || 0..table.block_count()
                        key=|number| *number
                        children=move |number| block(rendering, number)
                    />
                    {gap(Signal::derive(move || table.gap_after()))}
                </tbody>
            </table>
        </div>
        <LoadMore table=table path=path pairs=pairs/>
        <form class="no-js load-more" method="post" id=BULK_ID action=action>
            {for_account()}
            <button class="button">{title}</button>
        </form>
    }
}

/// A block of rows and the gap before it; empty while the block is far from the viewport. Every loaded
/// block keeps its place in the keyed list: if only those in the viewport were listed, Leptos' diff
/// would move remaining rows when others are inserted before them, and a moved row loses the focus.
fn block(rendering: Rendering, number: usize) -> AnyView {
    let RowBlock { gap_before, rows } = rendering.table.block(number);
    let is_near = Memo::new({
        let gap_before = gap_before.clone();
        move |_| gap_before.with(Option::is_some)
    });
    let view = move || {
        let (gap_before, rows) = (gap_before.clone(), rows.clone());
        view! {
            {gap(Signal::derive(move || gap_before.get().unwrap_or(0)))}
            <For
                each=move || rows.get()
                key=|row| Arc::as_ptr(row) as usize
                children=move |row| table_row(rendering, &row)
            />
        }
    };
    (move || is_near.get().then(|| view().into_any())).into_any()
}

fn table_row(rendering: Rendering, row: &Row) -> AnyView {
    let id = row.client_id.clone();
    view! {
        <tr role="row" data-id=id.as_str().to_owned() use:row_state=(rendering, id)>
            {(rendering.cells)(row)}
        </tr>
    }
    .into_any()
}

/// A spacer as high as the rows that are not in the document.
fn gap(rows: Signal<usize>) -> AnyView {
    let is_there = Memo::new(move |_| rows.get() > 0);
    // `style:` sets a property by the CSSOM, which the CSP allows; the server never renders a gap.
    let view = move || {
        view! {
            <tr class="gap" aria-hidden="true" style=("--rows", move || rows.get().to_string())>
                <td></td>
            </tr>
        }
    };
    (move || is_there.get().then(|| view().into_any())).into_any()
}

/// Directive: an effect that writes a row's state to its element.
fn row_state(row: Element, (rendering, id): (Rendering, ClientId)) {
    let Rendering { table, commands, single_keys, .. } = rendering;
    let state = table.row(&id);
    Effect::new(move |before: Option<(bool, RowState)>| {
        let (single_keys, now) = (single_keys.get(), state.get());
        let hint = |column: usize| {
            let command = commands.iter().find(|(known, _)| *known == column);
            command.and_then(|(_, command)| aria_keyshortcuts(*command, single_keys))
        };
        // If single keys were toggled, write all cells again.
        let before = before.filter(|(known, _)| *known == single_keys).map(|(_, before)| before);
        dom::render_row(&row, before.as_ref(), &now, hint);
        (single_keys, now)
    });
}

/// Directive: an effect that writes the table's state to the header row.
fn header_state(row: Element, table: Table) {
    Effect::new(move |_| table.summary(|summary| dom::render_header(&row, summary)));
}
