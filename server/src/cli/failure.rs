//! Errors of commands: one sentence each that says what to do.

use std::{fmt, io};

use app::texts::problems::problem;
use authority::{Error, OpenError};

#[derive(Debug)]
pub(super) enum Failure {
    /// The command or a setting is invalid.
    Usage(String),
    Failed(String),
}

impl Failure {
    pub(super) fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Usage(text) | Self::Failed(text)) = self;
        f.write_str(text)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let advice = match &error {
            OpenError::Database { source, .. } if source.is_corrupt() => {
                ": restore a backup, or choose another directory with --data-dir"
            }
            OpenError::File { .. } | OpenError::Database { .. } => {
                ": correct its permissions, or choose another directory with --data-dir"
            }
            OpenError::Migration(_) => {
                ": nothing was changed, so an earlier configo still opens it"
            }
            OpenError::Server { .. } if error.is_temporary() => {
                ": start the server, or correct database_url"
            }
            OpenError::Server { .. } => ": correct database_url, the password or the server",
            // The texts of these have advice of their own.
            _ => "",
        };
        Self::Failed(format!("{}{advice}", chain(&error)))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let problem = problem(&error);
        if problem.code.status() < 500 {
            let fields: Vec<_> =
                problem.fields.iter().map(|field| field.message.as_str()).collect();
            let text = if fields.is_empty() { problem.message } else { fields.join(" ") };
            return Self::Failed(text);
        }
        Self::Failed(format!("{}: nothing was changed", chain(&error)))
    }
}

/// An error and its sources, on one line. The texts of some foreign errors end with their source.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    let texts = std::iter::once(error.to_string()).chain(causes.map(ToString::to_string));
    let mut texts: Vec<_> = texts.collect();
    texts.dedup_by(|cause, text| text.ends_with(cause.as_str()));
    texts.join(": ").replace('\n', " ")
}
