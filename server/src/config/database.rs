//! `database_*`: which engine holds the data, and how to reach it. What may hold a password is never
//! printed with it.

use std::{fmt, path::Path, str::FromStr, time::Duration};

use authority::PostgresSettings;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize, Serializer};
use url::Url;
use zeroize::Zeroizing;

use super::error::ConfigError;

/// What stands for a password where an address is printed.
const HIDDEN: &str = "***";

/// The parameters of an address. The driver logs what it does not know, with its value.
const PARAMETERS: [&str; 12] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];

/// What the driver can do. For it, `allow` would be `disable`.
const SSL_MODES: [&str; 5] = ["disable", "prefer", "require", "verify-ca", "verify-full"];

/// Text that is not shown, because it is or may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl FromStr for SecretText {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.to_owned().into())
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// For the flags of the command line, which are merged with other settings.
impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The address of a PostgreSQL database. Printed and serialized without its password.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(SecretText);

impl DatabaseUrl {
    pub(super) fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The files that its parameters name.
    fn files(&self) -> Vec<String> {
        let names = ["sslcert", "sslkey", "sslrootcert"];
        let Ok(url) = Url::parse(self.expose()) else { return Vec::new() };
        let found = url.query_pairs().filter(|(name, _)| names.contains(&name.as_ref()));
        found.map(|(_, path)| path.into_owned()).collect()
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const FORM: &str = "write postgres://USER@HOST:PORT/DATABASE, in which other characters \
            than letters and digits are percent-encoded, or remove it for SQLite in data_dir";
        let url = Url::parse(&text).map_err(|_| FORM)?;
        // A `#`, `/` or `?` in a password would make it a part of the rest.
        let is_torn = url.fragment().is_some() || url.path().contains('@');
        let is_one_host = url.host_str().is_some_and(|host| !host.contains(',')) || !url.has_host();
        if !matches!(url.scheme(), "postgres" | "postgresql") || is_torn || !is_one_host {
            return Err(FORM);
        }
        for (name, value) in url.query_pairs() {
            let is_option = name.starts_with("options[") && name.ends_with(']');
            if !is_option && !PARAMETERS.contains(&name.as_ref()) {
                return Err(
                    "its parameters may be application_name, dbname, host, hostaddr, options, \
                    password, port, sslcert, sslkey, sslmode, sslrootcert and user: correct the others",
                );
            }
            if name == "sslmode" && !SSL_MODES.contains(&value.as_ref()) {
                return Err(
                    "its sslmode is unknown: write disable, prefer, require, verify-ca or \
                    verify-full",
                );
            }
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(mut url) = Url::parse(self.expose()) else { return f.write_str(HIDDEN) };
        let is_password = |pair: &str| {
            let name = pair.split('=').next().unwrap_or_default().replace('+', " ");
            percent_decode_str(&name).decode_utf8_lossy() == "password"
        };
        let query = url.query().unwrap_or_default().to_owned();
        let in_query = query.split('&').any(is_password);
        if url.password().is_none() && !in_query {
            return f.write_str(self.expose());
        }
        if url.password().is_some() && url.set_password(Some(HIDDEN)).is_err() {
            return f.write_str(HIDDEN);
        }
        if in_query {
            let hidden = format!("password={HIDDEN}");
            let pairs = query.split('&').map(|pair| if is_password(pair) { &hidden } else { pair });
            url.set_query(Some(&pairs.collect::<Vec<_>>().join("&")));
        }
        url.fmt(f)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The limits of a server's connections; times are in seconds.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) connections: u32,
    pub(super) statement_timeout: u32,
    pub(super) lock_timeout: u32,
}

impl Limits {
    /// # Errors
    /// One sentence about what makes no sense.
    pub(super) fn check(self) -> Result<(), ConfigError> {
        let text = if !(2..=1000).contains(&self.connections) {
            "database_connections: write 2 to 1000"
        } else if !(1..=15).contains(&self.statement_timeout) {
            "database_statement_timeout: write 1 to 15 (seconds)"
        } else if !(1..=self.statement_timeout).contains(&self.lock_timeout) {
            "database_lock_timeout: write at least 1 and at most database_statement_timeout (seconds)"
        } else {
            return Ok(());
        };
        Err(ConfigError(text.into()))
    }

    /// The settings of the database at `url`.
    ///
    /// # Errors
    /// A file that it names can't be read.
    pub(super) fn of_server(
        self,
        url: &DatabaseUrl,
        password: Option<Zeroizing<String>>,
    ) -> Result<PostgresSettings, ConfigError> {
        for file in url.files() {
            std::fs::metadata(&file).map_err(|error| {
                ConfigError(format!(
                    "database_url names the file {file}, which cannot be read ({error}): correct its path or its permissions"
                ))
            })?;
        }
        let seconds = |number: u32| Duration::from_secs(number.into());
        Ok(PostgresSettings {
            password,
            connections: self.connections,
            statement_timeout: seconds(self.statement_timeout),
            lock_timeout: seconds(self.lock_timeout),
            ..PostgresSettings::new(url.expose())
        })
    }
}

/// The password from the environment, which wins, or from its file.
///
/// # Errors
/// The file can't be read, or is empty.
pub(super) fn password(
    given: Option<&SecretText>,
    file: Option<&Path>,
) -> Result<Option<Zeroizing<String>>, ConfigError> {
    match (given, file) {
        (Some(password), _) => Ok(Some(password.0.clone())),
        (None, Some(file)) => read_password(file).map(Some),
        (None, None) => Ok(None),
    }
}

fn read_password(file: &Path) -> Result<Zeroizing<String>, ConfigError> {
    let name = file.display();
    let read = std::fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
        ConfigError(format!(
            "database_password_file: {name} cannot be read ({error}): correct its path or its permissions"
        ))
    })?;
    let password = read.strip_suffix('\n').unwrap_or(&read);
    let password = password.strip_suffix('\r').unwrap_or(password);
    if password.is_empty() {
        let text = format!("database_password_file: {name} is empty: write the password into it");
        return Err(ConfigError(text));
    }
    Ok(Zeroizing::new(password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<DatabaseUrl, &'static str> {
        text.to_owned().try_into()
    }

    #[test]
    fn a_password_is_never_printed() {
        for (text, shown) in [
            ("postgres://configo:opensesame@db:5433/x", "postgres://configo:***@db:5433/x"),
            ("postgresql://db/x?password=opensesame", "postgresql://db/x?password=***"),
            (
                "postgres://a@db/x?sslmode=require&pass%77ord=opensesame&port=1",
                "postgres://a@db/x?sslmode=require&password=***&port=1",
            ),
            ("postgres://a:open%40sesame@db", "postgres://a:***@db"),
            (
                "postgres:///x?host=/run/pg&password=opensesame",
                "postgres:///x?host=/run/pg&password=***",
            ),
            (
                "postgres://a@db:5432/x?sslmode=verify-full",
                "postgres://a@db:5432/x?sslmode=verify-full",
            ),
        ] {
            let url = parse(text).expect(text);
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), shown);
            assert_eq!(serde_json::to_string(&url).expect("text"), format!("\"{shown}\""));
        }
        assert_eq!(format!("{:?}", SecretText::from("opensesame".to_owned())), "***");
    }

    #[test]
    fn what_is_no_address_of_postgresql_is_refused_without_being_repeated() {
        for text in [
            "",
            "db",
            "host=db password=opensesame",
            "mysql://a:opensesame@db/x",
            "sqlite:configo.sqlite3",
            "postgres://a,b/x",
            // Passwords with characters that end the part of an address that holds them.
            "postgres://a:1#opensesame@db/x",
            "postgres://a:1/opensesame@db/x",
            "postgres://a:1?opensesame@db/x",
            "postgres://a:open/sesame@db/x",
            "postgres://a@db/x?passwrd=opensesame",
            "postgres://a@db/x?sslmode=allow",
            "postgres://a@db/x?sslmode=opensesame",
        ] {
            let refusal = parse(text).expect_err(text);
            assert!(!refusal.contains("opensesame") && refusal.len() > 40, "{text}: {refusal}");
        }
    }
}
