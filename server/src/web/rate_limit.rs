//! How often something may fail before it has to wait (SECURITY.md F3). Only what is spent and not
//! refunded counts. Memory is bounded, time is a parameter, and nothing here is written down:
//! a restart forgives.
//!
//! Two ways to use a [`Limiter`]:
//! - *Before slow work* (sign-in, where Argon2id takes long): [`Limiter::spend`] first and
//!   [`Limiter::refund`] on success, so that a thousand attempts in parallel do not all pass a
//!   check that none of them has failed yet.
//! - *After quick work* (client authentication): `spend` only once it failed; the refusal turns
//!   401 into 429, and whoever authenticates correctly is never limited.
//!
//! One address never blocks another: a key about an account or an application holds the caller's
//! address too, so a stranger's failures cannot lock its owner out.

use std::{
    collections::HashMap,
    collections::hash_map::RandomState,
    fmt,
    hash::BuildHasher,
    net::IpAddr,
    str::FromStr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use serde::{Deserialize, Serialize};

use super::client_ip::ip_bucket;

/// So many times per so long, all of them at once if need be: `5/min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate {
    times: u32,
    per: Duration,
}

const UNITS: [(&str, Duration); 3] = [
    ("s", Duration::from_secs(1)),
    ("min", Duration::from_mins(1)),
    ("h", Duration::from_hours(1)),
];

impl Rate {
    /// `times` a minute; 0 counts as 1, because nobody could ever sign in.
    pub const fn per_minute(times: u32) -> Self {
        Self { times: if times == 0 { 1 } else { times }, per: Duration::from_mins(1) }
    }

    /// `times` an hour; 0 counts as 1.
    pub const fn per_hour(times: u32) -> Self {
        Self { times: if times == 0 { 1 } else { times }, per: Duration::from_hours(1) }
    }
}

impl Rate {
    /// How many that makes in an hour; saturates.
    pub fn in_an_hour(self) -> u32 {
        let hours = 3600 / self.per.as_secs().clamp(1, 3600);
        self.times.saturating_mul(u32::try_from(hours).unwrap_or(u32::MAX))
    }
}

impl FromStr for Rate {
    /// One sentence that says what to write instead.
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let parse = || {
            let (times, unit) = raw.split_once('/')?;
            let times =
                times.trim().parse().ok().filter(|times| (1..=1_000_000).contains(times))?;
            let (_, per) = UNITS.into_iter().find(|(name, _)| *name == unit.trim())?;
            Some(Self { times, per })
        };
        parse().ok_or_else(|| format!("`{raw}` is no rate: write it as 5/min, 300/h or 10/s"))
    }
}

impl TryFrom<String> for Rate {
    type Error = String;

    fn try_from(raw: String) -> Result<Self, String> {
        raw.parse()
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        rate.to_string()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit =
            UNITS.into_iter().find(|(_, per)| *per == self.per).map_or("s", |(name, _)| name);
        write!(f, "{}/{unit}", self.times)
    }
}

/// What failures are counted by. Identities are kept as a keyed 64-bit hash, so that neither
/// their length nor their text stays in memory; the hash differs from limiter to limiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(Option<u64>, Option<IpAddr>);

impl Key {
    /// Counts by address alone: one IPv4 address, or one IPv6 /64.
    pub fn address(ip: IpAddr) -> Self {
        Self(None, Some(ip_bucket(ip)))
    }
}

/// Too many; come back later. As a reply: 429 with `Retry-After` (RFC 6585 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter {
    /// Whole seconds, at least 1.
    pub seconds: u64,
}

impl RetryAfter {
    /// The value of the `Retry-After` header, for a reply with a body of its own.
    pub fn header(self) -> HeaderValue {
        HeaderValue::from(self.seconds)
    }
}

impl IntoResponse for RetryAfter {
    fn into_response(self) -> Response {
        let text = format!("Too many attempts. Try again in {} s.\n", self.seconds);
        (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, self.header())], text).into_response()
    }
}

