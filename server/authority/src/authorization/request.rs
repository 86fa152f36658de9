//! A request for authorization, before anything of it is checked.

use std::collections::BTreeSet;

/// A request for authorization as it came: each parameter decoded once. One without a value counts
/// as absent (RFC 6749 §3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// `client_id`
    pub client_id: Option<String>,
    /// `redirect_uri`
    pub redirect_uri: Option<String>,
    /// `state`, decoded, handed back unchanged; one that is no text is refused (SECURITY.md B3).
    pub state: Option<String>,
    /// `response_type`
    pub response_type: Option<String>,
    /// `response_mode` (OAuth 2.0 Multiple Response Types §2.1)
    pub response_mode: Option<String>,
    /// `scope`
    pub scope: Option<String>,
    /// `code_challenge` (RFC 7636 §4.3)
    pub code_challenge: Option<String>,
    /// `code_challenge_method`
    pub code_challenge_method: Option<String>,
    /// `prompt` (OIDC Core §3.1.2.1)
    pub prompt: Option<String>,
    /// `max_age`, in seconds (OIDC Core §3.1.2.1)
    pub max_age: Option<String>,
    /// `request` or `request_uri`, if one of them was sent (RFC 9101).
    pub request_object: Option<RequestObject>,
    /// Names of these parameters that were sent more than once.
    pub repeated: BTreeSet<String>,
    /// Names of these parameters whose value is no text.
    pub malformed: BTreeSet<String>,
    /// Whether it is longer than a request may be.
    pub too_long: bool,
    /// Whether the account is asked even if it has allowed this before: it has just answered a
    /// question that was closed by then.
    pub always_ask: bool,
    /// From when on signing in counts as an answer to `prompt=login` or `max_age`: what our own
    /// sign-in page sends along on the way back, in Unix milliseconds.
    pub signed_in_after: Option<String>,
}

/// How a request object was sent, which is not supported (RFC 9101 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestObject {
    /// `request`
    ByValue,
    /// `request_uri` (RFC 9126 too)
    ByReference,
}
