//! Every setting, where it comes from, and what is refused. Flags win over `CONFIGO_*` in the
//! environment (`__` nests), that over `configo.toml`, and that over the defaults. A setting that
//! nothing reads is a mistake, so an unknown name is refused rather than ignored. It holds no
//! secret: none is ever configured.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use authority::TokenLifetimes;
use clap::builder::NonEmptyStringValueParser;
use domain::redirect_uri::PrivateSchemes;
use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

pub use self::error::ConfigError;
use crate::web::{
    base_url::BaseUrl, client_ip::TrustedProxies, log_format::LogFormat, rate_limit::Rate,
};

mod environment;
mod error;

const FILE: &str = "configo.toml";

/// The settings in effect. [`fmt::Display`] writes them as the `configo.toml` that would produce
/// them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where browsers find Configo, and the issuer. Ask [`Config::base_url_for`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<BaseUrl>,
    /// The directory that holds everything Configo keeps.
    pub data_dir: PathBuf,
    /// Who may create an account.
    pub sign_up: SignUp,
    /// Whether `http://localhost` may be a redirect URI; loopback IP addresses always may.
    pub allow_localhost: bool,
    /// Which private-use schemes may be those of redirect URIs (RFC 8252 §7.1).
    pub allow_private_schemes: PrivateSchemes,
    /// The proxies whose `X-Forwarded-For` or `Forwarded` is believed (SECURITY.md G3).
    pub trusted_proxies: TrustedProxies,
    /// What to log: a level, or `target=level` with commas.
    pub log: String,
    /// How to log it.
    pub log_format: LogFormat,
    /// How often things may fail (SECURITY.md F3).
    pub limits: RateLimits,
    /// How long things last.
    pub lifetimes: Lifetimes,
    /// The permission catalogue; empty means the built-in one. Only the shape was checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permission: Vec<PermissionEntry>,
}

/// Who may create an account. One value today; `configo account` creates the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", rename_all = "lowercase")]
pub enum SignUp {
    /// Nobody by themselves.
    Closed,
}

impl TryFrom<String> for SignUp {
    type Error = String;

    fn try_from(raw: String) -> Result<Self, String> {
        match raw.as_str() {
            "closed" => Ok(Self::Closed),
            _ => Err(format!("`{raw}` does not exist in this version: write \"closed\"")),
        }
    }
}

/// How often something may fail before it waits, written `5/min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimits {
    /// Failed sign-ins to one account from one address. A bare number counts a minute.
    #[serde(deserialize_with = "a_minute")]
    pub sign_in_per_account: Rate,
    /// Failed sign-ins from one address. A bare number counts a minute.
    #[serde(deserialize_with = "a_minute")]
    pub sign_in_per_address: Rate,
    /// Failed client authentications of one application from one address. A bare number counts a
    /// minute.
    #[serde(deserialize_with = "a_minute")]
    pub client_authentication: Rate,
    /// Applications that one account creates, failed or not. A bare number counts an hour.
    #[serde(deserialize_with = "an_hour")]
    pub create: Rate,
}

/// A rate as it is written: `"5/min"`, or a bare number of the setting's own unit.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Times(std::num::NonZeroU32),
    Rate(String),
}

fn a_minute<'de, D: Deserializer<'de>>(source: D) -> Result<Rate, D::Error> {
    written(source, Rate::per_minute)
}

fn an_hour<'de, D: Deserializer<'de>>(source: D) -> Result<Rate, D::Error> {
    written(source, Rate::per_hour)
}

fn written<'de, D: Deserializer<'de>>(source: D, unit: fn(u32) -> Rate) -> Result<Rate, D::Error> {
    match Written::deserialize(source) {
        Ok(Written::Times(times)) => Ok(unit(times.get())),
        Ok(Written::Rate(text)) => text.parse().map_err(D::Error::custom),
        Err(_) => Err(D::Error::custom("write it as 5/min, 300/h or 10/s")),
    }
}

/// How long things last, in seconds.
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

impl Default for Lifetimes {
    fn default() -> Self {
        const DAY: u32 = 86_400;
        Self {
            session_idle: 7 * DAY,
            session_absolute: 30 * DAY,
            consent: 600,
            code: 60,
            access_token: 3600,
            refresh_token_idle: 30 * DAY,
            refresh_token_absolute: 180 * DAY,
            refresh_grace: 10,
        }
    }
}

