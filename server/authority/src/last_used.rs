//! When things were last used. A request records it in memory; `write_behind` stores it.

use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::redirect_uri::RedirectUri;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was used.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum UsageTarget {
    Application(ClientId),
    Secret(Digest),
    Grant(String),
    /// A redirect URI to which a code was sent that was exchanged.
    RedirectUri(ClientId, RedirectUri),
}

/// The uses that are not stored yet. Bounded by the number of things that exist.
#[derive(Default)]
pub(crate) struct PendingUses(Mutex<Uses>);

#[derive(Default)]
struct Uses {
    recorded: HashMap<UsageTarget, Timestamp>,
    /// What was taken to be stored, until that is done.
    being_stored: Vec<UsageTarget>,
}

impl PendingUses {
    /// Records a use.
    pub(crate) fn record(&self, target: UsageTarget, at: Timestamp) {
        self.lock().recorded.insert(target, at);
    }

    /// Whether a use of `target` was recorded that is not stored yet.
    pub(crate) fn contains(&self, target: &UsageTarget) -> bool {
        let uses = self.lock();
        uses.recorded.contains_key(target) || uses.being_stored.contains(target)
    }

    /// Takes what was recorded, to be stored. [`Self::contains`] knows it until [`Self::stored`].
    pub(crate) fn take(&self) -> HashMap<UsageTarget, Timestamp> {
        let mut uses = self.lock();
        let taken = std::mem::take(&mut uses.recorded);
        uses.being_stored = taken.keys().cloned().collect();
        taken
    }

    /// What was taken is stored.
    pub(crate) fn stored(&self) {
        self.lock().being_stored.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Uses> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
