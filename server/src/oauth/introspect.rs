//! `POST /oauth/introspect` (RFC 7662), for applications about their own tokens and for resource
//! servers about those that carry a permission they guard. Whatever the caller may not know is
//! `{"active":false}`, like a token that never was.

use authority::{ActiveToken, AuthenticatedCaller, TokenKind};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use domain::application::ApplicationKind;
use serde_json::{Value, json};

use super::{client_request::ClientRequest, error::OAuthError, token::missing};
use crate::state::AppState;

/// The endpoint.
pub async fn introspect(State(state): State<AppState>, call: ClientRequest) -> Response {
    told(&state, &call).await.map_or_else(OAuthError::into_response, |found| {
        Json(found.map_or_else(|| json!({ "active": false }), |token| active(&state, &token)))
            .into_response()
    })
}

async fn told(state: &AppState, call: &ClientRequest) -> Result<Option<ActiveToken>, OAuthError> {
    let token = call.sent.get("token");
    let asked = state.authority.introspect(&call.presented, token.unwrap_or_default()).await;
    let asked = asked.map_err(|error| OAuthError::failure(&error))?;
    let Some((by, told)) = asked.filter(|(by, _)| proves_something(by)) else {
        return Err(call.failed(state));
    };
    match (token, by) {
        (Some(_), _) => Ok(told),
        (None, AuthenticatedCaller::Application(by)) => Err(missing("token").told(state, &by)),
        (None, AuthenticatedCaller::ResourceServer(_)) => {
            Err(OAuthError::invalid_request("token is missing."))
        }
    }
}

/// Anybody can say that they are a public application (RFC 7662 §2.1).
fn proves_something(by: &AuthenticatedCaller) -> bool {
    match by {
        AuthenticatedCaller::Application(by) => by.kind() == ApplicationKind::Confidential,
        AuthenticatedCaller::ResourceServer(_) => true,
    }
}

/// RFC 7662 §2.2. Times are in seconds.
fn active(state: &AppState, token: &ActiveToken) -> Value {
    let mut told = json!({
        "active": true,
        "scope": token.scope.to_string(),
        "client_id": token.application.as_str(),
        "sub": token.subject(),
        "iss": state.base.as_str(),
        "iat": token.issued_at.as_seconds(),
        "exp": token.expires_at.as_seconds(),
    });
    if token.kind == TokenKind::Access {
        told["token_type"] = "Bearer".into();
    }
    told
}
