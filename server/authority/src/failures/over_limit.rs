//! The keys that are over a limit, in memory: who goes on trying costs the database nothing.

use crate::secrets::digest::Digest;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The most keys that are remembered (about 60 bytes each). Beyond that all are forgotten, and asked
/// for in the database again.
const CAPACITY: usize = 50_000;

/// Until when each key waits.
#[derive(Default)]
pub(super) struct OverLimit(Mutex<HashMap<Digest, Timestamp>>);

impl std::fmt::Debug for OverLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OverLimit")
    }
}

impl OverLimit {
    /// Whole seconds until the key may be tried again; `None` if it may be now.
    pub(super) fn retry_after(&self, key: Digest, now: Timestamp) -> Option<Duration> {
        let until = *self.lock().get(&key)?;
        let wait = until.since(now);
        (!wait.is_zero()).then(|| Duration::from_secs(wait.as_millis().div_ceil(1000) as u64))
    }

    pub(super) fn remember(&self, key: Digest, until: Timestamp, now: Timestamp) {
        let mut keys = self.lock();
        if keys.len() >= CAPACITY {
            keys.retain(|_, until| *until > now);
        }
        if keys.len() >= CAPACITY {
            keys.clear();
        }
        keys.insert(key, until);
    }

    pub(super) fn forget(&self, key: Digest) {
        self.lock().remove(&key);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Digest, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
