//! The limits of failed sign-ins.

use std::net::IpAddr;

use super::{
    CAPACITY, Now,
    limiter::{Key, Limiter, RetryAfter},
};
use crate::config::RateLimits;

/// Counts failed sign-ins by account and IP address together, and by IP address alone. There is no
/// limit of an account's failures from all IP addresses: anybody could lock its owner out with it.
pub struct SignInLimits {
    per_account_and_ip: Limiter,
    per_ip: Limiter,
    now: Now,
}

/// An attempt that was counted. It stays counted as a failure unless it is forgiven.
#[must_use]
pub struct SignInAttempt<'a> {
    limits: &'a SignInLimits,
    account_and_ip: Key,
    ip: Key,
}

impl SignInLimits {
    pub fn new(rates: RateLimits, now: Now) -> Self {
        let limiter = |rate| Limiter::new(rate, CAPACITY, now());
        Self {
            per_account_and_ip: limiter(rates.sign_in_per_account),
            per_ip: limiter(rates.sign_in_per_address),
            now,
        }
    }

    /// Counts an attempt before any slow work. `email` in the form under which accounts are stored.
    ///
    /// # Errors
    /// There were too many failures; this attempt was not counted.
    pub fn attempt(&self, email: &str, ip: IpAddr) -> Result<SignInAttempt<'_>, RetryAfter> {
        let now = (self.now)();
        let account_and_ip = self.per_account_and_ip.key_for(email, ip);
        let ip = Key::of_ip(ip);
        self.per_account_and_ip.spend(account_and_ip, now)?;
        self.per_ip
            .spend(ip, now)
            .inspect_err(|_| self.per_account_and_ip.refund(account_and_ip, now))?;
        Ok(SignInAttempt { limits: self, account_and_ip, ip })
    }
}

impl SignInAttempt<'_> {
    /// The attempt did not fail, or failed on our side.
    pub fn forgive(self) {
        let now = (self.limits.now)();
        self.limits.per_account_and_ip.refund(self.account_and_ip, now);
        self.limits.per_ip.refund(self.ip, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, web::rate_limit::rate::Rate};
    use std::{net::Ipv4Addr, sync::Arc, time::Instant};

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    fn limits(per_account: u32, per_ip: u32) -> SignInLimits {
        let start = Instant::now();
        let rates = RateLimits {
            sign_in_per_account: Rate::per_minute(per_account),
            sign_in_per_address: Rate::per_minute(per_ip),
            ..Config::default().limits
        };
        SignInLimits::new(rates, Arc::new(move || start))
    }

    fn passes(limits: &SignInLimits, email: &str) -> bool {
        limits.attempt(email, HERE).is_ok()
    }

    #[test]
    fn what_the_ip_limit_refuses_is_not_counted_for_the_account() {
        let limits = limits(2, 1);
        assert!(passes(&limits, "a@example.com"));
        assert!(!passes(&limits, "b@example.com"));
        let account = limits.per_account_and_ip.key_for("b@example.com", HERE);
        let now = (limits.now)();
        assert!((0..2).all(|_| limits.per_account_and_ip.spend(account, now).is_ok()));
    }

    #[test]
    fn a_forgiven_attempt_costs_nothing() {
        let limits = limits(1, 1);
        for _ in 0..5 {
            let attempt = limits.attempt("a@example.com", HERE);
            attempt.expect("nothing was lost before").forgive();
        }
        assert!(passes(&limits, "a@example.com"));
        assert!(!passes(&limits, "a@example.com"));
    }
}
