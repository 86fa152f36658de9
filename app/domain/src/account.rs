//! A person who signs in: identifier, email address, name and what a password must be.

use crate::identifier_format::{ACCOUNT_PREFIX, is_identifier};
use crate::text::{NameError, is_unseen, parse_name};
use serde::{Deserialize, Serialize};

/// An account's identifier: `cfgo_acc_` and 22 base62 characters. Never reused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

/// The text is not an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not an identifier.")]
pub struct NotAnIdentifier;

impl AccountId {
    /// Checks an identifier.
    ///
    /// # Errors
    /// The text does not have the form.
    pub fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        if is_identifier(ACCOUNT_PREFIX, text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnIdentifier)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountId {
    type Error = NotAnIdentifier;
    fn try_from(text: String) -> Result<Self, NotAnIdentifier> {
        Self::parse(&text)
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

/// An email address, used as the name under which an account signs in. Kept in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// The text is not an email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Enter an email address, such as owner@example.com.")]
pub struct NotAnEmail;

impl Email {
    /// Checks an address as HTML does for `<input type=email>` (WHATWG HTML, "valid email
    /// address"), and asks for a dot or nothing more in the domain; folds ASCII letters to lower
    /// case. What nobody sees at its ends means nothing. At most 254 bytes (RFC 5321 §4.5.3.1.3).
    ///
    /// # Errors
    /// The text does not have the form.
    pub fn parse(raw: &str) -> Result<Self, NotAnEmail> {
        let text = raw.trim_matches(is_unseen);
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnEmail)?;
        let local_ok = !local.is_empty()
            && local
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
        let domain_ok = domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
        if local_ok && domain_ok && text.len() <= 254 {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(NotAnEmail)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = NotAnEmail;
    fn try_from(text: String) -> Result<Self, NotAnEmail> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// How a person wants to be called: the same rules as for an application's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

impl PersonName {
    /// Checks a name.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn parse(raw: &str) -> Result<Self, NameError> {
        parse_name(raw).map(|name| Self(name.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PersonName {
    type Error = NameError;
    fn try_from(raw: String) -> Result<Self, NameError> {
        Self::parse(&raw)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

/// Why a password was refused (NIST SP 800-63B-4 §3.1.1.2). Its text is what a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`PASSWORD_MIN`] characters.
    #[error("Use at least 15 characters. A few words in a row are easy to remember.")]
    TooShort,
    /// More than [`PASSWORD_MAX_BYTES`] bytes.
    #[error("Use at most 1,024 bytes.")]
    TooLong,
    /// On the list of common passwords.
    #[error("This password is on lists that attackers try first. Choose another.")]
    Common,
    /// Little more than the product's or the account's own words.
    #[error("Do not build the password from your email address, your name or \"Configo\".")]
    Personal,
}

/// The fewest characters of a password.
pub const PASSWORD_MIN: usize = 15;
/// The most bytes of a password.
pub const PASSWORD_MAX_BYTES: usize = 1024;

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn email_addresses() {
        assert_eq!(Email::parse(" Owner@Example.COM ").unwrap().as_str(), "owner@example.com");
        assert!(Email::parse("a+b@localhost").is_ok());
        for bad in ["", "@", "a@", "@b", "a b@c.d", "a@b..c", "a@-b.c", "a@b.c\r\nX: y", "ä@b.c"] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }
}
