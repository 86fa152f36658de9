//! The limiter: GCRA (generic cell rate algorithm) with one entry for each key. It is our own and
//! not a crate such as `governor`, because its memory is bounded whatever callers send, and time is
//! a parameter, so that tests need no clock of their own. Entries live in memory only: a restart
//! forgets them.

use std::{
    collections::{HashMap, hash_map::RandomState},
    fmt,
    hash::BuildHasher,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use authority::Rate;
use http::HeaderValue;

use crate::web::client_ip::ip_bucket;

/// What failures are counted by. Identities are kept as a keyed 64-bit hash, so that neither
/// their length nor their text stays in memory; the hash differs from limiter to limiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    identity: Option<u64>,
    ip: IpAddr,
}

impl Key {
    /// Counts by IP address alone: one IPv4 address, or one IPv6 /64.
    pub fn of_ip(ip: IpAddr) -> Self {
        Self { identity: None, ip: ip_bucket(ip) }
    }
}

/// There were too many failures. Goes with status 429 and `Retry-After` (RFC 6585 §4). Its text is
/// for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter {
    /// Whole seconds, at least 1.
    pub seconds: u64,
}

impl RetryAfter {
    pub fn header(self) -> HeaderValue {
        HeaderValue::from(self.seconds)
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Too many attempts. Try again in {} s.", self.seconds)
    }
}

/// Counts by [`Key`], for one [`Rate`].
#[derive(Debug)]
pub struct Limiter {
    rate: Rate,
    capacity: usize,
    hasher: RandomState,
    entries: Mutex<Generations>,
}

/// The theoretical arrival time (TAT) of each key. It lies at most one period ahead, so a
/// generation that was not written to for a period has no effect any more and is dropped as a
/// whole: no key is ever searched for.
#[derive(Debug)]
struct Generations {
    recent: HashMap<Key, Instant>,
    older: HashMap<Key, Instant>,
    rotated: Instant,
}

impl Limiter {
    /// A limiter with up to twice `capacity` keys (about 60 bytes each). Beyond that the oldest
    /// ones are forgotten early, and nobody is refused for it.
    pub fn new(rate: Rate, capacity: usize, now: Instant) -> Self {
        let entries = Generations { recent: HashMap::new(), older: HashMap::new(), rotated: now };
        Self { rate, capacity, hasher: RandomState::new(), entries: Mutex::new(entries) }
    }

    /// Counts by IP address and an account or application *as named by the caller*, existing or not.
    /// Give a name in the form under which it is looked up, or its spellings count separately.
    pub fn key_for(&self, identity: &str, ip: IpAddr) -> Key {
        Key { identity: Some(self.hasher.hash_one(identity)), ip: ip_bucket(ip) }
    }

    /// Takes one from what `key` has left.
    ///
    /// # Errors
    /// [`RetryAfter`] when nothing is left; then nothing is taken, so waiting that long helps.
    pub fn spend(&self, key: Key, now: Instant) -> Result<(), RetryAfter> {
        self.with_entries(now, |entries| {
            let tat = self.tat_after(entries.get(key), now)?;
            entries.set(key, tat, self.capacity, now);
            Ok(())
        })
    }

    /// Gives back what [`spend`](Self::spend) took, because the attempt did not fail.
    pub fn refund(&self, key: Key, now: Instant) {
        self.with_entries(now, |entries| {
            if let Some(tat) = entries.get(key) {
                let tat = tat.checked_sub(self.rate.emission_interval()).unwrap_or(now);
                entries.set(key, tat, self.capacity, now);
            }
        });
    }

    /// The TAT after one more: each moves it on by the emission interval, and it may lie at most one
    /// period ahead.
    fn tat_after(&self, tat: Option<Instant>, now: Instant) -> Result<Instant, RetryAfter> {
        let tat = tat.unwrap_or(now).max(now) + self.rate.emission_interval();
        let wait = tat.saturating_duration_since(now + self.rate.period());
        if wait.is_zero() {
            return Ok(tat);
        }
        Err(RetryAfter { seconds: wait.as_secs() + u64::from(wait.subsec_nanos() > 0) })
    }

    fn with_entries<T>(&self, now: Instant, act: impl FnOnce(&mut Generations) -> T) -> T {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(entries.rotated) >= self.rate.period() {
            entries.rotate(now);
        }
        act(&mut entries)
    }

    #[cfg(test)]
    pub(super) fn has_any(&self, key: Key, now: Instant) -> Result<(), RetryAfter> {
        self.with_entries(now, |entries| self.tat_after(entries.get(key), now).map(|_| ()))
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.recent.len() + entries.older.len()
    }
}

impl Generations {
    fn get(&self, key: Key) -> Option<Instant> {
        self.recent.get(&key).or_else(|| self.older.get(&key)).copied()
    }

    fn set(&mut self, key: Key, tat: Instant, capacity: usize, now: Instant) {
        if self.recent.len() >= capacity && !self.recent.contains_key(&key) {
            self.rotate(now);
        }
        self.recent.insert(key, tat);
    }

    fn rotate(&mut self, now: Instant) {
        self.older = std::mem::take(&mut self.recent);
        self.rotated = now;
    }
}
