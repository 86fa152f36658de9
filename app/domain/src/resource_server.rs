//! Resource servers: APIs other than ours that ask what a token may do (RFC 7662). The operator
//! declares them; they own no tokens and see only those that carry a permission they guard.

use crate::account::NotAnIdentifier;
use crate::identifier_format::{RESOURCE_SERVER_PREFIX, is_identifier};
use crate::permission::ScopeSet;
use crate::text::{NameError, parse_name};
use crate::time::Timestamp;

/// A resource server's identifier: `cfgo_rs_` and 22 base62 characters. Its "client ID" where it
/// authenticates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResourceServerId(String);

impl ResourceServerId {
    /// Checks an identifier.
    ///
    /// # Errors
    /// The text does not have the form.
    pub fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        if is_identifier(RESOURCE_SERVER_PREFIX, text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnIdentifier)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a resource server is called: the same rules as for an application's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServerName(String);

impl ResourceServerName {
    /// Checks a name.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn parse(raw: &str) -> Result<Self, NameError> {
        parse_name(raw).map(|name| Self(name.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
