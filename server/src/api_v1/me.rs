//! `GET /api/v1/me`

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::bearer::{Bearer, needs_an_account};

/// The account that a token acts for.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// The account's identifier; it never changes.
    #[schema(examples("cfgo_acc_0123456789ABCDEFGHIJKL"))]
    sub: String,
    /// What the person is called.
    name: String,
    /// The address that the account signs in under.
    email: String,
    /// The language that Configo speaks with the account (BCP 47). There is one so far.
    #[schema(examples("en"))]
    locale: &'static str,
}

/// Who the token acts for
///
/// Needs the scope `identify`, and a token that an account allowed.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    responses(
        (status = 200, description = "The account", body = Me),
        (status = 401, description = "No token, or one that does not work (RFC 6750)"),
        (status = 403, description = "The scope is missing, or the token acts for no account"),
    ),
    security(("configo" = ["identify"]))
)]
pub async fn me(bearer: Bearer) -> Response {
    let token = match bearer.with(&["identify"]) {
        Ok(token) => token,
        Err(needed) => return needed.into_response(),
    };
    let Some(account) = token.account else { return needs_an_account() };
    let (email, name) = (String::from(account.email), String::from(account.name));
    Json(Me { sub: account.account.into(), name, email, locale: "en" }).into_response()
}
