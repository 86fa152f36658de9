//! How much of a list was read, and the button that reads on; without scripts, a form that does.

use crate::state::List;
use crate::texts;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Stands below a list until its end was read.
#[component]
pub fn LoadMore(
    /// The list.
    list: List,
    /// Where the list is: the next page is at `?after=` there.
    address: &'static str,
    /// Reads the next page into the list.
    load: Action<(), ()>,
) -> impl IntoView {
    let progress = move || format!("{} of {}", list.rows.with(Vec::len), list.total.get());
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !load.pending().get_untracked() {
            load.dispatch(());
        }
    };
    move || {
        list.next.get().map(|next| {
            view! {
                <form class="more" action=address on:submit=on_submit>
                    <span>{progress}</span>
                    <input type="hidden" name="after" value=next.to_string()/>
                    <button
                        class="button"
                        aria-busy=move || load.pending().get().then_some("true")
                    >
                        {texts::LOAD_MORE}
                    </button>
                </form>
            }
        })
    }
}
