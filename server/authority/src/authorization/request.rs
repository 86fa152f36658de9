//! An authorization request before any check.

use std::collections::BTreeSet;

/// An authorization request with each parameter decoded once. A parameter without a value counts as
/// absent (RFC 6749 §3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// `client_id`
    pub client_id: Option<String>,
    /// `redirect_uri`
    pub redirect_uri: Option<String>,
    /// `state`, decoded, returned unchanged; one that is not text is refused (SECURITY.md B3).
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
    /// Names of these parameters whose value is not text.
    pub malformed: BTreeSet<String>,
    /// Whether the request is too long.
    pub too_long: bool,
    /// Whether the account is asked even if there is a grant: it has just answered a question that
    /// had expired.
    pub always_ask: bool,
    /// The earliest sign-in that satisfies `prompt=login` or `max_age`, in Unix milliseconds.
    /// Configo's sign-in page adds it when it repeats the request.
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
