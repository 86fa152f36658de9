//! Where applications find what: the addresses under one issuer (RFC 8414 §2). Routes, metadata and
//! the page of an application take them from here.

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

/// The addresses that an application is configured with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// The issuer: the base URL without a trailing slash.
    pub issuer: String,
    /// Where browsers are sent to ask an account.
    pub authorize: String,
    /// Where codes and credentials are exchanged for tokens.
    pub token: String,
    /// Where tokens are given back.
    pub revoke: String,
    /// Where a token's state is asked for.
    pub introspect: String,
    /// Where all of this can be read by a program.
    pub metadata: String,
}

impl Endpoints {
    /// The addresses under an issuer, which has no trailing slash.
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
