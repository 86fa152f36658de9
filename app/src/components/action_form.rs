//! A form with a single button: a plain POST without scripts, an async callback once hydrated.

use super::hidden_fields::{for_account, hidden};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::pin::Pin;

/// The future of a press. Boxed, so that the component is not monomorphized for each use.
pub type ActionFuture = Pin<Box<dyn Future<Output = ()>>>;

/// The form. Its button is `aria-busy` until the future resolves, and further presses are ignored.
#[component]
pub fn ActionForm(
    /// The URL of the plain form.
    #[prop(into)]
    action: String,
    /// Runs on submit, in place of the POST.
    run: Callback<(), ActionFuture>,
    #[prop(optional, into)] id: Option<String>,
    /// The button's accessible name, if its text is not enough.
    #[prop(optional, into)]
    label: Option<String>,
    #[prop(default = "button")] class: &'static str,
    /// A hidden field: name and value.
    #[prop(optional)]
    field: Option<(&'static str, String)>,
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
                // The callback may have disposed this component.
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
