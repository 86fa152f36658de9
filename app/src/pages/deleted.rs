//! Applications that were deleted in the last 30 days, with the way back.

use crate::api;
use crate::components::dialog::Dialog;
use crate::components::icon::{Icon, IconKind};
use crate::components::load_more::LoadMore;
use crate::components::moment::Moment;
use crate::components::state_card::{EmptyCard, FailureCard, SkeletonTable};
use crate::components::toast::Toasts;
use crate::pages::applications::delete::focus_soon;
use crate::state::List;
use crate::texts;
use domain::application::{ApplicationSummary, ClientId, KEPT_AFTER_DELETE};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/applications/deleted`
#[component]
pub fn DeletedPage() -> impl IntoView {
    let after = super::route_after();
    let first = Resource::new(move || after.get(), api::applications::deleted);
    let retry = Callback::new(move |()| first.refetch());
    // A list of its own: the other one is what the table shows.
    let list = List::default();
    // *Undo* in a message brings a row back to the other list: then this one is read again.
    let table = expect_context::<List>();
    Effect::new(move |earlier: Option<u32>| {
        let total = table.total.get();
        if earlier.is_some_and(|earlier| earlier != total) {
            first.refetch();
        }
        total
    });
    view! {
        <Title text=texts::DELETED_TITLE/>
        <div class="head">
            <div>
                <h1 id="deleted-title" tabindex="-1">{texts::DELETED_TITLE}</h1>
                <p class="soft">{texts::DELETED_ABOUT}</p>
            </div>
        </div>
        <Transition fallback=|| view! { <SkeletonTable/> }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(page) => {
                        list.start(page);
                        view! { <Table list=list/> }.into_any()
                    }
                    Err(error) => view! {
                        <FailureCard title=texts::LOAD_FAILED reason=error.0.message retry=retry/>
                    }
                        .into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Table(list: List) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let asking = RwSignal::new(None::<ApplicationSummary>);
    let load = Action::new(move |(): &()| {
        let after = list.next.get_untracked();
        async move {
            match api::applications::deleted(after).await {
                Ok(page) => {
                    let first = page.rows.first().map(|row| restore_id(&row.client_id));
                    list.extend(page);
                    if list.next.with_untracked(Option::is_none) {
                        focus_soon(first.into_iter().collect());
                    }
                }
                Err(error) => toasts.fail(error.0.message),
            }
        }
    });
    let column = |class: &'static str, title: &'static str| {
        view! { <th role="columnheader" scope="col" class=class>{title}</th> }
    };
    let hidden = |title: &'static str| {
        view! {
            <th role="columnheader" scope="col" class="actions">
                <span class="visually-hidden">{title}</span>
            </th>
        }
    };
    let is_empty = Memo::new(move |_| list.rows.with(Vec::is_empty));
    let table = move || {
        view! {
            <div class="card">
                <table class="table deleted" role="table" aria-label=texts::DELETED_TITLE>
                    <thead role="rowgroup">
                        <tr role="row">
                            {column("name", texts::NAME)}
                            {column("id", texts::CLIENT_ID)}
                            {column("created", texts::DELETED_AT)}
                            {column("left", texts::ERASED_ON)}
                            {hidden(texts::RESTORE)}
                            {hidden(texts::ERASE)}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        <For each=move || list.rows.get() key=|row| row.client_id.clone() let(row)>
                            <Row row=row list=list asking=asking/>
                        </For>
                    </tbody>
                </table>
            </div>
            <LoadMore list=list address="/applications/deleted" load=load/>
        }
    };
    view! {
        {move || if is_empty.get() {
            view! { <EmptyCard title=texts::DELETED_EMPTY about=texts::DELETED_EMPTY_ABOUT/> }.into_any()
        } else {
            table().into_any()
        }}
        {move || asking.get().map(|row| view! { <AskErase row=row list=list asking=asking/> })}
    }
}

fn restore_id(id: &ClientId) -> String {
    format!("restore-{}", id.as_str())
}

fn erase_id(id: &ClientId) -> String {
    format!("erase-{}", id.as_str())
}

/// After a row went: the next one's *Restore*, else the heading.
fn focus_after(next: Option<&ClientId>) {
    focus_soon(next.map(restore_id).into_iter().chain(["deleted-title".to_owned()]).collect());
}

#[component]
fn Row(
    row: ApplicationSummary,
    list: List,
    asking: RwSignal<Option<ApplicationSummary>>,
) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let name = row.name.as_str().to_owned();
    let id = row.client_id.as_str().to_owned();
    let deleted_at = row.deleted_at.unwrap_or(row.created_at);
    let restore = {
        let client_id = row.client_id.clone();
        Action::new(move |(): &()| {
            let client_id = client_id.clone();
            async move {
                match api::applications::restore(client_id.clone()).await {
                    Ok(row) => {
                        let next = list.remove(&client_id);
                        toasts.clear();
                        toasts.say(format!("Restored {}", row.name.as_str()));
                        focus_after(next.as_ref());
                    }
                    Err(error) => toasts.fail(error.0.message),
                }
            }
        })
    };
    let on_restore = move |event: SubmitEvent| {
        event.prevent_default();
        if !restore.pending().get_untracked() {
            restore.dispatch(());
        }
    };
    let restore_id = restore_id(&row.client_id);
    let erase_id = erase_id(&row.client_id);
    let ask = {
        let row = row.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            asking.set(Some(row.clone()));
        }
    };
    view! {
        <tr role="row">
            <td role="cell" class="name">{name.clone()}</td>
            <td role="cell" class="id"><code class="id-text">{id.clone()}</code></td>
            <td role="cell" class="created" data-label=texts::DELETED_AT><Moment at=deleted_at/></td>
            <td role="cell" class="left" data-label=texts::ERASED_ON><Moment at=deleted_at.plus_seconds(KEPT_AFTER_DELETE)/></td>
            <td role="cell" class="actions restore">
                <form method="post" action=format!("/applications/{id}/restore") on:submit=on_restore>
                    <button
                        class="button small"
                        id=restore_id
                        aria-label=format!("{} {name}", texts::RESTORE)
                        aria-busy=move || restore.pending().get().then_some("true")
                    >
                        <Icon kind=IconKind::Restore/>
                        {texts::RESTORE}
                    </button>
                </form>
            </td>
            <td role="cell" class="actions purge">
                <form action=format!("/applications/{id}/erase") on:submit=ask>
                    <button class="button small plain" id=erase_id aria-label=format!("{}: {name}", texts::ERASE)>
                        {texts::ERASE}
                    </button>
                </form>
            </td>
        </tr>
    }
}

/// The question before an application is gone for ever.
pub fn erase_question(row: &ApplicationSummary) -> String {
    format!("Delete {} for good?", row.name.as_str())
}

/// *Delete for good* can't be undone, so it asks.
#[component]
fn AskErase(
    row: ApplicationSummary,
    list: List,
    asking: RwSignal<Option<ApplicationSummary>>,
) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let title = erase_question(&row);
    let client_id = StoredValue::new(row.client_id);
    let cancel = Callback::new(move |()| {
        asking.set(None);
        client_id.with_value(|id| focus_soon(vec![erase_id(id)]));
    });
    let erase = Action::new(move |(): &()| {
        let id = client_id.get_value();
        async move {
            let result = api::applications::erase(id.clone()).await;
            asking.set(None);
            match result {
                Ok(row) => {
                    let next = list.remove(&id);
                    toasts.clear();
                    toasts.say(format!("Deleted {} for good", row.name.as_str()));
                    focus_after(next.as_ref());
                }
                Err(error) => {
                    toasts.fail(error.0.message);
                    focus_after(Some(&id));
                }
            }
        }
    });
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
                        on:click=move |_| {
                            if !erase.pending().get_untracked() {
                                erase.dispatch(());
                            }
                        }
                    >
                        {texts::ERASE}
                    </button>
                </footer>
            </div>
        </Dialog>
    }
}
