//! The access token of a request (RFC 6750), from the `Authorization` header only.

use std::borrow::Cow;

use authority::ActiveToken;
use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use domain::permission::Scope;
use http::{
    HeaderMap, HeaderValue,
    header::{AUTHORIZATION, WWW_AUTHENTICATE},
    request::Parts,
};

use crate::{
    oauth::error::{Code, OAuthError},
    state::AppState,
};

/// Extracts an active access token.
pub struct Bearer(pub(super) ActiveToken);

impl FromRequestParts<AppState> for Bearer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        // The response to a request without a token has no error code (§3.1).
        let Some(token) = token(&parts.headers) else {
            return Err(challenge(None, "A Bearer token in the Authorization header is needed."));
        };
        match state.authority.access_token(token).await {
            Ok(Some(token)) => Ok(Self(token)),
            Ok(None) => {
                let text = "The token is unknown, expired or revoked.";
                Err(challenge(Some(Code::InvalidToken), text))
            }
            Err(error) => Err(OAuthError::failure(&error).into_response()),
        }
    }
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let mut lines = headers.get_all(AUTHORIZATION).iter();
    let line = lines.next().filter(|_| lines.next().is_none())?.to_str().ok()?;
    let (scheme, token) = line.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

impl Bearer {
    /// The token, if it has all of these permissions.
    ///
    /// # Errors
    /// The permissions that it must have.
    pub(super) fn with(self, needed: &'static [&'static str]) -> Result<ActiveToken, Needed> {
        let has = |name: &&str| Scope::parse(name).is_ok_and(|scope| self.0.scope.contains(&scope));
        if needed.iter().all(has) { Ok(self.0) } else { Err(Needed(needed)) }
    }
}

pub(super) struct Needed(&'static [&'static str]);

impl IntoResponse for Needed {
    /// 403 that names the missing permissions (§3.1).
    fn into_response(self) -> Response {
        let scope = self.0.join(" ");
        let text = format!("The token needs the scope {scope}.");
        refusal(Code::InsufficientScope, text, &format!(", scope=\"{scope}\""))
    }
}

/// 403 for a token that acts for no account.
pub(super) fn needs_an_account() -> Response {
    let text = "This is about an account, and the token acts for the application itself.";
    refusal(Code::InsufficientScope, text, "")
}

fn challenge(code: Option<Code>, text: &'static str) -> Response {
    match code {
        Some(code) => refusal(code, text, ""),
        None => with_challenge(
            OAuthError::new(Code::InvalidToken, text).into_response(),
            "Bearer realm=\"configo\"",
        ),
    }
}

fn refusal(code: Code, text: impl Into<Cow<'static, str>>, more: &str) -> Response {
    let error = OAuthError::new(code, text);
    let line = format!(
        "Bearer realm=\"configo\", error=\"{}\", error_description=\"{}\"{more}",
        code.as_str(),
        error.description
    );
    with_challenge(error.into_response(), &line)
}

fn with_challenge(mut response: Response, line: &str) -> Response {
    let line = HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static("Bearer"));
    response.headers_mut().insert(WWW_AUTHENTICATE, line);
    response
}
