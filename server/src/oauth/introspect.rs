//! `POST /oauth/introspect` (RFC 7662), for applications about their own tokens and for resource
//! servers about tokens with one of their permissions. Any other token is `{"active":false}`, as an
//! unknown one is.

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

pub async fn introspect(State(state): State<AppState>, call: ClientRequest) -> Response {
    introspected(&state, &call).await.map_or_else(OAuthError::into_response, |found| {
        Json(found.map_or_else(|| json!({ "active": false }), |token| active(&state, &token)))
            .into_response()
    })
}

async fn introspected(
    state: &AppState,
    call: &ClientRequest,
) -> Result<Option<ActiveToken>, OAuthError> {
    let token = call.sent.get("token");
    let asked = state.authority.introspect(&call.presented, token.unwrap_or_default()).await;
    let asked = asked.map_err(|error| OAuthError::failure(&error))?;
    let Some((by, found)) = asked.filter(|(by, _)| is_authenticated(by)) else {
        return Err(call.count_failure(state).await);
    };
    match (token, by) {
        (Some(_), _) => Ok(found),
        (None, AuthenticatedCaller::Application(by)) => Err(missing("token").record(state, &by)),
        (None, AuthenticatedCaller::ResourceServer(_)) => {
            Err(OAuthError::invalid_request("token is missing."))
        }
    }
}

/// A public application does not authenticate, so it is refused (RFC 7662 §2.1).
fn is_authenticated(by: &AuthenticatedCaller) -> bool {
    match by {
        AuthenticatedCaller::Application(by) => by.kind() == ApplicationKind::Confidential,
        AuthenticatedCaller::ResourceServer(_) => true,
    }
}

/// RFC 7662 §2.2. Times are in seconds.
fn active(state: &AppState, token: &ActiveToken) -> Value {
    let mut body = json!({
        "active": true,
        "scope": token.scope.to_string(),
        "client_id": token.application.as_str(),
        "sub": token.subject(),
        "iss": state.base.as_str(),
        "iat": token.issued_at.as_seconds(),
        "exp": token.expires_at.as_seconds(),
    });
    if token.kind == TokenKind::Access {
        body["token_type"] = "Bearer".into();
    }
    body
}
