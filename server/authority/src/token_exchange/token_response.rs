//! The result of an exchange of any grant type.

use crate::secrets::{AccessToken, RefreshToken};
use domain::permission::ScopeSet;
use domain::redirect_uri::RedirectUri;
use domain::refused_request::Reason;
use domain::time::Timestamp;
use std::time::Duration;

/// The result of an exchange.
#[derive(Debug)]
pub enum TokenResponse {
    /// These tokens, which are committed.
    Issued(IssuedTokens),
    /// No tokens.
    Refused(TokenError),
}

/// Tokens that were just issued: the only value that holds them (RFC 6749 §5.1).
#[derive(Debug)]
pub struct IssuedTokens {
    /// The access token.
    pub access_token: AccessToken,
    /// How long it works, in whole seconds.
    pub expires_in: Duration,
    /// The refresh token; `None` for client credentials.
    pub refresh_token: Option<RefreshToken>,
    /// The granted scope.
    pub scope: ScopeSet,
}

/// Why there are no tokens (RFC 6749 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The code or refresh token is unknown, spent, expired, revoked, another application's, or
    /// does not fit the rest of the request.
    Grant,
    /// The requested scope exceeds what can be granted.
    Scope,
    /// The application may not use this grant type.
    Application,
}

/// The result of one run of an exchange. Its use is recorded after the commit.
pub(super) enum Exchanged {
    Issued {
        tokens: IssuedTokens,
        grant: String,
        /// The registered URI to which the code was sent.
        redirect_uri: Option<RedirectUri>,
    },
    Refused {
        error: TokenError,
        /// What the application's owner is told: the reason and its value.
        told: Option<(Reason, String)>,
    },
}

impl Exchanged {
    /// The application was deleted or disabled during the exchange.
    pub(super) const STOPPED: Self = Self::Refused { error: TokenError::Grant, told: None };

    pub(super) fn refused(error: TokenError, reason: Reason, value: &str) -> Self {
        Self::Refused { error, told: Some((reason, value.to_owned())) }
    }
}

/// All tokens issued for one code, and when the last of them expires at the latest.
#[derive(Clone, Copy)]
pub(super) struct Family<'a> {
    pub(super) id: &'a str,
    pub(super) ends: Timestamp,
}
