//! Resource servers: other APIs, which introspect tokens (RFC 7662). The operator declares them.
//! They own no tokens and see only tokens with a permission that they guard.

use crate::checked_text::checked_text;
use crate::identifier_format::{NotAnIdentifier, RESOURCE_SERVER_PREFIX, identifier};
use crate::permission::ScopeSet;
use crate::text::{NameError, parse_name};
use crate::time::Timestamp;

checked_text! {
    /// A resource server's identifier: `cfgo_rs_` and 22 base62 characters. It authenticates with it
    /// as its client ID.
    ResourceServerId, NotAnIdentifier, |text| identifier(RESOURCE_SERVER_PREFIX, text)
}

checked_text! {
    /// A resource server's name; the same rules as for an application's name ([`parse_name`]).
    ResourceServerName, NameError, |raw| parse_name(raw).map(str::to_owned)
}

/// A declared resource server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServer {
    /// Its identifier.
    pub id: ResourceServerId,
    /// What it is called.
    pub name: ResourceServerName,
    /// The permissions it guards.
    pub permissions: ScopeSet,
    /// The last four characters of its secret.
    pub last_four: String,
    /// When it was declared.
    pub created_at: Timestamp,
}
