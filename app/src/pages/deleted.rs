//! Applications that were deleted in the last 30 days, with the way back.

#[cfg(feature = "hydrate")]
pub mod control;

use crate::api;
use crate::components::application_table::{ApplicationTable, Head, IdCell, SelectCell};
use crate::components::hidden_fields::for_account;
use crate::components::icon::{Icon, IconKind};
use crate::components::moment::Moment;
use crate::components::sign_in_again::SignInAgain;
use crate::components::state_card::{EmptyCard, FailureCard, SkeletonTable};
use crate::element_ids::DELETED_TITLE_ID;
use crate::lazy::ready::when_ready;
use crate::list::{self, List};
use crate::texts;
use domain::application::{ApplicationSummary, KEPT_AFTER_DELETE};
use domain::search::Search;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/applications/deleted`
#[component]
pub fn DeletedPage() -> impl IntoView {
    let after = super::route_after();
    let again = expect_context::<SignInAgain>();
    let first = Resource::new(
        move || after.get(),
        move |after| again.through(move || api::applications::deleted(after.clone(), None)),
    );
    let retry = Callback::new(move |()| first.refetch());
    // A list of its own: the other one is what the table shows.
    let list = List::default();
    let is_empty = Memo::new(move |_| list.total.get() == 0);
    view! {
        <Title text=texts::DELETED_TITLE/>
        <div class="head">
            <div>
                <h1 id=DELETED_TITLE_ID tabindex="-1">{texts::DELETED_TITLE}</h1>
                <p class="soft">{texts::DELETED_ABOUT}</p>
            </div>
        </div>
        <Transition fallback=|| view! { <SkeletonTable/> }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(page) => {
                        list.start(Search::default(), page);
                        view! {
                            {move || if is_empty.get() {
                                view! { <EmptyCard title=texts::DELETED_EMPTY about=texts::DELETED_EMPTY_ABOUT/> }.into_any()
                            } else {
                                view! { <Table list=list/> }.into_any()
                            }}
                        }
                            .into_any()
                    }
                    Err(error) => view! {
                        <FailureCard title=texts::LOAD_FAILED reason=error.0.message retry=retry/>
                    }
                        .into_any(),
                }
            })}
        </Transition>
        {live(list)}
    }
}

/// What brings the table to life, once the page is the program's; nothing on the server.
fn live(list: List) -> impl IntoView {
    when_ready(move || {
        #[cfg(feature = "hydrate")]
        return view! { <control::Control list=list/> }.into_any();
        #[cfg(feature = "ssr")]
        {
            let _ = list;
            ().into_any()
        }
    })
}

/// The question before an application is gone for ever.
pub fn erase_question(row: &ApplicationSummary) -> String {
    format!("Delete {} for good?", row.name.as_str())
}

#[component]
fn Table(list: List) -> impl IntoView {
    view! {
        <ApplicationTable
            list=list
            row=row
            label=texts::DELETED_TITLE
            class="table deleted"
            address="/applications/deleted"
            bulk=("/applications/restore", texts::RESTORE_SELECTED)
            actions=[texts::RESTORE, texts::ERASE]
        >
            <Head class="name" title=texts::NAME/>
            <Head class="id" title=texts::CLIENT_ID/>
            <Head class="created" title=texts::DELETED_AT/>
            <Head class="left" title=texts::ERASED_ON/>
        </ApplicationTable>
    }
}

fn row(row: list::Row) -> AnyView {
    let name = row.name.as_str().to_owned();
    let id = row.client_id.as_str().to_owned();
    let page = format!("/applications/{id}");
    let deleted_at = row.deleted_at.unwrap_or(row.created_at);
    view! {
        <tr role="row" data-id=id.clone()>
            <SelectCell id=id.clone() name=name.clone()/>
            <td role="cell" class="name">{name.clone()}</td>
            <IdCell id=id.clone() name=name.clone()/>
            <td role="cell" class="created" data-label=texts::DELETED_AT><Moment at=deleted_at/></td>
            <td role="cell" class="left" data-label=texts::ERASED_ON>
                <Moment at=deleted_at.plus_seconds(KEPT_AFTER_DELETE)/>
            </td>
            <td role="cell" class="actions restore">
                <form method="post" action=format!("{page}/restore") data-act="restore">
                    {for_account()}
                    <button
                        class="button small"
                        aria-label=format!("{} {name}", texts::RESTORE)
                        data-command="restore"
                    >
                        <Icon kind=IconKind::Restore/>
                        {texts::RESTORE}
                    </button>
                </form>
            </td>
            <td role="cell" class="actions purge">
                <form action=format!("{page}/erase") data-act="erase">
                    <button
                        class="button small plain"
                        aria-label=format!("{}: {name}", texts::ERASE)
                        data-command="delete"
                    >
                        {texts::ERASE}
                    </button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}
