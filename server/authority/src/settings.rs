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
            redirect_uri_rules: RedirectUriRules { allow_localhost: true },
            session: SessionLifetimes::default(),
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
