//! A person who signs in: identifier, email address, name, and the rules for passwords.

use crate::checked_text::checked_text;
use crate::identifier_format::{ACCOUNT_PREFIX, NotAnIdentifier, identifier};
use crate::text::{NameError, is_unseen, parse_name};

checked_text! {
    /// An account's identifier: `cfgo_acc_` and 22 base62 characters. Never reused.
    AccountId, NotAnIdentifier, |text| identifier(ACCOUNT_PREFIX, text)
}

checked_text! {
    /// An email address, with which a person signs in. Parsing accepts what HTML accepts in
    /// `<input type=email>` (WHATWG HTML, "valid email address") and at most 254 bytes (RFC 5321
    /// §4.5.3.1.3), removes white space and invisible characters at both ends, and turns ASCII
    /// letters into lower case.
    Email, NotAnEmail, check_email
}

/// The text is not an email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Enter an email address, such as owner@example.com.")]
pub struct NotAnEmail;

fn check_email(raw: &str) -> Result<String, NotAnEmail> {
    let text = raw.trim_matches(is_unseen);
    let (local, domain) = text.rsplit_once('@').ok_or(NotAnEmail)?;
    let local_ok = !local.is_empty()
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
    let domain_ok = domain.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    });
    if local_ok && domain_ok && text.len() <= 254 {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(NotAnEmail)
    }
}

checked_text! {
    /// A person's name; the same rules as for an application's name ([`parse_name`]).
    PersonName, NameError, |raw| parse_name(raw).map(str::to_owned)
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
    /// Hardly more than the name of the product, or the account's email address or name.
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
