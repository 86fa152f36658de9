//! The confirmation before a deleted application is erased.

use crate::api;
use crate::browser::focus;
use crate::components::dialog::Dialog;
use crate::components::reauthentication::Reauthentication;
use crate::components::toast::Toasts;
use crate::element_ids::DELETED_TITLE_ID;
use crate::table::event::Event;
use crate::table::handle::Table;
use crate::table::rows::Row;
use crate::texts;
use leptos::prelude::*;

/// Confirms *Delete for good*, which can't be undone.
#[component]
pub fn AskErase(
    row: Row,
    table: Table,
    /// The row in question; `None` closes the dialog.
    asking: RwSignal<Option<Row>>,
) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let reauth = expect_context::<Reauthentication>();
    let title = texts::erase_question(&row);
    let client_id = StoredValue::new(row.client_id.clone());
    let cancel = Callback::new(move |()| {
        asking.set(None);
        focus::first_present(vec![focus::ACTIVE_CELL.to_owned()]);
    });
    let erase = Action::new_local(move |(): &()| {
        let id = client_id.get_value();
        async move {
            let result =
                reauth.retry_when_signed_out(|| api::applications::erase(id.clone())).await;
            // The page may have been left, or the dialog be open for another row.
            let is_open = asking
                .try_with_untracked(|row| row.as_ref().is_some_and(|row| row.client_id == id));
            match is_open {
                None => return,
                Some(true) => asking.set(None),
                Some(false) => {}
            }
            match result {
                Ok(row) => {
                    table.send(Event::Erased(id, DELETED_TITLE_ID));
                    toasts.clear();
                    toasts.push_info(format!("Deleted {} for good", row.name.as_str()));
                }
                Err(error) => {
                    toasts.push_error(error.0.message);
                    focus::first_present(vec![focus::ACTIVE_CELL.to_owned()]);
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
