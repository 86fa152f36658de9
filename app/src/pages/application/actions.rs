//! The actions on an application: Edit and Delete.

use crate::components::hidden_fields::for_account;
use crate::components::icon::{Icon, IconKind};
use crate::delete_restore::DeleteRestore;
use crate::element_ids::ADD_ID;
use crate::state::FormOpener;
use crate::texts;
use domain::application::ClientId;
use domain::change::ApplicationSelector;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// `id` of the button that opens the edit form.
pub(super) const EDIT_ID: &str = "edit";

/// Edit and Delete; without scripts, plain forms.
#[component]
pub fn Actions(client_id: ClientId) -> impl IntoView {
    let delete_restore = DeleteRestore::from_context();
    let opener = expect_context::<FormOpener>();
    let navigate = use_navigate();
    let edit_page = format!("/applications/{}/edit", client_id.as_str());
    let delete_action = format!("/applications/{}/delete", client_id.as_str());
    let edit = {
        let (navigate, edit_page) = (navigate.clone(), edit_page.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            opener.opened_from(EDIT_ID.to_owned());
            navigate(&edit_page, NavigateOptions::default());
        }
    };
    // Navigate to the table, which shows the optimistic removal and the *Undo*.
    let delete = move |event: SubmitEvent| {
        event.prevent_default();
        delete_restore.delete(ApplicationSelector::These(vec![client_id.clone()]), 1, ADD_ID);
        navigate("/applications", NavigateOptions::default());
    };
    view! {
        <form action=edit_page on:submit=edit>
            <button class="button" id=EDIT_ID>
                <Icon kind=IconKind::Pencil/>
                {texts::EDIT}
            </button>
        </form>
        <form method="post" action=delete_action on:submit=delete>
            {for_account()}
            <button class="button">
                <Icon kind=IconKind::Trash/>
                {texts::DELETE}
            </button>
        </form>
    }
}
