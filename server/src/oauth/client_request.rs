//! A request to the token, revocation or introspection endpoint: parameters and client credentials.
//! All three endpoints read it here, in the same order, count failures alike, and store refused
//! requests for the owner of the application.

use std::net::IpAddr;

use authority::{AuthenticatedApplication, PresentedCredentials};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use domain::refused_request::Reason;
use http::{HeaderMap, StatusCode, Uri, header::CONTENT_TYPE};

use super::{
    client_auth::{self, Unreadable},
    error::OAuthError,
    parameters::Parameters,
};
use crate::{
    state::AppState,
    web::{
        client_ip::ClientIp,
        media_type::{FORM, content_type_is},
        rate_limit::counter::NotCounted,
    },
};

/// The parameters of the three endpoints (RFC 6749 §4.1.3, §4.4.2, §6; RFC 7009 §2.1; RFC 7521 §4.2;
/// RFC 7636 §4.5; RFC 7662 §2.1). None of them may be sent twice; others may (RFC 8707 §2).
const KNOWN: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "scope",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "token",
    "token_type_hint",
];

/// An extractor. No parameter is repeated; the credentials are not verified yet.
pub struct ClientRequest {
    pub sent: Parameters,
    pub presented: PresentedCredentials,
    ip: IpAddr,
}

impl FromRequest<AppState> for ClientRequest {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(ClientIp(ip)) = ClientIp::from_request_parts(&mut parts, state).await;
        let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
        let body = Bytes::from_request(Request::from_parts(parts, body), state).await;
        let body = body.map_err(IntoResponse::into_response)?;
        match read(&uri, &headers, &body) {
            Ok((sent, presented)) => Ok(Self { sent, presented, ip }),
            Err((status, Unreadable { error, reason, value })) => {
                if let Some(id) = client_auth::named_client_id(&headers, &uri, &body) {
                    state.authority.refuse_named(&id, reason, &value).await;
                }
                let mut response = error.into_response();
                if let Some(status) = status {
                    *response.status_mut() = status;
                }
                Err(response)
            }
        }
    }
}

impl ClientRequest {
    /// Authenticates the application.
    ///
    /// # Errors
    /// The credentials are wrong, which is counted, or the store failed.
    pub async fn application(
        &self,
        state: &AppState,
    ) -> Result<AuthenticatedApplication, OAuthError> {
        match state.authority.authenticate_application(&self.presented).await {
            Ok(Some(by)) => Ok(by),
            Ok(None) => Err(self.count_failure(state).await),
            Err(error) => Err(OAuthError::failure(&error)),
        }
    }

    /// Counts wrong credentials, and is the response to them.
    pub async fn count_failure(&self, state: &AppState) -> OAuthError {
        match state.client_authentication_limit.count_failure(&self.presented.id, self.ip).await {
            Ok(()) => OAuthError::invalid_client(),
            Err(NotCounted::TooMany(wait)) => OAuthError::too_many(wait),
            Err(NotCounted::Failed(error)) => OAuthError::failure(&error),
        }
    }
}

/// A refusal, with a status where HTTP has a better one than that of its error code.
type Refusal = (Option<StatusCode>, Unreadable);

/// Accepts a form in the body, without repeated parameters and without a query.
fn read(
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(Parameters, PresentedCredentials), Refusal> {
    let refuse = |text: String, reason, value: String| Unreadable {
        error: OAuthError::invalid_request(text),
        reason,
        value,
    };
    if !content_type_is(headers, &[FORM]) {
        let found = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let found = found.unwrap_or_default().to_owned();
        let refusal = refuse(format!("Send this as {FORM}."), Reason::ContentType, found);
        return Err((Some(StatusCode::UNSUPPORTED_MEDIA_TYPE), refusal));
    }
    if uri.query().is_some_and(|query| !query.is_empty()) {
        let text = "Send parameters in the body, not in the query.".to_owned();
        return Err((None, refuse(text, Reason::ParametersInQuery, String::new())));
    }
    let sent = Parameters::parse(body);
    if let Some(name) = sent.repeated(KNOWN).into_iter().next() {
        let text = format!("{name} was sent more than once.");
        return Err((None, refuse(text, Reason::ParameterRepeated, name)));
    }
    let presented = client_auth::presented(headers, &sent).map_err(|error| (None, error))?;
    Ok((sent, presented))
}