impl Lifetimes {
    /// A session that nobody uses ends after this.
    pub fn session_idle(self) -> Duration {
        Duration::from_secs(self.session_idle.into())
    }

    /// Every session ends after this.
    pub fn session_absolute(self) -> Duration {
        Duration::from_secs(self.session_absolute.into())
    }

    /// What applications get.
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
    fn check(self) -> Result<(), ConfigError> {
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

/// One `[[permission]]`, as written: the `domain` crate decides whether the catalogue is sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermissionEntry {
    /// Its name on the wire.
    pub scope: String,
    /// Its name for people.
    pub title: String,
    /// One sentence for people.
    pub description: String,
    /// What it is about.
    pub group: PermissionGroup,
    /// Scopes that must be asked for together with this one.
    #[serde(default)]
    pub requires: Vec<String>,
}

/// What a permission is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PermissionGroup {
    /// The account itself.
    Account,
    /// What lives in a project.
    Project,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            base_url: None,
            data_dir: PathBuf::from("./data"),
            sign_up: SignUp::Closed,
            allow_localhost: true,
            allow_private_schemes: PrivateSchemes::Any,
            trusted_proxies: TrustedProxies::default(),
            log: "info".into(),
            log_format: LogFormat::Text,
            limits: RateLimits {
                sign_in_per_account: Rate::per_minute(5),
                sign_in_per_address: Rate::per_minute(20),
                client_authentication: Rate::per_minute(30),
                create: Rate::per_hour(300),
            },
            lifetimes: Lifetimes::default(),
            permission: Vec::new(),
        }
    }
}

/// What the command line says. Absent flags leave the setting to the environment and the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, clap::Args)]
pub struct Overrides {
    /// Configuration file [default: configo.toml, if there is one]
    #[arg(long, value_name = "PATH", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS:PORT", global = true, value_parser = NonEmptyStringValueParser::new())]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// Where browsers find Configo [default: http:// and the address listened on]
    #[arg(long, value_name = "URL", global = true, value_parser = NonEmptyStringValueParser::new())]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Directory that holds everything Configo keeps [default: ./data]
    #[arg(long, value_name = "PATH", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    /// What to log: a level, or target=level with commas [default: info]
    #[arg(long, value_name = "FILTER", global = true, value_parser = NonEmptyStringValueParser::new())]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

impl Config {
    /// Reads flags, environment and file over the defaults.
    ///
    /// # Errors
    /// A file that was asked for and cannot be read, an unknown name, an illegal value.
    pub fn load(overrides: &Overrides) -> Result<Self, ConfigError> {
        let file = overrides.config.as_deref().unwrap_or(Path::new(FILE));
        let mut settings = Figment::from(Serialized::defaults(Self::default()));
        match std::fs::read_to_string(file) {
            // The path goes along so that errors can name it.
            Ok(_) => settings = settings.merge(Toml::file_exact(file)),
            Err(error)
                if overrides.config.is_none() && error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let file = file.display();
                return Err(ConfigError(format!(
                    "the configuration file {file} cannot be read ({error}): correct its path or its permissions"
                )));
            }
        }
        let config: Self = settings
            .merge(environment::settings())
            .merge(Serialized::defaults(overrides))
            .extract()?;
        config.check_not_empty()?;
        config.lifetimes.check()?;
        Ok(config)
    }

    /// An empty text would be a directory or a filter of its own: the working directory, and
    /// nothing at all.
    fn check_not_empty(&self) -> Result<(), ConfigError> {
        let text = if self.data_dir.as_os_str().is_empty() {
            "data_dir is empty: write a path, or remove the line for ./data"
        } else if self.log.trim().is_empty() {
            "log is empty: write a level such as info, or off for no log"
        } else {
            return Ok(());
        };
        Err(ConfigError(text.into()))
    }

    /// The base URL in effect once `bound` is listened on: the configured one, or `http://` and
    /// that address.
    pub fn base_url_for(&self, bound: SocketAddr) -> BaseUrl {
        self.base_url.clone().unwrap_or_else(|| BaseUrl::of_listener(bound))
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&toml::to_string(self).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests;
