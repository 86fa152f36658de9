//! Placeholders for a list that is empty, failed to load, or is loading.

use super::icon::{Icon, IconKind};
use crate::texts;
use leptos::prelude::*;

/// An empty list: an icon, a sentence and, as children, actions.
#[component]
pub fn EmptyCard(
    title: &'static str,
    about: &'static str,
    #[prop(optional)] children: Option<Children>,
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

/// A failed load: the reason, and *Retry*.
#[component]
pub fn FailureCard(title: &'static str, reason: String, retry: Callback<()>) -> impl IntoView {
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

/// A skeleton of a table while it loads.
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
