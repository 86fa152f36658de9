//! The URLs of the OAuth endpoints of one issuer (RFC 8414 §2). Routes, metadata and the page of an
//! application use them.

use serde::{Deserialize, Serialize};

/// Path of the authorization endpoint (RFC 6749 §3.1).
pub const AUTHORIZE: &str = "/oauth/authorize";
/// Path of the token endpoint (RFC 6749 §3.2).
pub const TOKEN: &str = "/oauth/token";
/// Path of the revocation endpoint (RFC 7009 §2).
pub const REVOKE: &str = "/oauth/revoke";
/// Path of the introspection endpoint (RFC 7662 §2).
pub const INTROSPECT: &str = "/oauth/introspect";
/// Path of the metadata (RFC 8414 §3), for an issuer without a path.
pub const METADATA: &str = "/.well-known/oauth-authorization-server";

/// The URLs with which an application is configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// The issuer: the base URL without a trailing slash.
    pub issuer: String,
    /// The authorization endpoint.
    pub authorize: String,
    /// The token endpoint.
    pub token: String,
    /// The revocation endpoint.
    pub revoke: String,
    /// The introspection endpoint.
    pub introspect: String,
    /// The metadata document.
    pub metadata: String,
}

impl Endpoints {
    /// The URLs of an issuer, which has no trailing slash.
    pub fn of(issuer: &str) -> Self {
        let at = |path: &str| format!("{issuer}{path}");
        Self {
            issuer: issuer.to_owned(),
            authorize: at(AUTHORIZE),
            token: at(TOKEN),
            revoke: at(REVOKE),
            introspect: at(INTROSPECT),
            metadata: at(METADATA),
        }
    }
}
