//! Errors of the configuration.

use std::fmt;

use figment::error::Kind;

/// One sentence that says what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(pub(super) String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

impl From<figment::Error> for ConfigError {
    fn from(error: figment::Error) -> Self {
        Self(sentence(&error))
    }
}

fn sentence(error: &figment::Error) -> String {
    let path = error.path.join(".");
    let name = if path.is_empty() { String::new() } else { format!("{path}: ") };
    let source = error.metadata.as_ref().map_or(String::new(), |from| match &from.source {
        Some(source) => format!(" (in {source})"),
        None if from.name.contains("environment") => " (in the environment)".into(),
        None => " (on the command line)".into(),
    });
    let advice = match path.as_str() {
        "listen" => "write an address and a port, such as 127.0.0.1:3000",
        path if path.starts_with("limits.") => "write it as 5/min",
        _ => "correct its value",
    };
    match &error.kind {
        Kind::UnknownField(field, _) if path.is_empty() && field == "database_password" => format!(
            "database_password does not belong{source}: write it to a file of its own, and the path of that to database_password_file"
        ),
        Kind::UnknownField(field, known) => {
            let full = match error.path.last() {
                None => field.clone(),
                Some(last) if last == field => path,
                Some(_) => format!("{path}.{field}"),
            };
            let known = known.join(", ");
            format!("`{full}` is no setting{source}: remove it, or write one of {known}")
        }
        Kind::MissingField(field) => format!("{name}`{field}` is missing{source}: add it"),
        Kind::UnknownVariant(found, known) => {
            format!("{name}`{found}` is unknown{source}: write {}", known.join(" or "))
        }
        Kind::InvalidType(found, wanted) | Kind::InvalidValue(found, wanted) => {
            format!("{name}found {found} where {wanted} belongs{source}: {advice}")
        }
        Kind::Message(text) if path == "listen" => format!("{name}{text}{source}: {advice}"),
        // `toml` errors include a source excerpt; drop its lines, which contain `|`.
        Kind::Message(text) => {
            let words = text.lines().filter(|line| !line.trim().is_empty() && !line.contains('|'));
            format!("{name}{}{source}", words.collect::<Vec<_>>().join(": "))
        }
        kind => format!("{name}{kind}{source}: {advice}"),
    }
}
