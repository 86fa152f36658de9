//! Client secrets and refused requests of one application by plain forms.

use std::sync::Arc;

use app::{api::ssr::Caller, pages::posted::Posted};
use axum::{Extension, body::Bytes, extract::State, response::Response};
use http::StatusCode;

use super::{Fields, Named};
use crate::{
    page::{self, Page},
    state::AppState,
};

/// `POST /applications/{id}/secrets`: the reply is the one that shows the new secret.
pub async fn add(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Named(id): Named,
    page: Page,
) -> Response {
    match state.authority.add_secret(&caller.actor(), &id).await {
        Ok(Some(added)) => {
            let posted = Posted::SecretAdded(Arc::new(added));
            page.dashboard(Some((StatusCode::OK, posted))).await
        }
        Ok(None) => page.not_found(),
        Err(error) => page.failure(&error),
    }
}

/// `POST /applications/{id}/secrets/remove`
pub async fn remove(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Named(id): Named,
    page: Page,
    body: Bytes,
) -> Response {
    let last_four = Fields::read(&body).text("last_four");
    match state.authority.remove_secret(&caller.actor(), &id, &last_four).await {
        Ok(Some(_)) => page::see_other(&format!("/applications/{}", id.as_str())),
        Ok(None) => page.not_found(),
        Err(error) => page.failure(&error),
    }
}

/// `POST /applications/{id}/refused/forget`
pub async fn forget_refused(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Named(id): Named,
    page: Page,
) -> Response {
    match state.authority.application(caller.account(), &id).await {
        Ok(Some(_)) => {}
        Ok(None) => return page.not_found(),
        Err(error) => return page.failure(&error),
    }
    match state.authority.forget_refused_requests(caller.account(), &id).await {
        Ok(()) => page::see_other(&format!("/applications/{}", id.as_str())),
        Err(error) => page.failure(&error),
    }
}
