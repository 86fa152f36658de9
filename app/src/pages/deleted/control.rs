//! What answers on the page of deleted applications. Browser only.

use super::erase_question;
use crate::api;
use crate::browser::{focus, page};
use crate::components::copy_button::copy_client_id;
use crate::components::dialog::Dialog;
use crate::components::grid::reading::Source;
use crate::components::grid::{Grid, element};
use crate::components::shortcuts::{Command, Commands};
use crate::components::sign_in_again::SignInAgain;
use crate::components::toast::Toasts;
use crate::element_ids::DELETED_TITLE_ID;
use crate::list::{List, Row};
use crate::pages::applications::change::Changing;
use crate::pages::applications::selection_bar::SelectionBar;
use crate::selection::Selection;
use crate::state::Changes;
use crate::texts;
use domain::application::ClientId;
use domain::change::Chosen;
use leptos::prelude::*;

/// Brings the table to life; draws the bar of the selection, and the question before erasing.
#[component]
pub fn Control(
    /// What the table shows.
    list: List,
) -> impl IntoView {
    let changes = expect_context::<Changes>();
    let changing = Changing::here();
    let commands = expect_context::<Commands>();
    let toasts = expect_context::<Toasts>();
    let selection = Selection::of(list);
    let grid = Grid::attach(list, selection, Source::Deleted);
    let asking = RwSignal::new(None::<Row>);

    let restore = move |row: &ClientId| {
        grid.leave(|id| id == row, DELETED_TITLE_ID);
        selection.set(row, false);
        changing.restore(list, Chosen::These(vec![row.clone()]), 1);
    };
    let restore_selected = move || {
        let (chosen, count) = (selection.chosen(), untrack(|| selection.count()));
        grid.leave(|id| untrack(|| selection.has(id)), DELETED_TITLE_ID);
        selection.clear();
        changing.restore(list, chosen, count);
    };
    let ask = move |row: &ClientId| asking.set(list.get(row));
    commands.bind(Command::Restore, move || {
        if untrack(|| selection.count()) > 0 {
            restore_selected();
        } else if let Some(row) = grid.row() {
            restore(&row);
        }
    });
    commands.bind(Command::Delete, move || {
        if let Some(row) = grid.row() {
            ask(&row);
        }
    });
    commands.bind(Command::Copy, move || {
        if let Some(row) = grid.row() {
            copy_client_id(row, toasts);
        }
    });
    commands.bind(Command::Escape, move || selection.clear());
    page::on("submit", move |event| {
        let Some(form) = element(&event) else { return };
        let row = crate::browser::grid::row_of(&form);
        match (form.get_attribute("data-act").as_deref(), row) {
            (Some("restore"), Some(row)) => restore(&row),
            (Some("erase"), Some(row)) => ask(&row),
            (Some("more"), _) => grid.read_more(),
            _ => return,
        }
        event.prevent_default();
    });
    grid.refresh_when_seen();
    // What was changed elsewhere: *Undo* in a message.
    Effect::new(move |earlier: Option<()>| {
        changes.track();
        if earlier.is_some() {
            grid.refresh();
        }
    });
    let act = Callback::new(move |()| restore_selected());
    view! {
        <SelectionBar
            selection=selection
            total=list.total
            action=texts::RESTORE_SELECTED
            class="button small primary"
            act=act
        />
        {move || asking.get().map(|row| view! { <AskErase row=row grid=grid asking=asking/> })}
    }
}

/// *Delete for good* can't be undone, so it asks.
#[component]
fn AskErase(row: Row, grid: Grid, asking: RwSignal<Option<Row>>) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let again = expect_context::<SignInAgain>();
    let title = erase_question(&row);
    let client_id = StoredValue::new(row.client_id.clone());
    let cancel = Callback::new(move |()| {
        asking.set(None);
        focus::soon(vec![focus::ACTIVE_CELL.to_owned()]);
    });
    let erase = Action::new_local(move |(): &()| {
        let id = client_id.get_value();
        async move {
            let result = again.through(|| api::applications::erase(id.clone())).await;
            if grid.list.version().is_none() {
                return;
            }
            asking.set(None);
            match result {
                Ok(row) => {
                    grid.leave(|known| *known == id, DELETED_TITLE_ID);
                    grid.list.change();
                    grid.list.take_out(|known| *known == id);
                    grid.list.count(-1);
                    grid.selection.set(&id, false);
                    toasts.clear();
                    toasts.say(format!("Deleted {} for good", row.name.as_str()));
                }
                Err(error) => {
                    toasts.fail(error.0.message);
                    focus::soon(vec![focus::ACTIVE_CELL.to_owned()]);
                }
            }
        }
    });
    let press = move |_| {
        if !erase.pending().get_untracked() {
            erase.dispatch(());
        }
    };
    view! {
        <Dialog labelledby="erase-title" class="small" on_cancel=cancel>
            <div class="dialog-form">
                <header><h2 id="erase-title">{title}</h2></header>
                <div class="body"><p>{texts::ERASE_ABOUT}</p></div>
                <footer>
                    <button type="button" class="button" autofocus on:click=move |_| cancel.run(())>
                        {texts::CANCEL}
                    </button>
                    <button
                        type="button"
                        class="button danger"
                        aria-busy=move || erase.pending().get().then_some("true")
                        on:click=press
                    >
                        {texts::ERASE}
                    </button>
                </footer>
            </div>
        </Dialog>
    }
}
