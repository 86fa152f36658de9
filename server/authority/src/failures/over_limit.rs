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
        (!wait.is_zero())
            .then(|| Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_445_999_000);

    fn key(n: usize) -> Digest {
        Digest::of(&n.to_string())
    }

    #[test]
    fn a_key_waits_until_its_time_or_until_it_is_forgiven() {
        let over = OverLimit::default();
        over.remember(key(1), NOW.plus(Duration::from_secs(2)), NOW);
        let wait = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(over.retry_after(key(1), NOW), wait(2));
        assert_eq!(over.retry_after(key(1), NOW.plus(Duration::from_millis(1))), wait(2));
        assert_eq!(over.retry_after(key(1), NOW.plus(Duration::from_secs(1))), wait(1));
        assert_eq!(over.retry_after(key(1), NOW.plus(Duration::from_secs(2))), None);
        assert_eq!(over.retry_after(key(2), NOW), None);
        over.forget(key(1));
        assert_eq!(over.retry_after(key(1), NOW), None);
    }

    #[test]
    fn memory_is_bounded() {
        let over = OverLimit::default();
        let soon = NOW.plus(Duration::from_secs(1));
        for n in 0..CAPACITY {
            over.remember(key(n), soon, NOW);
        }
        // Those whose wait is over go first.
        over.remember(key(CAPACITY), soon.plus(Duration::from_secs(1)), soon);
        assert_eq!(over.lock().len(), 1);
        for n in 0..2 * CAPACITY {
            over.remember(key(n), soon.plus(Duration::from_secs(1)), soon);
        }
        assert!(over.lock().len() <= CAPACITY);
        assert!(over.retry_after(key(2 * CAPACITY - 1), soon).is_some());
    }
}
