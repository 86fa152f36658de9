//! `POST /oauth/token` (RFC 6749 §3.2, OAuth 2.1 §3.2).

use authority::{AuthenticatedApplication, Authority, CodeExchange, IssuedTokens, TokenResponse};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{permission::ScopeSet, refused_request::Reason};
use http::{HeaderValue, header::PRAGMA};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{
    client_request::ClientRequest,
    error::{Code, OAuthError},
    parameters::Parameters,
};
use crate::state::AppState;

pub async fn token(State(state): State<AppState>, call: ClientRequest) -> Response {
    let exchanged = async { exchange(&state, &call.application(&state).await?, &call.sent).await };
    exchanged.await.map_or_else(OAuthError::into_response, issued)
}

/// Each grant type is one use case.
async fn exchange(
    state: &AppState,
    by: &AuthenticatedApplication,
    sent: &Parameters,
) -> Result<IssuedTokens, OAuthError> {
    let authority = &state.authority;
    let refuse = |refused: Refused| refused.record(state, by);
    let exchanged = match sent.get("grant_type") {
        Some("authorization_code") => {
            authority.exchange_code(by, code_exchange(sent).map_err(refuse)?).await
        }
        Some("refresh_token") => {
            let token = secret(sent, "refresh_token").map_err(refuse)?;
            let scope = scope(authority, sent).map_err(refuse)?;
            authority.exchange_refresh_token(by, token, scope).await
        }
        Some("client_credentials") => {
            let scope = scope(authority, sent).map_err(refuse)?;
            authority.exchange_client_credentials(by, scope).await
        }
        Some(other) => {
            let text = "Use authorization_code, refresh_token or client_credentials.";
            let error = OAuthError::new(Code::UnsupportedGrantType, text);
            return Err(refuse(Refused { error, reason: Reason::GrantType, value: other.into() }));
        }
        None => return Err(refuse(missing("grant_type"))),
    };
    match exchanged {
        Ok(TokenResponse::Issued(tokens)) => Ok(tokens),
        Ok(TokenResponse::Refused(refusal)) => Err(refusal.into()),
        Err(error) => Err(OAuthError::failure(&error)),
    }
}

/// A request that does not have the form of its RFC: the response, and what is stored for the
/// application's owner.
pub(super) struct Refused {
    error: OAuthError,
    reason: Reason,
    value: String,
}

impl Refused {
    /// Stores the refusal for the owner, and is the response.
    pub(super) fn record(self, state: &AppState, by: &AuthenticatedApplication) -> OAuthError {
        state.authority.refuse(by.id(), self.reason, &self.value);
        self.error
    }
}

/// `redirect_uri` may be left out: PKCE binds the code to the request (OAuth 2.1 §10.2).
fn code_exchange(sent: &Parameters) -> Result<CodeExchange, Refused> {
    Ok(CodeExchange {
        code: secret(sent, "code")?,
        redirect_uri: sent.owned("redirect_uri"),
        // An empty verifier fits no challenge, so the code is not spent (RFC 7636 §4.6).
        code_verifier: sent.owned("code_verifier").unwrap_or_default().into(),
    })
}

fn secret(sent: &Parameters, name: &'static str) -> Result<Zeroizing<String>, Refused> {
    sent.owned(name).map(Zeroizing::new).ok_or_else(|| missing(name))
}

pub(super) fn missing(name: &'static str) -> Refused {
    let error = OAuthError::invalid_request(format!("{name} is missing."));
    Refused { error, reason: Reason::ParameterMissing, value: name.to_owned() }
}

/// The requested scope, without the scopes of OpenID Connect that the catalogue does not define.
fn scope(authority: &Authority, sent: &Parameters) -> Result<Option<ScopeSet>, Refused> {
    let parse = |text: &str| {
        let names = authority.catalogue().without_openid(text).collect::<Vec<_>>().join(" ");
        let scope = ScopeSet::parse(&names).ok().filter(|scope| !scope.is_empty());
        scope.ok_or_else(|| Refused {
            error: OAuthError::new(Code::InvalidScope, "There is no such scope."),
            reason: Reason::ScopeUnknown,
            value: text.to_owned(),
        })
    };
    sent.get("scope").map(parse).transpose()
}

/// RFC 6749 §5.1; `scope` and `expires_in` always.
fn issued(tokens: IssuedTokens) -> Response {
    let mut body = Map::new();
    body.insert("access_token".into(), tokens.access_token.expose().into());
    body.insert("token_type".into(), "Bearer".into());
    body.insert("expires_in".into(), json!(tokens.expires_in.as_secs()));
    if let Some(refresh) = &tokens.refresh_token {
        body.insert("refresh_token".into(), refresh.expose().into());
    }
    body.insert("scope".into(), tokens.scope.to_string().into());
    let mut response = Json(Value::Object(body)).into_response();
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
