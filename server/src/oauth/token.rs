//! `POST /oauth/token` (RFC 6749 §3.2, OAuth 2.1 §3.2).

use authority::{AuthenticatedApplication, CodeExchange, Exchange, IssuedTokens};
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
    call::Call,
    error::{Code, OAuthError},
    parameters::Parameters,
};
use crate::state::AppState;

/// The endpoint.
pub async fn token(State(state): State<AppState>, call: Call) -> Response {
    let exchanged = async { exchange(&state, &call.application(&state).await?, &call.sent).await };
    exchanged.await.map_or_else(OAuthError::into_response, issued)
}

/// One grant type, one use case.
async fn exchange(
    state: &AppState,
    by: &AuthenticatedApplication,
    sent: &Parameters,
) -> Result<IssuedTokens, OAuthError> {
    let authority = &state.authority;
    let exchanged = match sent.get("grant_type") {
        Some("authorization_code") => authority.exchange_code(by, code_exchange(sent)?).await,
        Some("refresh_token") => {
            let token = secret(sent, "refresh_token")?;
            authority.exchange_refresh_token(by, token, scope(sent)?).await
        }
        Some("client_credentials") => authority.exchange_client_credentials(by, scope(sent)?).await,
        Some(other) => {
            authority.refuse(by.id(), Reason::GrantType, other);
            let text = "Use authorization_code, refresh_token or client_credentials.";
            return Err(OAuthError::new(Code::UnsupportedGrantType, text));
        }
        None => return Err(missing("grant_type")),
    };
    match exchanged {
        Ok(Exchange::Issued(tokens)) => Ok(tokens),
        Ok(Exchange::Refused(refusal)) => Err(refusal.into()),
        Err(error) => Err(OAuthError::failure(&error)),
    }
}

fn code_exchange(sent: &Parameters) -> Result<CodeExchange, OAuthError> {
    Ok(CodeExchange {
        code: secret(sent, "code")?,
        redirect_uri: sent.owned("redirect_uri").ok_or_else(|| missing("redirect_uri"))?,
        // Without one the code is not spent: no challenge goes with it (RFC 7636 §4.6).
        code_verifier: sent.owned("code_verifier").unwrap_or_default().into(),
    })
}

fn secret(sent: &Parameters, name: &'static str) -> Result<Zeroizing<String>, OAuthError> {
    sent.owned(name).map(Zeroizing::new).ok_or_else(|| missing(name))
}

fn missing(name: &'static str) -> OAuthError {
    OAuthError::invalid_request(format!("{name} is missing."))
}

fn scope(sent: &Parameters) -> Result<Option<ScopeSet>, OAuthError> {
    let parse = |text| {
        ScopeSet::parse(text)
            .ok()
            .filter(|scope| !scope.is_empty())
            .ok_or_else(|| OAuthError::new(Code::InvalidScope, "The scope can't be read."))
    };
    sent.get("scope").map(parse).transpose()
}

/// RFC 6749 §5.1; `scope` and `expires_in` always.
fn issued(tokens: IssuedTokens) -> Response {
    let mut body = Map::new();
    body.insert("access_token".into(), tokens.access_token.expose().into());
    body.insert("token_type".into(), "Bearer".into());
    body.insert("expires_in".into(), json!(tokens.expires_in));
    if let Some(refresh) = &tokens.refresh_token {
        body.insert("refresh_token".into(), refresh.expose().into());
    }
    body.insert("scope".into(), tokens.scope.to_string().into());
    let mut response = Json(Value::Object(body)).into_response();
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
