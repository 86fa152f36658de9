//! The limits of failed sign-ins.

use std::net::IpAddr;

use authority::Rate;

use super::counter::{Counter, NotCounted};
use crate::config::RateLimits;

/// Counts failed sign-ins by account and IP address together, and by IP address alone. There is no
/// limit of an account's failures from all IP addresses: anybody could lock its owner out with it.
pub struct SignInLimits {
    per_account_and_ip: Counter,
    per_ip: Counter,
}

/// An attempt that was counted. It stays counted as a failure unless it is forgiven.
#[must_use]
pub struct SignInAttempt<'a> {
    limits: &'a SignInLimits,
    email: String,
    ip: IpAddr,
}

impl SignInLimits {
    pub fn new(rates: RateLimits, counter: impl Fn(&'static str, Rate) -> Counter) -> Self {
        Self {
            per_account_and_ip: counter("sign-in, account and IP", rates.sign_in_per_account),
            per_ip: counter("sign-in, IP", rates.sign_in_per_address),
        }
    }

    /// Counts an attempt before any slow work. `email` in the form under which accounts are stored.
    ///
    /// # Errors
    /// There were too many failures, or the store failed; this attempt was not counted.
    pub async fn attempt(
        &self,
        email: String,
        ip: IpAddr,
    ) -> Result<SignInAttempt<'_>, NotCounted> {
        self.per_account_and_ip.spend(Some(&email), ip).await?;
        if let Err(refused) = self.per_ip.spend(None, ip).await {
            self.per_account_and_ip.refund(Some(&email), ip).await;
            return Err(refused);
        }
        Ok(SignInAttempt { limits: self, email, ip })
    }
}

impl SignInAttempt<'_> {
    /// The attempt did not fail, or failed on our side.
    pub async fn forgive(self) {
        self.limits.per_account_and_ip.refund(Some(&self.email), self.ip).await;
        self.limits.per_ip.refund(None, self.ip).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, web::rate_limit::Now};
    use std::{net::Ipv4Addr, sync::Arc, time::Instant};

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    fn limits(per_account: u32, per_ip: u32) -> SignInLimits {
        let start = Instant::now();
        let rates = RateLimits {
            sign_in_per_account: Rate::per_minute(per_account),
            sign_in_per_address: Rate::per_minute(per_ip),
            ..Config::default().limits
        };
        let now: Now = Arc::new(move || start);
        SignInLimits::new(rates, |_, rate| Counter::in_memory(rate, &now))
    }

    async fn passes(limits: &SignInLimits, email: &str) -> bool {
        limits.attempt(email.to_owned(), HERE).await.is_ok()
    }

    #[tokio::test]
    async fn what_the_ip_limit_refuses_is_not_counted_for_the_account() {
        let limits = limits(2, 1);
        assert!(passes(&limits, "a@example.com").await);
        assert!(!passes(&limits, "b@example.com").await);
        for _ in 0..2 {
            let account = &limits.per_account_and_ip;
            assert!(account.spend(Some("b@example.com"), HERE).await.is_ok());
        }
    }

    #[tokio::test]
    async fn a_forgiven_attempt_costs_nothing() {
        let limits = limits(1, 1);
        for _ in 0..5 {
            let attempt = limits.attempt("a@example.com".to_owned(), HERE).await;
            attempt.expect("nothing was lost before").forgive().await;
        }
        assert!(passes(&limits, "a@example.com").await);
        assert!(!passes(&limits, "a@example.com").await);
    }
}
