//! What can be done to the selected rows. It lies over the foot of the window, so nothing moves
//! when it comes. Browser only.

use crate::browser::focus;
use crate::components::live_text::live_text;
use crate::selection::Selection;
use crate::texts;
use leptos::prelude::*;

/// **`region "Selection"`**, while something is selected.
#[component]
pub fn SelectionBar(
    /// What is selected.
    selection: Selection,
    /// Rows in the whole list.
    total: RwSignal<u32>,
    /// What the main button says.
    action: &'static str,
    /// Its class.
    class: &'static str,
    /// What it does.
    act: Callback<()>,
) -> impl IntoView {
    let count = Memo::new(move |_| selection.count());
    // The button goes with that; the focus goes back to the rows.
    let back = move |work: fn(Selection)| {
        work(selection);
        focus::soon(vec![focus::ACTIVE_CELL.to_owned()]);
    };
    let any = Memo::new(move |_| count.get() > 0);
    move || {
        any.get().then(|| {
            let all = move || (count.get() < total.get()).then(|| {
                view! {
                    <button type="button" class="button small" on:click=move |_| back(Selection::set_all)>
                        {live_text(move || format!("{} {}", texts::SELECT_ALL, total.get()))}
                    </button>
                }
            });
            view! {
                <section class="bulk" aria-label=texts::SELECTION>
                    <b role="status">{live_text(move || format!("{} selected", count.get()))}</b>
                    {all}
                    <button type="button" class="button small" on:click=move |_| back(Selection::clear)>
                        {texts::CLEAR_SELECTION}
                    </button>
                    <button type="button" class=class on:click=move |_| act.run(())>{action}</button>
                </section>
            }
        })
    }
}
