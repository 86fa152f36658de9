//! What stands where a list would: nothing there yet, or the reason why it can't be shown.

use super::icon::{Icon, IconKind};
use crate::texts;
use leptos::prelude::*;

/// Nothing there: an icon, a sentence and, as children, what to do about it.
#[component]
pub fn EmptyCard(
    /// The heading.
    title: &'static str,
    /// One sentence.
    about: &'static str,
    /// What to do about it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="card empty">
            <div class="illustration">
                <Icon kind=IconKind::Key/>
            </div>
            <h2>{title}</h2>
            <p>{about}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// Loading failed: the reason, and *Retry*.
#[component]
pub fn FailureCard(
    /// The heading.
    title: &'static str,
    /// The reason.
    reason: String,
    /// Tries again.
    retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="card failure" role="alert">
            <div class="illustration">
                <Icon kind=IconKind::Alert/>
            </div>
            <h2>{title}</h2>
            <p>{reason}</p>
            <button type="button" class="button" on:click=move |_| retry.run(())>
                {texts::RETRY}
            </button>
        </div>
    }
}

/// Rows that stand in for a table while it loads.
#[component]
pub fn SkeletonTable() -> impl IntoView {
    let cell =
        |class: &'static str| view! { <td class=class><span class="skeleton-bar"></span></td> };
    let row = move || {
        ["select", "name", "id", "count", "used", "created", "actions edit", "actions delete"]
            .map(cell)
            .collect_view()
    };
    view! {
        <div class="card">
            <p class="visually-hidden" role="status">{texts::LOADING}</p>
            <table class="table" aria-hidden="true">
                <tbody>
                    {(0..5).map(|_| view! { <tr class="skeleton">{row()}</tr> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}
