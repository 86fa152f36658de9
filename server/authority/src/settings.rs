//! What the operator decides about deciding and remembering.

use crate::secrets::hasher::PasswordCost;
use domain::permission::Catalogue;
use domain::redirect_uri::RedirectUriRules;
use std::path::PathBuf;
use std::time::Duration;

/// How an authority is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the database lives.
    pub data_dir: PathBuf,
    /// All permissions there are.
    pub catalogue: Catalogue,
    /// Which redirect URIs may be registered.
    pub redirect_uri_rules: RedirectUriRules,
    /// How long a browser stays signed in.
    pub session: SessionLifetimes,
    /// How long what applications get works.
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

/// How long a browser stays signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// Without a request.
    pub idle: Duration,
    /// At all.
    pub absolute: Duration,
}

impl Default for SessionLifetimes {
    fn default() -> Self {
        let days = |days: u64| Duration::from_hours(days * 24);
        Self { idle: days(7), absolute: days(30) }
    }
}

/// How long what applications get works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenLifetimes {
    /// A question that a consent page asks.
    pub consent: Duration,
    /// An authorization code.
    pub code: Duration,
    /// An access token.
    pub access: Duration,
    /// A refresh token that nobody uses.
    pub refresh_idle: Duration,
    /// All that comes of one code.
    pub refresh_absolute: Duration,
    /// How long a refresh token may be used once more, for a reply that was lost.
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
