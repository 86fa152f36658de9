//! Headers and cells that both tables have.

use crate::components::copy_button::CopyText;
use crate::texts;
use leptos::prelude::*;

/// `id` of the form that a row's checkbox belongs to, for browsers without scripts.
pub(super) const BULK_ID: &str = "bulk";

#[component]
pub fn ColumnHeader(class: &'static str, title: &'static str) -> impl IntoView {
    view! { <th role="columnheader" scope="col" class=class>{title}</th> }
}

/// Visually hidden headers of the columns of buttons.
#[component]
pub(super) fn ActionHeaders(titles: [&'static str; 2]) -> impl IntoView {
    titles.map(|title| {
        view! {
            <th role="columnheader" scope="col" class="actions">
                <span class="visually-hidden">{title}</span>
            </th>
        }
    })
}

/// The header with the checkbox that selects all rows.
#[component]
pub(super) fn SelectAllHeader() -> impl IntoView {
    view! {
        <th role="columnheader" scope="col" class="select">
            <input class="checkbox js-only" type="checkbox" aria-label=texts::SELECT_ALL autocomplete="off"/>
        </th>
    }
}

#[component]
pub fn SelectCell(id: String, name: String) -> impl IntoView {
    view! {
        <td role="cell" class="select">
            <input
                class="checkbox"
                type="checkbox"
                name="id"
                value=id
                form=BULK_ID
                autocomplete="off"
                aria-label=format!("{} {name}", texts::SELECT)
            />
        </td>
    }
}

/// A client ID and its copy button.
#[component]
pub fn IdCell(id: String, name: String) -> impl IntoView {
    view! {
        <td role="cell" class="id">
            <code class="id-text" translate="no">{id.clone()}</code>
            <CopyText
                label=format!("{} of {name}", texts::COPY_CLIENT_ID)
                text=id
            />
        </td>
    }
}
