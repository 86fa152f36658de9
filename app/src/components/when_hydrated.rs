//! What a page shows once it is hydrated.

use crate::browser::hydration;
use leptos::prelude::*;

/// A view that waits until the page is hydrated; nothing on the server.
pub fn when_hydrated(view: impl Fn() -> AnyView + Send + 'static) -> impl IntoView {
    move || hydration::is_hydrated().then(&view)
}
