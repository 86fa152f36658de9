//! `POST /oauth/revoke` (RFC 7009). `token_type_hint` is not needed: the token's own prefix says
//! what it is, so a wrong hint finds it too.

use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, Uri};
use zeroize::Zeroizing;

use super::{client_auth, error::OAuthError, token::read};
use crate::{state::AppState, web::address::ClientAddr};

/// The endpoint: 200 whether there was such a token or not (§2.2).
pub async fn revoke(
    State(state): State<AppState>,
    ClientAddr(address): ClientAddr,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    let done = async {
        let sent = read(&uri, &body)?;
        let presented = client_auth::presented(&headers, &sent)?;
        let by = state.authority.authenticate_application(&presented).await;
        let Some(by) = by.map_err(|error| OAuthError::failure(&error))? else {
            return Err(state.failed_authentications.failed(&presented.id, address));
        };
        let Some(token) = sent.owned("token") else {
            return Err(OAuthError::invalid_request("token is missing."));
        };
        let revoked = state.authority.revoke_token(&by, Zeroizing::new(token)).await;
        revoked.map_err(|error| OAuthError::failure(&error))
    };
    done.await.map_or_else(OAuthError::into_response, |()| StatusCode::OK.into_response())
}
