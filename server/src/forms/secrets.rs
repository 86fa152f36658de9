//! Client secrets and refused requests of one application: the plain forms.

use std::sync::Arc;

use app::pages::form_result::FormResult;
use authority::IdempotencyKey;
use axum::{body::Bytes, extract::State, response::Response};
use domain::{
    application::ClientId,
    problem::{Problem, ProblemCode},
};
use http::StatusCode;

use super::{ApplicationPath, redirect_or_not_found};
use crate::{
    html::HtmlResponder,
    state::AppState,
    web::{fields::Fields, redirect, session::SignedIn},
};

/// `POST /applications/{id}/secrets`: the reply shows the new secret, once. Without an idempotency
/// key, each send creates a secret.
pub async fn add(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
    body: Bytes,
) -> Response {
    let fields = Fields::read(&body);
    let key = fields.get("key").filter(|key| !key.is_empty());
    let key = key.map_or_else(|| state.fresh_text(), str::to_owned);
    let Ok(key) = IdempotencyKey::parse(&key) else {
        return page
            .problem(&Problem::new(ProblemCode::Rejected, "Reload the page and try again."));
    };
    match state.authority.add_secret(&caller.actor(), &id, key).await {
        Ok(Some(added)) => {
            let posted = FormResult::SecretAdded(Arc::new(added));
            page.dashboard(Some((StatusCode::OK, posted))).await
        }
        Ok(None) => page.not_found(),
        Err(error) => page.failure(&error),
    }
}

/// `POST /applications/{id}/secrets/remove`. Redirects to the page where it can be restored.
pub async fn remove(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
    body: Bytes,
) -> Response {
    let last_four = Fields::read(&body).text("last_four");
    let removed = state.authority.remove_secret(&caller.actor(), &id, &last_four).await;
    redirect_or_not_found(&page, removed, &page_of(&id))
}

/// `POST /applications/{id}/secrets/restore`
pub async fn restore(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
    body: Bytes,
) -> Response {
    let last_four = Fields::read(&body).text("last_four");
    let restored = state.authority.restore_secret(&caller.actor(), &id, &last_four).await;
    redirect_or_not_found(&page, restored, &page_of(&id))
}

fn page_of(id: &ClientId) -> String {
    format!("/applications/{}", id.as_str())
}

/// `POST /applications/{id}/refused/forget`
pub async fn forget_refused(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
) -> Response {
    match state.authority.application(caller.account(), &id).await {
        Ok(Some(_)) => {}
        Ok(None) => return page.not_found(),
        Err(error) => return page.failure(&error),
    }
    match state.authority.forget_refused_requests(caller.account(), &id).await {
        Ok(()) => redirect::see_other(&page_of(&id)),
        Err(error) => page.failure(&error),
    }
}
