//! When things were last used. A request records it in memory; `write_behind` stores it.

use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::redirect_uri::RedirectUri;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
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
    /// How many batches that hold it are being stored.
    being_stored: HashMap<UsageTarget, usize>,
}

impl PendingUses {
    /// Records a use.
    pub(crate) fn record(&self, target: UsageTarget, at: Timestamp) {
        self.lock().recorded.insert(target, at);
    }

    /// Whether a use of `target` was recorded that is not stored yet.
    pub(crate) fn contains(&self, target: &UsageTarget) -> bool {
        let uses = self.lock();
        uses.recorded.contains_key(target) || uses.being_stored.contains_key(target)
    }

    /// Takes what was recorded, to be stored. [`Self::contains`] knows it until [`Self::stored`].
    pub(crate) fn take(&self) -> HashMap<UsageTarget, Timestamp> {
        let mut uses = self.lock();
        let taken = std::mem::take(&mut uses.recorded);
        for target in taken.keys() {
            *uses.being_stored.entry(target.clone()).or_default() += 1;
        }
        taken
    }

    /// What was taken is stored, or lost. Other batches may be under way.
    pub(crate) fn stored(&self, taken: impl IntoIterator<Item = UsageTarget>) {
        let mut uses = self.lock();
        for target in taken {
            if let Entry::Occupied(mut batches) = uses.being_stored.entry(target) {
                *batches.get_mut() -= 1;
                if *batches.get() == 0 {
                    batches.remove();
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Uses> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
