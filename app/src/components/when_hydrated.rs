//! Content that is rendered only in a hydrated page.

use crate::browser::hydration;
use leptos::prelude::*;

/// Renders `view` once the page is hydrated; nothing on the server.
pub fn when_hydrated(view: impl Fn() -> AnyView + Send + 'static) -> impl IntoView {
    move || hydration::is_hydrated().then(&view)
}
