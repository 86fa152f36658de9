//! `[lifetimes]`.

use std::time::Duration;

use authority::{SessionLifetimes, TokenLifetimes};
use serde::{Deserialize, Serialize};

use super::error::ConfigError;

/// Lifetimes in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifetimes {
    session_idle: u32,
    session_absolute: u32,
    consent: u32,
    code: u32,
    access_token: u32,
    refresh_token_idle: u32,
    refresh_token_absolute: u32,
    refresh_grace: u32,
}

pub(super) fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

impl Lifetimes {
    pub(super) fn of(session: SessionLifetimes, tokens: TokenLifetimes) -> Self {
        Self {
            session_idle: seconds(session.idle),
            session_absolute: seconds(session.absolute),
            consent: seconds(tokens.consent),
            code: seconds(tokens.code),
            access_token: seconds(tokens.access),
            refresh_token_idle: seconds(tokens.refresh_idle),
            refresh_token_absolute: seconds(tokens.refresh_absolute),
            refresh_grace: seconds(tokens.refresh_grace),
        }
    }

    pub fn session_idle(self) -> Duration {
        Duration::from_secs(self.session_idle.into())
    }

    pub fn session_absolute(self) -> Duration {
        Duration::from_secs(self.session_absolute.into())
    }

    pub fn tokens(self) -> TokenLifetimes {
        let seconds = |number: u32| Duration::from_secs(number.into());
        TokenLifetimes {
            consent: seconds(self.consent),
            code: seconds(self.code),
            access: seconds(self.access_token),
            refresh_idle: seconds(self.refresh_token_idle),
            refresh_absolute: seconds(self.refresh_token_absolute),
            refresh_grace: seconds(self.refresh_grace),
        }
    }

    /// # Errors
    /// One sentence about what makes no sense.
    pub(super) fn check(self) -> Result<(), ConfigError> {
        let ordered = |idle: u32, absolute: u32| idle > 0 && idle <= absolute;
        let text = if !ordered(self.session_idle, self.session_absolute) {
            "lifetimes.session_idle: write at least 1 and at most lifetimes.session_absolute (seconds)"
        } else if !ordered(self.refresh_token_idle, self.refresh_token_absolute) {
            "lifetimes.refresh_token_idle: write at least 1 and at most lifetimes.refresh_token_absolute (seconds)"
        } else if !ordered(self.consent, 3600) {
            "lifetimes.consent: write 1 to 3600 (seconds)"
        } else if !ordered(self.code, 600) {
            "lifetimes.code: write 1 to 600 (seconds; RFC 6749 §4.1.2)"
        } else if !ordered(self.access_token, 86_400) {
            "lifetimes.access_token: write 1 to 86400 (seconds)"
        } else if self.refresh_grace > 60 {
            "lifetimes.refresh_grace: write 0 to 60 (seconds)"
        } else {
            return Ok(());
        };
        Err(ConfigError(text.into()))
    }
}
