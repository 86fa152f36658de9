//! Handlers of plain HTML forms, which work without scripts: one file per noun. Each names the fields
//! that it reads; other fields are ignored (SECURITY.md E2).

use authority::Error;
use axum::{
    extract::{FromRequestParts, Path},
    response::Response,
};
use domain::application::ClientId;
use http::request::Parts;

use crate::{html::HtmlResponder, state::AppState, web::redirect};

pub mod applications;
pub mod delete_restore;
pub mod erase;
mod kept_form;
pub mod links;
pub mod secrets;
pub mod security;
pub mod sign_in;
pub(crate) mod signed_out;

/// The application that the path names. What can't be a client ID is answered like a missing
/// application.
pub struct ApplicationPath(pub ClientId);

impl FromRequestParts<AppState> for ApplicationPath {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let named = Path::<String>::from_request_parts(parts, state).await.ok();
        let id = named.and_then(|Path(text)| ClientId::parse(&text).ok());
        id.map(Self).ok_or_else(|| HtmlResponder::for_request(parts, state).not_found())
    }
}

/// 303 on success. What is missing, or belongs to another account, is not found.
fn redirect_or_not_found<T>(
    page: &HtmlResponder,
    outcome: Result<Option<T>, Error>,
    next: &str,
) -> Response {
    match outcome {
        Ok(Some(_)) => redirect::see_other(next),
        Ok(None) => page.not_found(),
        Err(error) => page.failure(&error),
    }
}
