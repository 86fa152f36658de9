//! The settings, where they come from, and which are refused. Flags win over `CONFIGO_*` in the
//! environment (`__` nests), the environment over `configo.toml`, and that over the defaults. An
//! unknown name is a typing error, so it is refused rather than ignored. The one secret, the password of a
//! database, is never printed (`config/database.rs`).

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use authority::{DatabaseSettings, PostgresSettings, Rate, Settings};
use clap::builder::NonEmptyStringValueParser;
use domain::{permission::Permission, redirect_uri::PrivateSchemes};
use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use self::{
    database::{DatabaseUrl, SecretText},
    error::ConfigError,
    lifetimes::Lifetimes,
    limits::RateLimits,
};
use crate::web::{base_url::BaseUrl, client_ip::TrustedProxies, log_format::LogFormat};

mod database;
mod environment;
mod error;
mod lifetimes;
mod limits;

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
    pub data_dir: PathBuf,
    /// Where PostgreSQL is; without it, SQLite in `data_dir` is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<DatabaseUrl>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_password_file: Option<PathBuf>,
    /// From the environment only: a file with this setting would be as secret as the password.
    #[serde(skip)]
    pub database_password: Option<SecretText>,
    /// The most that one server opens.
    pub database_connections: u32,
    /// In seconds.
    pub database_statement_timeout: u32,
    /// In seconds.
    pub database_lock_timeout: u32,
    pub sign_up: SignUp,
    /// Whether `http://localhost` may be a redirect URI; loopback IP addresses always may.
    pub allow_localhost: bool,
    /// Which private-use schemes may be those of redirect URIs (RFC 8252 §7.1).
    pub allow_private_schemes: PrivateSchemes,
    /// The proxies whose `X-Forwarded-For` or `Forwarded` is believed (SECURITY.md G3).
    pub trusted_proxies: TrustedProxies,
    /// What to log: a level, or `target=level` with commas.
    pub log: String,
    pub log_format: LogFormat,
    /// SECURITY.md F3.
    pub limits: RateLimits,
    pub lifetimes: Lifetimes,
    /// The permission catalogue; empty means the built-in one. Whether the permissions fit together is
    /// checked in `domain::permission::Catalogue::new`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permission: Vec<Permission>,
}

/// Who may create an account. There is one value so far; `configo account` creates the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", rename_all = "lowercase")]
pub enum SignUp {
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

/// What concerns the authority has the authority's defaults.
impl Default for Config {
    fn default() -> Self {
        let Settings { data_dir, redirect_uri_rules, session, tokens, create_per_hour, .. } =
            Settings::new("./data");
        let PostgresSettings { connections, statement_timeout, lock_timeout, .. } =
            PostgresSettings::new("");
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            base_url: None,
            data_dir,
            database_url: None,
            database_password_file: None,
            database_password: None,
            database_connections: connections,
            database_statement_timeout: lifetimes::seconds(statement_timeout),
            database_lock_timeout: lifetimes::seconds(lock_timeout),
            sign_up: SignUp::Closed,
            allow_localhost: redirect_uri_rules.allow_localhost,
            allow_private_schemes: redirect_uri_rules.allow_private_schemes,
            trusted_proxies: TrustedProxies::default(),
            log: "info".into(),
            log_format: LogFormat::Text,
            limits: RateLimits {
                sign_in_per_account: Rate::per_minute(5),
                sign_in_per_address: Rate::per_minute(20),
                client_authentication: Rate::per_minute(30),
                create: Rate::per_hour(create_per_hour),
            },
            lifetimes: Lifetimes::of(session, tokens),
            permission: Vec::new(),
        }
    }
}

/// Flags of the command line. An absent flag leaves the setting to the environment and the file.
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
    /// Directory that holds everything Configo keeps, unless there is a database URL [default: ./data]
    #[arg(long, value_name = "PATH", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    #[arg(
        long,
        value_name = "URL",
        global = true,
        help = "PostgreSQL instead of SQLite: postgres://USER@HOST:PORT/DATABASE; others can see \
            command lines, so give the password in CONFIGO_DATABASE_PASSWORD or in a file"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<SecretText>,
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
            // Figment reads the file again, so that errors name its path.
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
        let mut config: Self = settings
            .merge(environment::settings())
            .merge(Serialized::defaults(overrides))
            .extract()?;
        config.database_password = environment::database_password()?;
        config.check_not_empty()?;
        config.database_limits().check()?;
        config.lifetimes.check()?;
        Ok(config)
    }

    /// An empty text would mean the working directory, or a filter that logs nothing.
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

    /// The engine that holds the data, with its password.
    ///
    /// # Errors
    /// A file can't be read.
    pub fn database(&self) -> Result<DatabaseSettings, ConfigError> {
        let Some(url) = &self.database_url else { return Ok(DatabaseSettings::Sqlite) };
        let server = self.database_limits().of_server(url, self.database_password()?)?;
        Ok(DatabaseSettings::Postgres(server))
    }

    /// The database that everything is copied to. A configured password is for this one if the data
    /// are in SQLite.
    ///
    /// # Errors
    /// A file can't be read.
    pub fn database_to_copy_to(&self, url: &DatabaseUrl) -> Result<DatabaseSettings, ConfigError> {
        let password = if self.database_url.is_none() { self.database_password()? } else { None };
        Ok(DatabaseSettings::Postgres(self.database_limits().of_server(url, password)?))
    }

    fn database_limits(&self) -> database::Limits {
        database::Limits {
            connections: self.database_connections,
            statement_timeout: self.database_statement_timeout,
            lock_timeout: self.database_lock_timeout,
        }
    }

    fn database_password(&self) -> Result<Option<Zeroizing<String>>, ConfigError> {
        let file = self.database_password_file.as_deref();
        database::password(self.database_password.as_ref(), file)
    }

    /// The base URL once the server listens on `bound`: the configured one, or `http://` and
    /// `bound`.
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
