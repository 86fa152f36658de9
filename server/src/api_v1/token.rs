//! `GET /api/v1/token`

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::bearer::Bearer;

/// What a token may do.
#[derive(Serialize, ToSchema)]
pub struct Token {
    /// The application that holds it.
    client_id: String,
    /// Whom it acts for: an account's identifier, or the client ID where the application acts for
    /// itself.
    sub: String,
    /// Its scopes, separated by spaces.
    #[schema(examples("identify projects"))]
    scope: String,
    /// When it was issued, in seconds since 1970.
    iat: i64,
    /// When it ends, in seconds since 1970.
    exp: i64,
}

/// What the token may do
///
/// Works with any token.
#[utoipa::path(
    get,
    path = "/api/v1/token",
    responses(
        (status = 200, description = "What the token may do", body = Token),
        (status = 401, description = "No token, or one that does not work (RFC 6750)"),
    ),
    security(("configo" = []))
)]
pub async fn token(Bearer(token): Bearer) -> Json<Token> {
    Json(Token {
        client_id: token.application.as_str().to_owned(),
        sub: token.subject().to_owned(),
        scope: token.scope.to_string(),
        iat: token.issued_at.as_seconds(),
        exp: token.expires_at.as_seconds(),
    })
}
