//! The bar with the actions on selected rows. It is fixed to the bottom of the window, so that the
//! layout does not shift when it appears.

use super::event::Event;
use super::handle::Table;
use crate::browser::focus;
use crate::components::dynamic_text::dynamic_text;
use crate::texts;
use leptos::prelude::*;

/// **`region "Selection"`**, while something is selected.
#[component]
pub fn SelectionBar(
    table: Table,
    action: &'static str,
    class: &'static str,
    act: Callback<()>,
) -> impl IntoView {
    let count = move || table.summary(|summary| summary.selected);
    let total = move || table.summary(|summary| summary.total);
    // The pressed button disappears: move the focus back to the grid.
    let send = move |event: Event| {
        table.send(event);
        focus::first_present(vec![focus::ACTIVE_CELL.to_owned()]);
    };
    let any = Memo::new(move |_| count() > 0);
    move || {
        any.get().then(|| {
            let all = move || {
                (count() < total()).then(|| view! {
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| send(Event::SelectedAll)
                    >
                        {dynamic_text(move || format!("{} {}", texts::SELECT_ALL, total()))}
                    </button>
                })
            };
            view! {
                <section class="selection-bar" aria-label=texts::SELECTION>
                    <b role="status">{dynamic_text(move || format!("{} selected", count()))}</b>
                    {all}
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| send(Event::SelectionCleared)
                    >
                        {texts::CLEAR_SELECTION}
                    </button>
                    <button type="button" class=class on:click=move |_| act.run(())>{action}</button>
                </section>
            }
        })
    }
}
