//! The actions of the page of deleted applications.

use super::erase::AskErase;
use crate::browser::document::target;
use crate::browser::{table as dom, window};
use crate::components::copy_button::copy_client_id;
use crate::components::shortcuts::{Command, Commands};
use crate::components::toast::Toasts;
use crate::delete_restore::DeleteRestore;
use crate::element_ids::DELETED_TITLE_ID;
use crate::table::control::mount_table;
use crate::table::event::Event;
use crate::table::handle::Table;
use crate::table::rows::Row;
use crate::table::selection_bar::SelectionBar;
use crate::table::state::TableState;
use crate::texts;
use domain::application::ClientId;
use domain::change::ApplicationSelector;
use leptos::prelude::*;

/// Makes the table interactive; renders the selection bar, and the confirmation before erasing.
#[component]
pub fn DeletedTableActions(table: Table) -> impl IntoView {
    let delete_restore = DeleteRestore::from_context();
    let commands = expect_context::<Commands>();
    let toasts = expect_context::<Toasts>();
    let asking = RwSignal::new(None::<Row>);
    mount_table(table);

    let active = move || table.read(TableState::active_row).flatten();
    let restore = move |row: ClientId| {
        delete_restore.restore(table, ApplicationSelector::These(vec![row]), 1, DELETED_TITLE_ID);
    };
    let restore_selected = move || {
        if let Some((chosen, count)) = table.read(TableState::chosen) {
            delete_restore.restore(table, chosen, count, DELETED_TITLE_ID);
        }
    };
    let ask = move |id: &ClientId| {
        asking.set(table.read(|state| state.rows.find(id)).flatten());
    };
    commands.bind(Command::Restore, move || {
        if table.read(TableState::selected) > Some(0) {
            restore_selected();
        } else if let Some(row) = active() {
            restore(row);
        }
    });
    commands.bind(Command::Delete, move || {
        if let Some(row) = active() {
            ask(&row);
        }
    });
    commands.bind(Command::Copy, move || {
        if let Some(row) = active() {
            copy_client_id(row, toasts);
        }
    });
    commands.bind(Command::Escape, move || table.send(Event::SelectionCleared));
    window::on("submit", move |event| {
        let Some(form) = target(&event) else { return };
        match (form.get_attribute("data-action").as_deref(), dom::row_of(&form)) {
            (Some("restore"), Some(row)) => restore(row),
            (Some("erase"), Some(row)) => ask(&row),
            (Some("more"), _) => table.send(Event::LoadMore),
            _ => return,
        }
        event.prevent_default();
    });
    view! {
        <SelectionBar
            table=table
            action=texts::RESTORE_SELECTED
            class="button small primary"
            act=Callback::new(move |()| restore_selected())
        />
        {move || asking.get().map(|row| view! { <AskErase row=row table=table asking=asking/> })}
    }
}
