//! State shared by all handlers: the authority, the public base URL, the codec of the session cookie,
//! the rate limits of failures. `Clone` is cheap.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use authority::{Authority, Error};
use domain::endpoints::Endpoints;

use crate::{
    config::RateLimits,
    web::{
        RequestIdSource,
        base_url::BaseUrl,
        base64_128,
        cookie::SessionCookie,
        host::names::Hosts,
        rate_limit::{
            Now, client_authentication::ClientAuthenticationLimit, counter::Counter,
            sign_ins::SignInLimits,
        },
    },
};

#[derive(Clone)]
pub struct AppState {
    pub authority: Authority,
    pub base: Arc<BaseUrl>,
    pub cookie: SessionCookie,
    /// `Max-Age` of the session cookie.
    pub session_absolute: Duration,
    pub sign_in_limits: Arc<SignInLimits>,
    pub client_authentication_limit: Arc<ClientAuthenticationLimit>,
    pub hosts: Arc<Hosts>,
    /// For nonces, request IDs and idempotency keys.
    pub random: RequestIdSource,
    set_up: Arc<AtomicBool>,
}

impl AppState {
    /// The state of a server that browsers reach at `base`.
    pub fn new(
        authority: Authority,
        base: BaseUrl,
        session_absolute: Duration,
        limits: RateLimits,
        random: RequestIdSource,
        now: Now,
    ) -> Self {
        let counter = |name, rate| Counter::new(&authority, name, rate, &now);
        let client_authentication =
            ClientAuthenticationLimit::new(limits.client_authentication, counter);
        let sign_ins = SignInLimits::new(limits, counter);
        Self {
            authority,
            cookie: SessionCookie::new(&base),
            base: Arc::new(base),
            session_absolute,
            client_authentication_limit: Arc::new(client_authentication),
            sign_in_limits: Arc::new(sign_ins),
            hosts: Arc::default(),
            random,
            set_up: Arc::default(),
        }
    }

    /// The URLs that applications are configured with: the issuer is the base URL.
    pub fn endpoints(&self) -> Endpoints {
        Endpoints::of(self.base.as_str())
    }

    /// 22 random characters.
    pub fn fresh_text(&self) -> String {
        base64_128((self.random)())
    }

    /// Whether there is an account. Accounts are never removed, so `true` is cached.
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
