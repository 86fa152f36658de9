//! How much of a list was read, and the button that reads on; without the program, a form that
//! loads the next page.

use super::hidden_fields::hidden;
use super::live_text::live_text;
use crate::list::List;
use crate::texts;
use leptos::prelude::*;

/// Stands below a list until its end was read.
#[component]
pub fn LoadMore(
    /// The list.
    list: List,
    /// Where the list is: the next page is at `?after=` there.
    address: &'static str,
    /// What else stands in that address.
    #[prop(optional, into)]
    pairs: Signal<Vec<(&'static str, String)>>,
) -> impl IntoView {
    let progress = move || format!("{} of {}", list.rows.with(Vec::len), list.total.get());
    let after = move || list.next.get().map(|next| next.to_string()).unwrap_or_default();
    let has_more = Memo::new(move |_| list.next.with(Option::is_some));
    move || {
        has_more.get().then(|| {
            view! {
                <form class="more" action=address data-act="more">
                    {live_text(progress)}
                    {move || hidden(pairs.get())}
                    <input type="hidden" name="after" value=after/>
                    <button class="button">{texts::LOAD_MORE}</button>
                </form>
            }
        })
    }
}
