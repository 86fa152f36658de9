//! The dialog in place of a form that could not be loaded, and closing of form dialogs.

use crate::browser::{focus, window};
use crate::components::dialog::Dialog;
use crate::components::hidden_fields::hidden;
use crate::element_ids::{ADD_ID, edit_id};
use crate::pages::applications::search_url::{search_url, use_search};
use crate::state::FormOpener;
use crate::texts;
use domain::application::ClientId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Leaves the URL of a form: one step back in the history if it was opened from a page, else to the
/// table.
pub(super) fn leave_form() -> Callback<()> {
    let opener = expect_context::<FormOpener>();
    let navigate = use_navigate();
    let table = search_url("/applications", &use_search().get_untracked());
    Callback::new(move |()| {
        if opener.opened_here.get_value() {
            opener.opened_here.set_value(false);
            window::go_back();
        } else {
            let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
            navigate(&table, options);
        }
    })
}

/// Restores the focus to the opener when the current owner is disposed, if `closes` returns true.
pub(super) fn return_focus(
    edited: Option<ClientId>,
    closes: impl Fn() -> bool + Send + Sync + 'static,
) {
    let opener = expect_context::<FormOpener>();
    on_cleanup(move || {
        // On the server, owners are disposed too, but there is no focus.
        if cfg!(feature = "ssr") || !closes() {
            return;
        }
        let own = edited.as_ref().map_or_else(|| ADD_ID.to_owned(), edit_id);
        let opened_from = opener.focus.get_value();
        opener.focus.set_value(None);
        focus::first_present(opened_from.into_iter().chain([own, ADD_ID.to_owned()]).collect());
    });
}

/// A dialog with the reason, and *Retry* if that may help.
#[component]
pub fn FormUnavailable(
    title: &'static str,
    reason: String,
    /// The application of an edit form.
    edited: Option<ClientId>,
    #[prop(optional)] retry: Option<Callback<()>>,
) -> impl IntoView {
    let leave = leave_form();
    let retries = StoredValue::new(false);
    return_focus(edited, move || !retries.try_get_value().unwrap_or(false));
    let retry = retry.map(|retry| {
        let press = move |_| {
            retries.set_value(true);
            retry.run(());
        };
        view! {
            <button type="button" class="button js-only" on:click=press>
                {texts::RETRY}
            </button>
        }
    });
    view! {
        <Dialog labelledby="form-title" class="small" on_cancel=leave>
            <header>
                <h2 id="form-title">{title}</h2>
            </header>
            <div class="body">
                <p class="notice bad" role="alert">{reason}</p>
            </div>
            // A form, so that Close works without scripts.
            <form action="/applications">
                {hidden(use_search().get_untracked().pairs())}
                <footer>
                    {retry}
                    <button
                        class="button primary"
                        on:click=move |event| {
                            event.prevent_default();
                            leave.run(());
                        }
                    >
                        {texts::CLOSE}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}
