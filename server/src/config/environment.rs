//! Settings from `CONFIGO_*` in the environment, without the variables of orchestrators.
//!
//! For a service called `configo`, Kubernetes ("Discovering services: environment variables") and
//! Docker ("Legacy container links: environment variables") set variables with the same prefix in
//! every container beside it. Compose sets each variable that its file names, to an empty value where
//! it has none.

use std::collections::HashSet;

use figment::{providers::Env, value::Uncased};

use super::{database::SecretText, error::ConfigError};

/// Not read by `figment`, for which `0042` is a number.
const PASSWORD: &str = "database_password";

/// The variables that are settings, or typing errors: all with the prefix `CONFIGO_` but those of a
/// service. One with an empty value counts as not set.
pub(super) fn settings() -> Env {
    let ours = Env::prefixed("CONFIGO_");
    let set: HashSet<Uncased<'static>> = ours
        .iter()
        .filter(|(name, _)| name != PASSWORD)
        .filter(|(name, value)| !is_empty(value) && !is_of_a_service(name.as_str(), value))
        .map(|(name, _)| name)
        .collect();
    ours.filter(move |name| set.contains(name)).split("__")
}

/// The password of the database, as it stands there.
pub(super) fn database_password() -> Result<Option<SecretText>, ConfigError> {
    let is_it = |name: &str| {
        let prefix = name.get(.."CONFIGO_".len());
        prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case("CONFIGO_"))
            && name["CONFIGO_".len()..].eq_ignore_ascii_case(PASSWORD)
    };
    let found = std::env::vars_os().find(|(name, _)| name.to_str().is_some_and(is_it));
    let Some((_, value)) = found else { return Ok(None) };
    let text = value.into_string().map_err(|_| {
        ConfigError("CONFIGO_DATABASE_PASSWORD is not UTF-8 text: correct its value".into())
    })?;
    Ok((!is_empty(&text)).then(|| text.into()))
}

/// `docker run --env-file` keeps quotes.
fn is_empty(value: &str) -> bool {
    value.trim().trim_matches(['"', '\'']).trim().is_empty()
}

/// Whether an orchestrator sets a variable of this name (in lower case, without the prefix): for
/// `configo`, or for a service whose name starts with it, such as `configo-web`.
fn is_of_a_service(name: &str, value: &str) -> bool {
    let words: Vec<&str> = name.split('_').collect();
    (0..words.len()).any(|start| is_service_variable(&words[start..], start == 0, value))
}

/// The same for what follows the name of the service. `own`: the service is `configo` itself.
fn is_service_variable(words: &[&str], own: bool, value: &str) -> bool {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match words {
        ["service", "host"] | ["service", "port", ..] | ["env", _, ..] => true,
        ["port", number, "tcp" | "udp" | "sctp", ..] => is_number(number),
        // `CONFIGO_LISTEN_PORT` and `CONFIGO_DATA_NAME` may be typing errors of settings.
        ["port"] => own || value.contains("://"),
        ["name"] => own || value.starts_with('/'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_orchestrators_are_no_settings() {
        for (name, value) in [
            // Kubernetes, for `configo`.
            ("SERVICE_HOST", "10.96.0.7"),
            ("SERVICE_PORT", "3000"),
            ("SERVICE_PORT_HTTP", "3000"),
            ("SERVICE_PORT_HTTP_METRICS", "9090"),
            ("PORT", "tcp://10.96.0.7:3000"),
            ("PORT_3000_TCP", "tcp://10.96.0.7:3000"),
            ("PORT_3000_TCP_PROTO", "tcp"),
            ("PORT_3000_TCP_PORT", "3000"),
            ("PORT_3000_TCP_ADDR", "10.96.0.7"),
            ("PORT_53_UDP_ADDR", "10.96.0.7"),
            ("PORT_132_SCTP", "sctp://10.96.0.7:132"),
            // For `configo-web` and `configo-0`.
            ("WEB_SERVICE_HOST", "10.96.0.8"),
            ("WEB_SERVICE_PORT_HTTP", "80"),
            ("WEB_PORT", "tcp://10.96.0.8:80"),
            ("WEB_PORT_80_TCP_ADDR", "10.96.0.8"),
            ("0_SERVICE_HOST", "10.96.0.9"),
            // Docker's links: of `configo`, `configo-web`, Compose's `configo_1`, a range of ports.
            ("NAME", "/web/configo"),
            ("ENV_PATH", "/usr/bin"),
            ("WEB_NAME", "/proxy/configo-web"),
            ("WEB_ENV_NGINX_VERSION", "1.29"),
            ("1_PORT_3000_TCP", "tcp://172.17.0.2:3000"),
            ("PORT_8000_TCP_START", "tcp://172.17.0.2:8000"),
            ("PORT_8000_TCP_END", "tcp://172.17.0.2:8009"),
        ] {
            assert!(is_of_a_service(&name.to_ascii_lowercase(), value), "{name}={value}");
        }
    }

    #[test]
    fn settings_and_typing_errors_are_settings() {
        for (name, value) in [
            ("LISTEN", "127.0.0.1:3000"),
            ("LISTNE", "127.0.0.1:3000"),
            ("LISTEN_PORT", "8080"),
            ("DATA_NAME", "data"),
            ("PORTS", "8080"),
            ("PORT_HTTP", "8080"),
            ("PORT_X_TCP", "8080"),
            ("HOST", "0.0.0.0"),
            ("SERVICE", "configo"),
            ("ENV", "production"),
            ("LIMITS__CREATE", "300/h"),
            ("LIFETIMES__SESSION_IDLE", "60"),
        ] {
            assert!(!is_of_a_service(&name.to_ascii_lowercase(), value), "{name}={value}");
        }
    }
}
