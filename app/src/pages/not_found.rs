//! The 404 page of the dashboard.

use crate::texts;
use leptos::prelude::*;
use leptos_meta::Title;

/// Sets the status 404 on the server.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text=texts::NOT_FOUND/>
        <div class="card empty">
            <h1>{texts::NOT_FOUND}</h1>
            <p>{texts::NOT_FOUND_ABOUT}</p>
            <a class="button" href="/applications">{texts::BACK_TO_LIST}</a>
        </div>
    }
}
