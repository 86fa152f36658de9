//! One row of the table: links and forms that work by themselves, and say what they are about to
//! whoever listens to the table (`super::control`).

use crate::components::application_table::{IdCell, SelectCell};
use crate::components::hidden_fields::for_account;
use crate::components::icon::{Icon, IconKind};
use crate::components::moment::{LastUsed, Moment};
use crate::components::shortcuts::{Command, hint};
use crate::element_ids::{edit_id, name_id};
use crate::list;
use crate::texts;
use domain::application::ApplicationKind;
use leptos::prelude::*;

/// Select, name, client ID, permissions, last used, created, and the two actions.
pub fn row(row: list::Row) -> AnyView {
    let id = row.client_id.as_str().to_owned();
    let name = row.name.as_str().to_owned();
    let page = format!("/applications/{id}");
    let tag = (row.kind == ApplicationKind::Public)
        .then(|| view! { <span class="tag">{texts::PUBLIC_TAG}</span> });
    view! {
        <tr role="row" data-id=id.clone()>
            <SelectCell id=id.clone() name=name.clone()/>
            <td role="cell" class="name">
                <a href=page.clone() id=name_id(&row.client_id)>{name.clone()}</a>
                {tag}
            </td>
            <IdCell id=id.clone() name=name.clone()/>
            <td role="cell" class="count">{row.permissions}</td>
            <td role="cell" class="used" data-label=texts::LAST_USED>
                <LastUsed at=row.last_used_at/>
            </td>
            <td role="cell" class="created" data-label=texts::CREATED>
                <Moment at=row.created_at/>
            </td>
            <td role="cell" class="actions edit">
                <form action=format!("{page}/edit") data-act="edit">
                    <button
                        class="icon"
                        id=edit_id(&row.client_id)
                        aria-label=format!("{} {name}", texts::EDIT)
                        aria-keyshortcuts=hint(Command::Edit)
                    >
                        <Icon kind=IconKind::Pencil/>
                    </button>
                </form>
            </td>
            <td role="cell" class="actions del">
                <form method="post" action=format!("{page}/delete") data-act="delete">
                    {for_account()}
                    <button
                        class="icon danger"
                        aria-label=format!("{} {name}", texts::DELETE)
                        aria-keyshortcuts=hint(Command::Delete)
                    >
                        <Icon kind=IconKind::Trash/>
                    </button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}
