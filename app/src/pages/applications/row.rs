//! One row of the table.

use super::delete::delete;
use crate::components::copy_button::CopyText;
use crate::components::icon::{Icon, IconKind};
use crate::components::moment::Moment;
use crate::components::toast::Toasts;
use crate::state::{FormReturn, List, edit_id, name_id};
use crate::texts;
use domain::application::{ApplicationKind, ApplicationSummary};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Name, client ID, permissions, created, and the two actions. Without scripts the actions are
/// plain forms.
#[component]
pub fn Row(
    /// What it shows.
    row: ApplicationSummary,
) -> impl IntoView {
    let list = expect_context::<List>();
    let toasts = expect_context::<Toasts>();
    let back = expect_context::<FormReturn>();
    let navigate = use_navigate();
    let id = row.client_id.as_str().to_owned();
    let name = row.name.as_str().to_owned();
    let page = format!("/applications/{id}");
    let edit_page = format!("{page}/edit");
    let delete_action = format!("{page}/delete");
    let edit_id = edit_id(&row.client_id);
    let deleting = RwSignal::new(false);

    let edit = {
        let (edit_page, edit_id) = (edit_page.clone(), edit_id.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            back.opening(edit_id.clone());
            navigate(&edit_page, NavigateOptions { scroll: false, ..Default::default() });
        }
    };
    let client_id = row.client_id.clone();
    let on_delete = move |event: SubmitEvent| {
        event.prevent_default();
        delete(client_id.clone(), list, toasts, deleting);
    };
    let tag = (row.kind == ApplicationKind::Public)
        .then(|| view! { <span class="tag">{texts::PUBLIC_TAG}</span> });
    view! {
        <tr role="row">
            <td role="cell" class="name">
                <a href=page id=name_id(&row.client_id)>{name.clone()}</a>
                {tag}
            </td>
            <td role="cell" class="id">
                <code class="id-text">{id.clone()}</code>
                <CopyText label=format!("{} of {name}", texts::COPY_CLIENT_ID) text=id/>
            </td>
            <td role="cell" class="count">{row.permissions}</td>
            <td role="cell" class="created" data-label=texts::CREATED><Moment at=row.created_at/></td>
            <td role="cell" class="actions edit">
                <form action=edit_page on:submit=edit>
                    <button class="icon" id=edit_id aria-label=format!("{} {name}", texts::EDIT)>
                        <Icon kind=IconKind::Pencil/>
                    </button>
                </form>
            </td>
            <td role="cell" class="actions del">
                <form method="post" action=delete_action on:submit=on_delete>
                    <button
                        class="icon danger"
                        aria-label=format!("{} {name}", texts::DELETE)
                        aria-busy=move || deleting.get().then_some("true")
                    >
                        <Icon kind=IconKind::Trash/>
                    </button>
                </form>
            </td>
        </tr>
    }
}
