//! What comes of an exchange, whatever was exchanged.

use crate::secrets::{AccessToken, RefreshToken};
use domain::permission::ScopeSet;
use domain::redirect_uri::RedirectUri;
use domain::refused_request::Reason;
use domain::time::Timestamp;
use std::time::Duration;

/// What came of an exchange.
#[derive(Debug)]
pub enum TokenResponse {
    /// These tokens are on the disk.
    Issued(IssuedTokens),
    /// None.
    Refused(TokenError),
}

/// Tokens that were just made: the only value that holds them (RFC 6749 §5.1).
#[derive(Debug)]
pub struct IssuedTokens {
    /// What the application acts with.
    pub access_token: AccessToken,
    /// How long it works, in whole seconds.
    pub expires_in: Duration,
    /// What it gets the next one with; `None` by client credentials.
    pub refresh_token: Option<RefreshToken>,
    /// What it may do.
    pub scope: ScopeSet,
}

/// Why there are no tokens (RFC 6749 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The code or refresh token is unknown, spent, expired, revoked, another application's, or
    /// does not go with the rest of the request.
    Grant,
    /// More was asked for than there is to give.
    Scope,
    /// The application may not use this grant type.
    Application,
}

/// What one run of an exchange gave. The application's use of it is noted afterwards.
pub(super) enum Exchanged {
    Issued {
        tokens: IssuedTokens,
        /// `None` by client credentials.
        grant: Option<String>,
        /// The registered one by which the code came.
        redirect_uri: Option<RedirectUri>,
    },
    Refused {
        error: TokenError,
        /// What the application's owner is told: the reason and its value.
        told: Option<(Reason, String)>,
    },
}

impl Exchanged {
    /// The application stopped while its request was answered.
    pub(super) const STOPPED: Self = Self::Refused { error: TokenError::Grant, told: None };

    pub(super) fn refused(error: TokenError, reason: Reason, value: &str) -> Self {
        Self::Refused { error, told: Some((reason, value.to_owned())) }
    }
}

/// All that came of one code, and when it ends.
#[derive(Clone, Copy)]
pub(super) struct Family<'a> {
    pub(super) id: &'a str,
    pub(super) ends: Timestamp,
}
