//! The limit of failed client authentications.

use std::net::IpAddr;

use super::{
    CAPACITY, Now,
    limiter::{Limiter, RetryAfter},
    rate::Rate,
};

/// Counts failed authentications by client ID and IP address together. A correct one is never
/// limited.
pub struct ClientAuthenticationLimit {
    limiter: Limiter,
    now: Now,
}

impl ClientAuthenticationLimit {
    pub fn new(rate: Rate, now: Now) -> Self {
        Self { limiter: Limiter::new(rate, CAPACITY, now()), now }
    }

    /// Counts one more failure.
    ///
    /// # Errors
    /// There were too many.
    pub fn count_failure(&self, client_id: &str, ip: IpAddr) -> Result<(), RetryAfter> {
        self.limiter.spend(self.limiter.key_for(client_id, ip), (self.now)())
    }
}
