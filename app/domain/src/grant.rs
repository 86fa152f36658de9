//! Grants: "this account lets this application use these permissions".

use crate::application::{ApplicationName, ClientId};
use crate::permission::ScopeSet;
use crate::session::SessionSummary;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An application that an account has authorized, as the account sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorisedApplication {
    /// Its client ID.
    pub client_id: ClientId,
    /// Its name.
    pub name: ApplicationName,
    /// The granted permissions.
    pub permissions: ScopeSet,
    /// When the grant was created.
    pub created_at: Timestamp,
    /// When the application last used the grant, within about a minute; `None` if never.
    pub last_used_at: Option<Timestamp>,
    /// When the last of its tokens expires; `None` if it has none.
    pub expires_at: Option<Timestamp>,
}

/// All sessions and applications that may act for an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizedParties {
    /// The sessions: first the one of this request, then the most recently used first.
    pub sessions: Vec<SessionSummary>,
    /// The applications, most recently authorized first.
    pub applications: Vec<AuthorisedApplication>,
}
