//! What can be done to an application as a whole.

use crate::api;
use crate::components::action_form::{ActionForm, Work};
use crate::components::icon::{Icon, IconKind};
use crate::components::toast::Toasts;
use crate::pages::applications::delete::say_deleted;
use crate::state::{FormReturn, List};
use crate::texts;
use domain::application::ClientId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// `id` of the button that opens the form.
pub(super) const EDIT_ID: &str = "edit";

/// Edit and Delete; without scripts, plain forms.
#[component]
pub fn Actions(
    /// Whose they are.
    client_id: ClientId,
) -> impl IntoView {
    let list = expect_context::<List>();
    let toasts = expect_context::<Toasts>();
    let back = expect_context::<FormReturn>();
    let navigate = use_navigate();
    let edit_page = format!("/applications/{}/edit", client_id.as_str());
    let delete_action = format!("/applications/{}/delete", client_id.as_str());
    let edit = {
        let (navigate, edit_page) = (navigate.clone(), edit_page.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            back.opening(EDIT_ID.to_owned());
            navigate(&edit_page, NavigateOptions::default());
        }
    };
    let delete = Callback::new(move |()| -> Work {
        let (client_id, navigate) = (client_id.clone(), navigate.clone());
        Box::pin(async move {
            match api::applications::delete(client_id).await {
                Ok(gone) => {
                    navigate("/applications", NavigateOptions::default());
                    say_deleted(gone, list, toasts);
                }
                Err(error) => toasts.fail(error.0.message),
            }
        })
    });
    view! {
        <form action=edit_page on:submit=edit>
            <button class="button" id=EDIT_ID>
                <Icon kind=IconKind::Pencil/>
                {texts::EDIT}
            </button>
        </form>
        <ActionForm action=delete_action work=delete>
            <Icon kind=IconKind::Trash/>
            {texts::DELETE}
        </ActionForm>
    }
}
