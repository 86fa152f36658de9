//! The type of redirect URIs.

use super::error::RedirectUriError;
use super::rules::RedirectUriRules;
use super::{query, scheme, web};
use crate::application_kind::ApplicationKind;
use crate::text::is_unseen;
use serde::{Deserialize, Serialize};

/// The most redirect URIs of one application.
pub const MAX_PER_APPLICATION: usize = 20;
/// The longest redirect URI, in bytes.
pub const MAX_BYTES: usize = 2048;

/// A registered redirect URI. [`RedirectUri::accepts`] says which one a request may name.
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
