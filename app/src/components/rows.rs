//! What tables of applications are made of. The rows stand in groups of [`crate::list::CHUNK`]; of a long list
//! only those near the reader are in the document, the others are gaps of the same height.

use crate::list::{List, Row};
use crate::texts;
use leptos::prelude::*;
use std::sync::Arc;

/// `id` of the form that a row's checkbox belongs to, for browsers without scripts.
pub const BULK_ID: &str = "bulk";

/// The body of a table.
#[component]
pub fn Rows(
    /// The rows.
    list: List,
    /// How one is drawn.
    row: fn(Row) -> AnyView,
) -> impl IntoView {
    let chunks = Memo::new(move |_| list.rows.with(Vec::len).div_ceil(crate::list::CHUNK));
    view! {
        <For each=move || 0..chunks.get() key=|chunk| *chunk let(chunk)>
            <Chunk list=list chunk=chunk row=row/>
        </For>
    }
}

#[component]
fn Chunk(list: List, chunk: usize, row: fn(Row) -> AnyView) -> impl IntoView {
    let shown = Memo::new(move |_| list.shows(chunk));
    let rows = move || {
        view! {
            <tbody role="rowgroup" data-chunk=chunk.to_string()>
                <For
                    each=move || list.chunk(chunk)
                    key=|row| Arc::as_ptr(row) as usize
                    children=row
                />
            </tbody>
        }
    };
    let gap = move || {
        let count = move || list.chunk_len(chunk).to_string();
        // Set by the object model, never as an attribute: the server shows the first rows only.
        view! { <tbody class="gap" aria-hidden="true" style=("--rows", count)><tr><td></td></tr></tbody> }
    };
    move || if shown.get() { rows().into_any() } else { gap().into_any() }
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
pub fn ActionHeads(
    /// What they say.
    titles: [&'static str; 2],
) -> impl IntoView {
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
pub fn SelectHead() -> impl IntoView {
    view! {
        <th role="columnheader" scope="col" class="select">
            <input class="tick live" type="checkbox" aria-label=texts::SELECT_ALL autocomplete="off"/>
        </th>
    }
}

/// Selects a row.
#[component]
pub fn Tick(
    /// Its client ID.
    id: String,
    /// What it is called.
    name: String,
) -> impl IntoView {
    view! {
        <input
            class="tick"
            type="checkbox"
            name="id"
            value=id
            form=BULK_ID
            autocomplete="off"
            aria-label=format!("{} {name}", texts::SELECT)
            data-command="select"
        />
    }
}
