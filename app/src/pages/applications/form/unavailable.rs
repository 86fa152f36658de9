//! What stands where a form would that can't be shown: the reason, and the way back.

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

/// Leaves the address of a form: back to where it was opened, else to the table.
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

/// Gives the focus back to what opened a form once it goes, if it `closes` by that.
pub(super) fn return_focus(
    edited: Option<ClientId>,
    closes: impl Fn() -> bool + Send + Sync + 'static,
) {
    let opener = expect_context::<FormOpener>();
    on_cleanup(move || {
        // The server's page goes too, with nothing that could have the focus.
        if cfg!(feature = "ssr") || !closes() {
            return;
        }
        let own = edited.as_ref().map_or_else(|| ADD_ID.to_owned(), edit_id);
        let opened_from = opener.focus.get_value();
        opener.focus.set_value(None);
        focus::first_present(opened_from.into_iter().chain([own, ADD_ID.to_owned()]).collect());
    });
}

/// A dialog with the reason, and *Retry* where that may help.
#[component]
pub fn FormUnavailable(
    /// The heading of the form.
    title: &'static str,
    /// The reason.
    reason: String,
    /// What the form would edit.
    edited: Option<ClientId>,
    /// Tries again.
    #[prop(optional)]
    retry: Option<Callback<()>>,
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
            // Without scripts, Close loads the table.
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
