//! A call of an endpoint that programs use (token, revocation, introspection): what was sent, and
//! who says so. All three read it here, in the same order, and count failures alike.

use std::net::IpAddr;

use authority::{AuthenticatedApplication, PresentedCredentials};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use http::Uri;

use super::{client_auth, error::OAuthError, parameters::Parameters};
use crate::{state::AppState, web::address::ClientAddr};

/// What was sent, each parameter once, and by whom it says it was.
pub struct Call {
    /// The parameters.
    pub sent: Parameters,
    /// The credentials, which prove nothing yet.
    pub presented: PresentedCredentials,
    address: IpAddr,
}

impl FromRequest<AppState> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(ClientAddr(address)) = ClientAddr::from_request_parts(&mut parts, state).await;
        let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
        let body = Bytes::from_request(Request::from_parts(parts, body), state).await;
        let body = body.map_err(IntoResponse::into_response)?;
        let sent = read(&uri, &body).map_err(IntoResponse::into_response)?;
        let presented = client_auth::presented(&headers, &sent);
        let presented = presented.map_err(IntoResponse::into_response)?;
        Ok(Self { sent, presented, address })
    }
}

impl Call {
    /// The application that calls.
    ///
    /// # Errors
    /// The credentials prove nothing, which counts, or the store failed.
    pub async fn application(
        &self,
        state: &AppState,
    ) -> Result<AuthenticatedApplication, OAuthError> {
        match state.authority.authenticate_application(&self.presented).await {
            Ok(Some(by)) => Ok(by),
            Ok(None) => Err(self.failed(state)),
            Err(error) => Err(OAuthError::failure(&error)),
        }
    }

    /// The answer to credentials that prove nothing.
    pub fn failed(&self, state: &AppState) -> OAuthError {
        state.failed_authentications.failed(&self.presented.id, self.address)
    }
}

/// Parameters belong in the body, each once.
fn read(uri: &Uri, body: &[u8]) -> Result<Parameters, OAuthError> {
    if uri.query().is_some_and(|query| !query.is_empty()) {
        return Err(OAuthError::invalid_request("Send parameters in the body, not in the query."));
    }
    let sent = Parameters::parse(body);
    if sent.repeated().is_empty() {
        Ok(sent)
    } else {
        Err(OAuthError::invalid_request("A parameter was sent more than once."))
    }
}
