//! The progress ("50 of 120") and *Load more*; without scripts, a form that requests the next page.

use super::handle::Table;
use crate::components::dynamic_text::dynamic_text;
use crate::components::hidden_fields::hidden;
use crate::texts;
use leptos::prelude::*;

/// Rendered until all rows are loaded.
#[component]
pub(super) fn LoadMore(
    table: Table,
    path: &'static str,
    #[prop(into)] pairs: Signal<Vec<(&'static str, String)>>,
) -> impl IntoView {
    let has_more = Memo::new(move |_| table.summary(|summary| summary.next.is_some()));
    let progress =
        move || table.summary(|summary| format!("{} of {}", summary.loaded, summary.total));
    let after = move || table.summary(|summary| summary.next.clone());
    move || {
        has_more.get().then(|| {
            view! {
                <form class="load-more" action=path data-action="more">
                    {dynamic_text(progress)}
                    {move || hidden(pairs.get())}
                    <input type="hidden" name="after" value=after/>
                    <button class="button" aria-busy=move || table.is_busy.get().then_some("true")>
                        {texts::LOAD_MORE}
                    </button>
                </form>
            }
        })
    }
}