/// Counts by [`Key`], for one [`Rate`]. Shared between tasks behind an `Arc`.
#[derive(Debug)]
pub struct Limiter {
    rate: Rate,
    capacity: usize,
    hasher: RandomState,
    debts: Mutex<Generations>,
}

/// When each key will owe nothing again. A debt lasts `per` at most, so a generation nobody
/// touched for that long owes nothing and is dropped whole: no key is ever searched for.
#[derive(Debug)]
struct Generations {
    recent: HashMap<Key, Instant>,
    older: HashMap<Key, Instant>,
    turned: Instant,
}

impl Limiter {
    /// A limiter that remembers up to twice `capacity` keys (about 60 bytes each). Beyond that
    /// the oldest are forgiven early: it refuses to grow, not to serve.
    pub fn new(rate: Rate, capacity: usize, now: Instant) -> Self {
        let debts = Generations { recent: HashMap::new(), older: HashMap::new(), turned: now };
        Self { rate, capacity, hasher: RandomState::new(), debts: Mutex::new(debts) }
    }

    /// Counts by an account or application *as named by the caller*, existing or not, and address.
    /// Give a name in the form under which it is looked up, or its spellings count separately.
    pub fn key_for(&self, identity: &str, ip: IpAddr) -> Key {
        Key(Some(self.hasher.hash_one(identity)), Some(ip_bucket(ip)))
    }

    /// Counts by an account that has proved who it is, wherever it is.
    pub fn identity(&self, identity: &str) -> Key {
        Key(Some(self.hasher.hash_one(identity)), None)
    }

    /// Whether `key` has anything left, without taking it.
    ///
    /// # Errors
    /// [`RetryAfter`] when it has not.
    pub fn check(&self, key: Key, now: Instant) -> Result<(), RetryAfter> {
        self.with_table(now, |debts| self.tat_after(debts.of(key), now).map(|_| ()))
    }

    /// Takes one from what `key` has left.
    ///
    /// # Errors
    /// [`RetryAfter`] when nothing is left; then nothing is taken, so waiting that long helps.
    pub fn spend(&self, key: Key, now: Instant) -> Result<(), RetryAfter> {
        self.with_table(now, |debts| {
            let until = self.tat_after(debts.of(key), now)?;
            debts.set(key, until, self.capacity, now);
            Ok(())
        })
    }

    /// Gives back what [`spend`](Self::spend) took, because the attempt did not fail.
    pub fn refund(&self, key: Key, now: Instant) {
        self.with_table(now, |debts| {
            if let Some(until) = debts.of(key) {
                let until = until.checked_sub(self.price()).unwrap_or(now);
                debts.set(key, until, self.capacity, now);
            }
        });
    }

    fn price(&self) -> Duration {
        self.rate.per / self.rate.times
    }

    /// GCRA: a key owes until an instant; each spend moves it on by the price of one, and it may
    /// lie at most `per` ahead.
    fn tat_after(&self, owes_until: Option<Instant>, now: Instant) -> Result<Instant, RetryAfter> {
        let until = owes_until.unwrap_or(now).max(now) + self.price();
        let wait = until.saturating_duration_since(now + self.rate.per);
        if wait.is_zero() {
            return Ok(until);
        }
        Err(RetryAfter { seconds: wait.as_secs() + u64::from(wait.subsec_nanos() > 0) })
    }

    fn with_table<T>(&self, now: Instant, act: impl FnOnce(&mut Generations) -> T) -> T {
        let mut debts = self.debts.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(debts.turned) >= self.rate.per {
            debts.rotate(now);
        }
        act(&mut debts)
    }
}

impl Generations {
    fn of(&self, key: Key) -> Option<Instant> {
        self.recent.get(&key).or_else(|| self.older.get(&key)).copied()
    }

    fn set(&mut self, key: Key, until: Instant, capacity: usize, now: Instant) {
        if self.recent.len() >= capacity && !self.recent.contains_key(&key) {
            self.rotate(now);
        }
        self.recent.insert(key, until);
    }

    fn rotate(&mut self, now: Instant) {
        self.older = std::mem::take(&mut self.recent);
        self.turned = now;
    }
}

#[cfg(test)]
mod tests;
