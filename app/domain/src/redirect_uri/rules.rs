//! What the operator decides about redirect URIs.

use serde::{Deserialize, Serialize};

/// What the operator decides about redirect URIs. They apply to new URIs; registered ones stay
/// valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectUriRules {
    /// Whether `http://localhost` may be registered, and any port of it be asked for by public
    /// applications. The loopback IP addresses always may.
    pub allow_localhost: bool,
    /// Which private-use schemes may be registered.
    pub allow_private_schemes: PrivateSchemes,
}

impl Default for RedirectUriRules {
    fn default() -> Self {
        Self { allow_localhost: true, allow_private_schemes: PrivateSchemes::default() }
    }
}

/// Which private-use schemes (RFC 8252 §7.1) may be registered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PrivateSchemes {
    /// Those with a dot, and for public applications those without one.
    #[default]
    Any,
    /// Those with a dot.
    Dotted,
    /// None.
    None,
}

/// The hosts that plain http may lead to, in words.
pub(super) const fn loopback_hosts(localhost: bool) -> &'static str {
    if localhost { "127.0.0.1, [::1] and localhost" } else { "127.0.0.1 and [::1]" }
}
