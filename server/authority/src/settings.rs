//! The settings of an authority.

use crate::secrets::hasher::PasswordCost;
use domain::permission::Catalogue;
use domain::redirect_uri::RedirectUriRules;
use std::path::PathBuf;
use std::time::Duration;

/// The settings of an authority.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The directory of the database.
    pub data_dir: PathBuf,
    /// The catalogue of permissions.
    pub catalogue: Catalogue,
    /// Which redirect URIs may be registered.
    pub redirect_uri_rules: RedirectUriRules,
    /// Lifetimes of a session.
    pub session: SessionLifetimes,
    /// Lifetimes of codes and tokens.
    pub tokens: TokenLifetimes,
    /// The most applications that one account may register in an hour.
    pub create_per_hour: u32,
    /// How much work one guess at a password costs.
    pub password_cost: PasswordCost,
}

impl Settings {
    /// The defaults, for this data directory.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            catalogue: Catalogue::default(),
            redirect_uri_rules: RedirectUriRules::default(),
            session: SessionLifetimes::default(),
            tokens: TokenLifetimes::default(),
            create_per_hour: 300,
            password_cost: PasswordCost::default(),
        }
    }
}

/// Lifetimes of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// Without any request.
    pub idle: Duration,
    /// In total.
    pub absolute: Duration,
}

impl Default for SessionLifetimes {
    fn default() -> Self {
        let days = |days: u64| Duration::from_hours(days * 24);
        Self { idle: days(7), absolute: days(30) }
    }
}

/// Lifetimes of codes and tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenLifetimes {
    /// A consent question.
    pub consent: Duration,
    /// An authorization code.
    pub code: Duration,
    /// An access token.
    pub access: Duration,
    /// A refresh token that is not used.
    pub refresh_idle: Duration,
    /// A family: all tokens issued for one code.
    pub refresh_absolute: Duration,
    /// How long a used refresh token may be used again, because replies may be lost.
    pub refresh_grace: Duration,
}

impl Default for TokenLifetimes {
    fn default() -> Self {
        let days = |days: u64| Duration::from_hours(days * 24);
        Self {
            consent: Duration::from_mins(10),
            code: Duration::from_mins(1),
            access: Duration::from_hours(1),
            refresh_idle: days(30),
            refresh_absolute: days(180),
            refresh_grace: Duration::from_secs(10),
        }
    }
}
