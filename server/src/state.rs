//! What every door has in its hands: the authority, who we are to browsers, and the counters of
//! failed sign-ins. Cheap to clone.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use authority::{Authority, Error};
use domain::endpoints::Endpoints;

use crate::{
    config::Limits,
    oauth::client_auth::FailedAuthentications,
    web::{
        Random,
        base_url::BaseUrl,
        base64_128,
        cookie::SessionCookie,
        host::Hosts,
        rate_limit::{Key, Limiter, RetryAfter},
    },
};

/// Keys that each counter of failed sign-ins remembers; twice as many at most.
const REMEMBERED: usize = 50_000;

/// Tells an instant: the program passes the system's, tests their own.
pub type Now = Arc<dyn Fn() -> Instant + Send + Sync>;

/// What every door has in its hands.
#[derive(Clone)]
pub struct AppState {
    /// Decides and remembers.
    pub authority: Authority,
    /// The address that browsers find us at.
    pub base: Arc<BaseUrl>,
    /// How the session cookie is written and found.
    pub cookie: SessionCookie,
    /// How long a browser keeps the session cookie.
    pub session_absolute: Duration,
    /// Counts failed sign-ins.
    pub sign_ins: Arc<SignIns>,
    /// Counts failed client authentications.
    pub failed_authentications: FailedAuthentications,
    /// What is known of the names that requests come under.
    pub hosts: Arc<Hosts>,
    /// Nonces and request ids.
    pub random: Random,
    set_up: Arc<AtomicBool>,
}

impl AppState {
    /// The state of a server that browsers reach at `base`.
    pub fn new(
        authority: Authority,
        base: BaseUrl,
        session_absolute: Duration,
        limits: Limits,
        random: Random,
        now: Now,
    ) -> Self {
        Self {
            authority,
            cookie: SessionCookie::new(&base),
            base: Arc::new(base),
            session_absolute,
            failed_authentications: FailedAuthentications::new(
                limits.client_authentication,
                now.clone(),
            ),
            sign_ins: Arc::new(SignIns::new(limits, now)),
            hosts: Arc::default(),
            random,
            set_up: Arc::default(),
        }
    }

    /// The addresses that applications are configured with: the issuer is the base URL.
    pub fn endpoints(&self) -> Endpoints {
        Endpoints::of(self.base.as_str())
    }

    /// 22 random characters.
    pub fn fresh_text(&self) -> String {
        base64_128((self.random)())
    }

    /// Whether there is an account. Accounts are never removed, so a yes is remembered.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn is_set_up(&self) -> Result<bool, Error> {
        if self.set_up.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let found = !self.authority.accounts().await?.is_empty();
        self.set_up.store(found, Ordering::Relaxed);
        Ok(found)
    }
}

/// Counts failed sign-ins, by account and address and by address alone (SECURITY F3). Kept in
/// this process (DESIGN §5.12).
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
    fn new(limits: Limits, now: Now) -> Self {
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
        let account = self.per_account.identity_at(email, address);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, web::rate_limit::Rate};
    use std::net::Ipv4Addr;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    fn sign_ins(per_account: u32, per_address: u32) -> SignIns {
        let start = Instant::now();
        let limits = Limits {
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
        let account = sign_ins.per_account.identity_at("b@example.com", HERE);
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
