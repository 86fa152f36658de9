//! The error codes of OAuth, each with the section that defines it, its status, and the sentences that
//! developers read. No other module knows the codes. No sentence reveals anything about a secret.

use std::borrow::Cow;

use authority::{AuthorizationError, TokenError};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde_json::json;

use super::parameters::LONGEST_REQUEST;
use crate::{problem, web::rate_limit::limiter::RetryAfter};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// RFC 6749 §4.1.2.1
    AccessDenied,
    /// OpenID Connect Core §3.1.2.6
    ConsentRequired,
    /// RFC 6750 §3.1
    InsufficientScope,
    /// RFC 6749 §5.2
    InvalidClient,
    /// RFC 6749 §5.2
    InvalidGrant,
    /// RFC 6749 §4.1.2.1, §5.2, RFC 6750 §3.1
    InvalidRequest,
    /// RFC 6749 §4.1.2.1, §5.2
    InvalidScope,
    /// RFC 6750 §3.1
    InvalidToken,
    /// OpenID Connect Core §3.1.2.6
    LoginRequired,
    /// Not of an RFC: there is no endpoint at this path.
    NotFound,
    /// RFC 9101 §6
    RequestNotSupported,
    /// RFC 9101 §6
    RequestUriNotSupported,
    /// RFC 6749 §4.1.2.1
    ServerError,
    /// RFC 6749 §4.1.2.1
    TemporarilyUnavailable,
    /// RFC 6749 §4.1.2.1, §5.2
    UnauthorizedClient,
    /// RFC 6749 §5.2
    UnsupportedGrantType,
    /// RFC 6749 §4.1.2.1
    UnsupportedResponseType,
}

impl Code {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::ConsentRequired => "consent_required",
            Self::InsufficientScope => "insufficient_scope",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidToken => "invalid_token",
            Self::LoginRequired => "login_required",
            Self::NotFound => "not_found",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::InsufficientScope => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// An error response (RFC 6749 §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthError {
    pub code: Code,
    /// One sentence for developers: printable ASCII without quotes and backslashes (RFC 6749 §5.2).
    pub description: Cow<'static, str>,
    retry_after: Option<HeaderValue>,
    too_many: bool,
}

impl OAuthError {
    pub fn new(code: Code, description: impl Into<Cow<'static, str>>) -> Self {
        Self { code, description: description.into(), retry_after: None, too_many: false }
    }

    pub fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidRequest, description)
    }

    /// Failed client authentication; the same sentence whatever is wrong with the credentials.
    pub fn invalid_client() -> Self {
        Self::new(Code::InvalidClient, "Client authentication failed.")
    }

    /// Client authentication failed too often: 429.
    pub fn too_many(wait: RetryAfter) -> Self {
        let description = "Client authentication failed too often. Try again later.";
        Self {
            retry_after: Some(wait.header()),
            too_many: true,
            ..Self::new(Code::InvalidClient, description)
        }
    }

    /// A failure of the server, which [`problem::public_problem`] logs.
    pub fn failure(error: &authority::Error) -> Self {
        let problem = problem::public_problem(error);
        let retry_after = problem::retry_after_value(error);
        Self { retry_after, ..Self::new(Code::TemporarilyUnavailable, problem.message) }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let status = if self.too_many { StatusCode::TOO_MANY_REQUESTS } else { self.code.status() };
        let body = json!({ "error": self.code.as_str(), "error_description": self.description });
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"configo\""));
        }
        if let Some(wait) = self.retry_after {
            headers.insert(RETRY_AFTER, wait);
        }
        response
    }
}

impl From<AuthorizationError> for OAuthError {
    fn from(error: AuthorizationError) -> Self {
        use AuthorizationError as Error;
        match error {
            Error::Repeated(name) => {
                Self::invalid_request(format!("{name} was sent more than once."))
            }
            Error::Missing(name) => Self::invalid_request(format!("{name} is missing.")),
            Error::Invalid(name) => {
                Self::invalid_request(format!("{name} does not hold what it must."))
            }
            Error::NotText(name) => Self::invalid_request(format!("{name} is not UTF-8 text.")),
            Error::TooLong => Self::invalid_request(format!(
                "The request is longer than {LONGEST_REQUEST} bytes. Send a shorter state."
            )),
            Error::ResponseType => {
                Self::new(Code::UnsupportedResponseType, "Only response_type=code is supported.")
            }
            Error::RequestObject => {
                Self::new(Code::RequestNotSupported, "Request objects are not supported.")
            }
            Error::RequestUri => {
                Self::new(Code::RequestUriNotSupported, "Requests by reference are not supported.")
            }
            Error::ChallengeMethod => {
                Self::invalid_request("Use code_challenge_method=S256 (RFC 7636).")
            }
            Error::UnknownScope => Self::new(Code::InvalidScope, "There is no such scope."),
            Error::ForbiddenScope => {
                Self::new(Code::InvalidScope, "The application was not given this scope.")
            }
            Error::Denied => Self::new(Code::AccessDenied, "The account said no."),
            Error::LoginRequired => Self::new(Code::LoginRequired, "Somebody must sign in."),
            Error::ConsentRequired => {
                Self::new(Code::ConsentRequired, "The account must be asked.")
            }
        }
    }
}

impl From<TokenError> for OAuthError {
    fn from(refusal: TokenError) -> Self {
        match refusal {
            TokenError::Grant => Self::new(
                Code::InvalidGrant,
                "The code or token is unknown, expired, used, revoked, or does not fit the request.",
            ),
            TokenError::Scope => {
                Self::new(Code::InvalidScope, "The scope is more than there is to give.")
            }
            TokenError::Application => Self::new(
                Code::UnauthorizedClient,
                "This grant type is for confidential applications.",
            ),
        }
    }
}
