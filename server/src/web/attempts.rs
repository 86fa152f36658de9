//! Counters of failed sign-ins and of failed authentications of applications.

use std::{net::IpAddr, sync::Arc, time::Instant};

use super::rate_limit::{Key, Limiter, Rate, RetryAfter};
use crate::config::RateLimits;

/// Keys that each counter remembers; twice as many at most.
const REMEMBERED: usize = 50_000;

/// Tells an instant: the program passes the system's, tests their own.
pub type Now = Arc<dyn Fn() -> Instant + Send + Sync>;

/// Counts failed sign-ins, by account and address and by address alone (SECURITY.md F3). Kept in
/// this process (ARCHITECTURE.md, decision 12).
pub struct SignIns {
    per_account: Limiter,
    per_address: Limiter,
    now: Now,
}

/// One attempt that was paid for; it counts as failed unless it is forgiven.
#[must_use]
pub struct Attempt<'a> {
    sign_ins: &'a SignIns,
    account: Key,
    address: Key,
}

impl SignIns {
    /// Counts for these rates.
    pub fn new(limits: RateLimits, now: Now) -> Self {
        let limiter = |rate| Limiter::new(rate, REMEMBERED, now());
        Self {
            per_account: limiter(limits.sign_in_per_account),
            per_address: limiter(limits.sign_in_per_address),
            now,
        }
    }

    /// Pays for an attempt before any slow work. `email` in the form under which accounts are kept.
    ///
    /// # Errors
    /// There were too many failures; nothing was paid.
    pub fn attempt(&self, email: &str, address: IpAddr) -> Result<Attempt<'_>, RetryAfter> {
        let now = (self.now)();
        let account = self.per_account.key_for(email, address);
        let address = Key::address(address);
        self.per_account.spend(account, now)?;
        self.per_address
            .spend(address, now)
            .inspect_err(|_| self.per_account.refund(account, now))?;
        Ok(Attempt { sign_ins: self, account, address })
    }
}

impl Attempt<'_> {
    /// It did not fail, or not through any fault of the caller.
    pub fn forgive(self) {
        let now = (self.sign_ins.now)();
        self.sign_ins.per_account.refund(self.account, now);
        self.sign_ins.per_address.refund(self.address, now);
    }
}

/// Counts failed authentications by application and address (SECURITY.md F3). A correct one is
/// never limited. Kept in this process (ARCHITECTURE.md, decision 12).
#[derive(Clone)]
pub struct FailedAuthentications(Arc<Counter>);

struct Counter {
    limiter: Limiter,
    now: Now,
}

impl FailedAuthentications {
    /// Counts for one rate.
    pub fn new(rate: Rate, now: Now) -> Self {
        let limiter = Limiter::new(rate, REMEMBERED, now());
        Self(Arc::new(Counter { limiter, now }))
    }

    /// Counts one more failure.
    ///
    /// # Errors
    /// There were too many.
    pub fn failed(&self, id: &str, address: IpAddr) -> Result<(), RetryAfter> {
        let Counter { limiter, now } = self.0.as_ref();
        limiter.spend(limiter.key_for(id, address), now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::net::Ipv4Addr;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    fn sign_ins(per_account: u32, per_address: u32) -> SignIns {
        let start = Instant::now();
        let limits = RateLimits {
            sign_in_per_account: Rate::per_minute(per_account),
            sign_in_per_address: Rate::per_minute(per_address),
            ..Config::default().limits
        };
        SignIns::new(limits, Arc::new(move || start))
    }

    fn passes(sign_ins: &SignIns, email: &str) -> bool {
        sign_ins.attempt(email, HERE).is_ok()
    }

    #[test]
    fn what_the_address_refuses_costs_the_account_nothing() {
        let sign_ins = sign_ins(2, 1);
        assert!(passes(&sign_ins, "a@example.com"));
        assert!(!passes(&sign_ins, "b@example.com"));
        let account = sign_ins.per_account.key_for("b@example.com", HERE);
        let now = (sign_ins.now)();
        assert!((0..2).all(|_| sign_ins.per_account.spend(account, now).is_ok()));
    }

    #[test]
    fn a_forgiven_attempt_costs_nothing() {
        let sign_ins = sign_ins(1, 1);
        for _ in 0..5 {
            let attempt = sign_ins.attempt("a@example.com", HERE);
            attempt.expect("nothing was lost before").forgive();
        }
        assert!(passes(&sign_ins, "a@example.com"));
        assert!(!passes(&sign_ins, "a@example.com"));
    }
}
