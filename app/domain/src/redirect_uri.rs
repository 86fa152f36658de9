//! Redirect URIs: which may be registered, and what is wrong with the others.
//!
//! The accepted set is small on purpose and smaller than what any URL library takes: every text
//! that is accepted is ASCII, and every parser of URLs reads and writes it unchanged, but for an
//! explicit default port (`tests/properties.rs` asks `url`). What looks like a near miss gets a
//! suggestion and is never rewritten.

mod error;
mod field;
mod list;
mod matching;
mod mend;
mod query;
mod rules;
mod scheme;
mod web;

pub use error::RedirectUriError;
pub use field::{lines, parse_lines};
pub use list::split_pasted;
pub use matching::Difference;
pub use mend::suggest;
pub use rules::{PrivateSchemes, RedirectUriRules};

use crate::application::ApplicationKind;
use crate::text::is_unseen;
use serde::{Deserialize, Serialize};

/// The most redirect URIs of one application.
pub const MAX_PER_APPLICATION: usize = 20;
/// The longest redirect URI, in bytes.
pub const MAX_BYTES: usize = 2048;

/// A registered redirect URI. Compared byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Checks a redirect URI that an application of this kind is about to register.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn parse(
        raw: &str,
        rules: RedirectUriRules,
        kind: ApplicationKind,
    ) -> Result<Self, RedirectUriError> {
        check_characters(raw)?;
        let (scheme, rest) = scheme::split(raw)?;
        match scheme {
            "https" | "http" => web::check(scheme, rest, rules)?,
            _ => scheme::check_private_use(scheme, rest, rules, kind)?,
        }
        query::check(raw)?;
        Ok(Self(raw.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes a text that was checked when it was stored, by the rules of that time.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

fn check_characters(raw: &str) -> Result<(), RedirectUriError> {
    if raw.len() > MAX_BYTES {
        return Err(RedirectUriError::TooLong);
    }
    for c in raw.chars() {
        match c {
            ' ' | '\t' => return Err(RedirectUriError::Space),
            '*' => return Err(RedirectUriError::Wildcard),
            '#' => return Err(RedirectUriError::Fragment),
            '\'' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                return Err(RedirectUriError::Character(c));
            }
            c if is_unseen(c) => return Err(RedirectUriError::Invisible(c)),
            c if !c.is_ascii_graphic() => return Err(RedirectUriError::NotAscii),
            _ => {}
        }
    }
    let bytes = raw.as_bytes();
    for (index, _) in raw.match_indices('%') {
        let digit = |offset: usize| {
            bytes.get(index + offset).and_then(|&byte| char::from(byte).to_digit(16))
        };
        let (Some(high), Some(low)) = (digit(1), digit(2)) else {
            return Err(RedirectUriError::PercentEncoding);
        };
        if matches!(high * 16 + low, 0x00..=0x1F | 0x2F | 0x5C | 0x7F) {
            return Err(RedirectUriError::EncodedDelimiter);
        }
    }
    Ok(())
}

/// Path and query: brackets belong to hosts only, and no segment may mean "up".
fn check_path(tail: &str) -> Result<(), RedirectUriError> {
    if let Some(c) = tail.chars().find(|c| matches!(c, '[' | ']')) {
        return Err(RedirectUriError::Character(c));
    }
    let path = tail.split('?').next().unwrap_or(tail);
    for segment in path.split('/') {
        let name = segment.split(';').next().unwrap_or(segment);
        let decoded = name.replace("%2e", ".").replace("%2E", ".");
        if matches!(decoded.as_str(), "." | "..") {
            return Err(RedirectUriError::DotSegment);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
