//! `POST /oauth/revoke` (RFC 7009). `token_type_hint` is ignored: the prefix of the token tells its
//! type, so a wrong hint does no harm.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use zeroize::Zeroizing;

use super::{client_request::ClientRequest, error::OAuthError, token::missing};
use crate::state::AppState;

/// 200 whether there was such a token or not (§2.2).
pub async fn revoke(State(state): State<AppState>, call: ClientRequest) -> Response {
    let done = async {
        let by = call.application(&state).await?;
        let Some(token) = call.sent.owned("token") else {
            return Err(missing("token").record(&state, &by));
        };
        let revoked = state.authority.revoke_token(&by, Zeroizing::new(token)).await;
        revoked.map_err(|error| OAuthError::failure(&error))
    };
    done.await.map_or_else(OAuthError::into_response, |()| StatusCode::OK.into_response())
}
