//! The client secrets of an application as its owner sees them: which work, which can be removed and
//! which can be restored.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The most client secrets that an application has at once: the old one and the one that is about
/// to replace it.
pub const MAX_SECRETS: usize = 2;

/// How long a removed secret can be restored.
pub const SECRET_RESTORE_WINDOW: Duration = Duration::from_hours(24);

/// How long a secret must have gone unused, while a newer one was used, before it may be called
/// safe to remove: a week covers jobs that run daily or weekly.
pub const STALE_SECRET_AFTER: Duration = Duration::from_hours(7 * 24);

/// A secret whose last use is longer ago than this counts as unused when it is removed: 30 days
/// cover jobs that run monthly.
pub const IN_USE_WITHIN: Duration = Duration::from_hours(30 * 24);

/// A client secret that works, without the secret itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretSummary {
    /// Its last four characters, which no other secret of the application has.
    pub last_four: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last used, to the minute or so; `None` if never.
    pub last_used_at: Option<Timestamp>,
    /// Set where the same form was sent again and got another secret: this one works until then, or
    /// until one of the two is used.
    pub superseded_until: Option<Timestamp>,
}

/// A client secret that was removed: it authenticates nobody, and can be restored for
/// [`SECRET_RESTORE_WINDOW`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedSecret {
    /// Its last four characters, which no other secret of the application has.
    pub last_four: String,
    /// When it was last used, to the minute or so; `None` if never.
    pub last_used_at: Option<Timestamp>,
    /// When it was removed.
    pub removed_at: Timestamp,
}

impl SecretSummary {
    /// Whether it was used within [`IN_USE_WITHIN`], so that removing it breaks a running program.
    pub fn is_in_use(&self, now: Timestamp) -> bool {
        self.last_used_at.is_some_and(|at| now < at.plus(IN_USE_WITHIN))
    }
}

impl RemovedSecret {
    /// Whether it had been used within [`IN_USE_WITHIN`] when it was removed.
    pub fn was_in_use(&self) -> bool {
        self.last_used_at.is_some_and(|at| self.removed_at < at.plus(IN_USE_WITHIN))
    }
}
