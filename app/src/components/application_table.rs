//! What tables of applications are made of. The rows stand in groups; of a long list only those
//! near the reader are in the document, with gaps of the same height for the others.

use super::copy_button::CopyText;
use super::hidden_fields::for_account;
use super::load_more::LoadMore;
use super::shortcuts::{Command, hint};
use crate::list::window::Window;
use crate::list::{List, Row};
use crate::texts;
use leptos::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// `id` of the form that a row's checkbox belongs to, for browsers without scripts.
const BULK_ID: &str = "bulk";

/// Draws what has a number.
type Draw = fn(List, fn(Row) -> AnyView, usize) -> AnyView;

/// Groups in a block.
const BLOCK: usize = 20;

/// A table of applications and what stands below it.
#[component]
pub fn ApplicationTable(
    /// Its rows.
    list: List,
    /// How one is drawn.
    row: fn(Row) -> AnyView,
    /// What the table is called.
    label: &'static str,
    /// Its class.
    class: &'static str,
    /// Where it is: the next page is at `?after=` there.
    address: &'static str,
    /// What else stands in that address.
    #[prop(optional, into)]
    pairs: Signal<Vec<(&'static str, String)>>,
    /// What is done to the selected rows without scripts: where to, and what it is called.
    bulk: (&'static str, &'static str),
    /// The headings between the one of the checkboxes and those of the buttons.
    children: Children,
    /// The headings of the buttons.
    actions: [&'static str; 2],
) -> impl IntoView {
    let (action, title) = bulk;
    view! {
        <div class="card">
            <table class=class role="table" id="grid" aria-label=label>
                <thead role="rowgroup">
                    <tr role="row">
                        <SelectHead/>
                        {children()}
                        <ActionHeads titles=actions/>
                    </tr>
                </thead>
                {rows(list, row)}
            </table>
        </div>
        <LoadMore list=list address=address pairs=pairs/>
        <form class="still more" method="post" id=BULK_ID action=action>
            {for_account()}
            <button class="button">{title}</button>
        </form>
    }
}

/// The body of a table.
fn rows(list: List, row: fn(Row) -> AnyView) -> AnyView {
    let blocks = move || 0..list.window(Window::groups).div_ceil(BLOCK);
    (
        each(list, row, Signal::derive(blocks), block),
        gap(Signal::derive(move || list.window(Window::gap_after))),
    )
        .into_any()
}

/// Groups that are looked at together, so that not every group of a long list has to be.
fn block(list: List, row: fn(Row) -> AnyView, number: usize) -> AnyView {
    let first = number * BLOCK;
    let is_near = Memo::new(move |_| list.window(|window| window.reaches(&(first..first + BLOCK))));
    let groups = move || first..list.window(Window::groups).min(first + BLOCK);
    (move || is_near.get().then(|| each(list, row, Signal::derive(groups), group))).into_any()
}

/// A group of rows, after the gap before it; nothing while it is far away.
fn group(list: List, row: fn(Row) -> AnyView, number: usize) -> AnyView {
    let before = Memo::new(move |_| list.window(|window| window.gap_before(number)));
    let is_near = Memo::new(move |_| before.with(Option::is_some));
    let view = move || {
        view! {
            {gap(Signal::derive(move || before.get().unwrap_or(0)))}
            <tbody role="rowgroup" data-group=number.to_string()>
                <For
                    each=move || list.group(number)
                    key=|row| Arc::as_ptr(row) as usize
                    children=row
                />
            </tbody>
        }
    };
    (move || is_near.get().then(view)).into_any()
}

/// Draws what is numbered so.
fn each(list: List, row: fn(Row) -> AnyView, numbers: Signal<Range<usize>>, draw: Draw) -> AnyView {
    let children = move |number| draw(list, row, number);
    view! { <For each=move || numbers.get() key=|number| *number children=children/> }.into_any()
}

/// Room for rows that are not in the document, as high as they would be.
fn gap(rows: Signal<usize>) -> AnyView {
    let view = move || {
        let rows = rows.get();
        (rows > 0).then(|| {
            // Set by the object model, never as an attribute: the server shows the first rows only.
            view! {
                <tbody class="gap" aria-hidden="true" style=("--rows", rows.to_string())>
                    <tr><td></td></tr>
                </tbody>
            }
        })
    };
    view.into_any()
}

/// The heading of a column.
#[component]
pub fn Head(
    /// Its class.
    class: &'static str,
    /// What it says.
    title: &'static str,
) -> impl IntoView {
    view! { <th role="columnheader" scope="col" class=class>{title}</th> }
}

/// The headings of columns of buttons, which assistive technology alone hears.
#[component]
fn ActionHeads(titles: [&'static str; 2]) -> impl IntoView {
    titles
        .map(|title| {
            view! {
                <th role="columnheader" scope="col" class="actions">
                    <span class="visually-hidden">{title}</span>
                </th>
            }
        })
        .into_view()
}

/// Selects all rows, where scripts run.
#[component]
fn SelectHead() -> impl IntoView {
    view! {
        <th role="columnheader" scope="col" class="select">
            <input class="tick live" type="checkbox" aria-label=texts::SELECT_ALL autocomplete="off"/>
        </th>
    }
}

/// Selects a row.
#[component]
pub fn SelectCell(
    /// Its client ID.
    id: String,
    /// What it is called.
    name: String,
) -> impl IntoView {
    view! {
        <td role="cell" class="select">
            <input
                class="tick"
                type="checkbox"
                name="id"
                value=id
                form=BULK_ID
                autocomplete="off"
                aria-label=format!("{} {name}", texts::SELECT)
                aria-keyshortcuts=hint(Command::Select)
            />
        </td>
    }
}

/// A client ID, and the button that copies it.
#[component]
pub fn IdCell(
    /// The client ID.
    id: String,
    /// What it is called.
    name: String,
) -> impl IntoView {
    view! {
        <td role="cell" class="id">
            <code class="id-text">{id.clone()}</code>
            <CopyText
                label=format!("{} of {name}", texts::COPY_CLIENT_ID)
                text=id
                command=Command::Copy
            />
        </td>
    }
}
