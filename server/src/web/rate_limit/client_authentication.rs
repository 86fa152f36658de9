//! The limit of failed client authentications.

use std::net::IpAddr;

use authority::Rate;

use super::counter::{Counter, NotCounted};

/// Counts failed authentications by client ID and IP address together. A correct one is never
/// limited, so it neither reads nor writes a count.
pub struct ClientAuthenticationLimit(Counter);

impl ClientAuthenticationLimit {
    pub fn new(rate: Rate, counter: impl Fn(&'static str, Rate) -> Counter) -> Self {
        Self(counter("client authentication", rate))
    }

    /// Counts one more failure.
    ///
    /// # Errors
    /// There were too many, or the store failed.
    pub async fn count_failure(&self, client_id: &str, ip: IpAddr) -> Result<(), NotCounted> {
        self.0.spend(Some(client_id), ip).await
    }
}
