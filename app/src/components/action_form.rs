//! A button that does one thing: a form that posts without scripts, and a call where they run.

use super::hidden_fields::{for_account, hidden};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::pin::Pin;

/// What a press sets going. Boxed, so that all of these forms are one piece of program.
pub type ActionFuture = Pin<Box<dyn Future<Output = ()>>>;

/// The form with its one button, which is busy until the work is done; a second press meanwhile
/// does nothing.
#[component]
pub fn ActionForm(
    /// Where it posts to without scripts.
    #[prop(into)]
    action: String,
    /// What it does instead where they run.
    run: Callback<(), ActionFuture>,
    /// `id` of the button.
    #[prop(optional, into)]
    id: Option<String>,
    /// The button's accessible name, where its text is not enough.
    #[prop(optional, into)]
    label: Option<String>,
    /// The button's class.
    #[prop(default = "button")]
    class: &'static str,
    /// A hidden field: name and value.
    #[prop(optional)]
    field: Option<(&'static str, String)>,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            busy.set(true);
            let future = run.run(());
            leptos::task::spawn_local(async move {
                future.await;
                // The work may have taken the button away.
                busy.try_set(false);
            });
        }
    };
    view! {
        <form method="post" action=action on:submit=on_submit>
            {for_account()}
            {hidden(field.into_iter().collect())}
            <button
                class=class
                id=id
                aria-label=label
                aria-busy=move || busy.get().then_some("true")
            >
                {children()}
            </button>
        </form>
    }
}
