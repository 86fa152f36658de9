//! `POST /oauth/revoke` (RFC 7009). `token_type_hint` is not needed: the token's own prefix says
//! what it is, so a wrong hint finds it too.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use zeroize::Zeroizing;

use super::{client_request::ClientRequest, error::OAuthError, token::missing};
use crate::state::AppState;

/// The endpoint: 200 whether there was such a token or not (§2.2).
pub async fn revoke(State(state): State<AppState>, call: ClientRequest) -> Response {
    let done = async {
        let by = call.application(&state).await?;
        let Some(token) = call.sent.owned("token") else {
            return Err(missing("token").told(&state, &by));
        };
        let revoked = state.authority.revoke_token(&by, Zeroizing::new(token)).await;
        revoked.map_err(|error| OAuthError::failure(&error))
    };
    done.await.map_or_else(OAuthError::into_response, |()| StatusCode::OK.into_response())
}
