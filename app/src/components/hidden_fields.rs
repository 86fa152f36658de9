//! What a form sends along unseen.

use leptos::prelude::*;

/// A hidden field for each name and value.
pub fn hidden<N: Into<String>>(pairs: Vec<(N, String)>) -> impl IntoView {
    pairs
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name.into() value=value/> })
        .collect_view()
}
