//! Grants: "this account lets this application use these permissions".

use crate::application::{ApplicationName, ClientId};
use crate::permission::ScopeSet;
use crate::session::SessionSummary;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An application that may act for an account, in the list of those who may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorisedApplication {
    /// The application.
    pub client_id: ClientId,
    /// What it is called.
    pub name: ApplicationName,
    /// What it may do.
    pub permissions: ScopeSet,
    /// When it was first allowed.
    pub created_at: Timestamp,
    /// When it last used that, to the minute or so; `None` if it never did.
    pub last_used_at: Option<Timestamp>,
    /// When the last of its tokens ends; `None` where it has none.
    pub expires_at: Option<Timestamp>,
}

/// Everyone who may act for an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizedParties {
    /// Its browsers, the one that asks first, then the last used first.
    pub sessions: Vec<SessionSummary>,
    /// Its applications, the last allowed first.
    pub applications: Vec<AuthorisedApplication>,
}
