//! Limits of failures that all nodes count together, in their PostgreSQL database (SECURITY.md F3). The
//! one server of a SQLite database counts in its memory instead, and writes nothing.
//!
//! A limit is a GCRA (generic cell rate algorithm): one statement compares and counts, so attempts
//! in parallel, on whatever node, pass exactly as often as the rate allows. Nodes agree on the time
//! because they use the database's (`clock::NodeClock`).

mod over_limit;
mod rate;

pub use rate::Rate;

use crate::authority::Authority;
use crate::error::Error;
use crate::secrets::digest::Digest;
use crate::use_case::detached;
use domain::time::Timestamp;
use over_limit::OverLimit;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Whether a failure was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureCount {
    /// There was room for it.
    Counted,
    /// There was none, and nothing was counted.
    TooMany {
        /// Whole seconds until there is room for one; at least one.
        retry_after: Duration,
    },
}

/// A limit of failures that all nodes count together. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SharedLimit(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    authority: Authority,
    name: &'static str,
    rate: Rate,
    over: OverLimit,
}

impl Authority {
    /// The limit with this name, which must be the same on all nodes. `None` with SQLite.
    pub fn shared_limit(&self, name: &'static str, rate: Rate) -> Option<SharedLimit> {
        let (authority, over) = (self.clone(), OverLimit::default());
        let limit = || SharedLimit(Arc::new(Inner { authority, name, rate, over }));
        self.store().is_shared().then(limit)
    }

    /// Forgets the keys that owe nothing any more.
    pub(crate) async fn sweep_failures(&self) -> Result<(), Error> {
        if !self.store().is_shared() {
            return Ok(());
        }
        let mut tx = self.store().failures().await?;
        while tx.sweep_failures(micros(self.now())).await? {}
        Ok(())
    }
}

impl SharedLimit {
    /// Counts one failure of `identity`, as named by the caller, at this IP address; or of the IP
    /// address alone.
    ///
    /// # Errors
    /// The store failed.
    pub async fn spend(&self, identity: Option<&str>, ip: IpAddr) -> Result<FailureCount, Error> {
        let (Self(limit), key) = (self.clone(), self.key(identity, ip));
        let Inner { authority, over, .. } = &*self.0;
        if let Some(retry_after) = over.retry_after(key, authority.now()) {
            return Ok(FailureCount::TooMany { retry_after });
        }
        detached(async move { limit.spend(key).await }).await
    }

    /// Gives back what [`spend`](Self::spend) took, because the attempt did not fail.
    ///
    /// # Errors
    /// The store failed.
    pub async fn refund(&self, identity: Option<&str>, ip: IpAddr) -> Result<(), Error> {
        let (Self(limit), key) = (self.clone(), self.key(identity, ip));
        detached(async move {
            let mut tx = limit.authority.store().failures().await?;
            tx.refund_failure(key, limit.interval()).await?;
            limit.over.forget(key);
            Ok(())
        })
        .await
    }

    /// What is counted by. The name and the IP address have no line break, so no two keys are alike.
    fn key(&self, identity: Option<&str>, ip: IpAddr) -> Digest {
        Digest::of(&format!("{}\n{ip}\n{}", self.0.name, identity.unwrap_or_default()))
    }
}

impl Inner {
    async fn spend(&self, key: Digest) -> Result<FailureCount, Error> {
        let mut tx = self.authority.store().failures().await?;
        let at = self.authority.now();
        let (now, interval) = (micros(at), self.interval());
        let latest = now.saturating_add(length(self.rate.period()));
        if tx.spend_failure(key, now, interval, latest).await? {
            return Ok(FailureCount::Counted);
        }
        // It may have been given back in the meantime; then the wait is the shortest.
        let free_at = tx.failures_free_at(key).await?.unwrap_or(now);
        let wait = free_at.saturating_add(interval).saturating_sub(latest).max(1);
        let seconds = wait.unsigned_abs().div_ceil(1_000_000);
        let retry_after = Duration::from_secs(seconds);
        self.over.remember(key, at.plus(retry_after), at);
        Ok(FailureCount::TooMany { retry_after })
    }

    fn interval(&self) -> i64 {
        length(self.rate.emission_interval())
    }
}

/// Microseconds since 1970: milliseconds are too long for a rate such as `3000/s`.
fn micros(at: Timestamp) -> i64 {
    at.as_millis().saturating_mul(1000)
}

fn length(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
