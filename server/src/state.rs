//! What every door has in its hands: the authority, who we are to browsers, and the counters of
//! failed attempts. Cheap to clone.

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
        attempts::{FailedAuthentications, Now, SignIns},
        base_url::BaseUrl,
        base64_128,
        cookie::SessionCookie,
        host::names::Hosts,
    },
};

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
