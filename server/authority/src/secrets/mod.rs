//! Secrets: how they are generated, their digests, and the rules for passwords.
//!
//! A plain secret can't be cloned, its `Debug` is its type's name, and it is wiped when it is
//! dropped. Nothing here stores anything.

pub(crate) mod client_secret;
pub(crate) mod digest;
pub(crate) mod hasher;
pub(crate) mod password;
pub(crate) mod test_flow;

use crate::random::{Random, secret_body};
use digest::Digest;
use domain::identifier_format::{
    ACCESS_TOKEN_PREFIX, CODE_PREFIX, CONSENT_PREFIX, LINK_PREFIX, REFRESH_TOKEN_PREFIX,
    SESSION_PREFIX, has_valid_checksum, with_checksum,
};
use zeroize::Zeroizing;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident, $prefix:expr) => {
        $(#[$doc])*
        pub struct $name(Zeroizing<String>);

        impl $name {
            pub(crate) fn generate(random: &dyn Random) -> Self {
                Self(Zeroizing::new(with_checksum($prefix, &secret_body(random))))
            }

            pub(crate) fn digest(&self) -> Digest {
                Digest::of(&self.0)
            }

            /// The digest of `text`; `None` if it does not have the format.
            pub(crate) fn digest_of(text: &str) -> Option<Digest> {
                has_valid_checksum($prefix, text).then(|| Digest::of(text))
            }

            /// The plain token, to be sent to its owner.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

token! {
    /// The value of the session cookie.
    SessionToken, SESSION_PREFIX
}

token! {
    /// The token in a setup, invite or reset link.
    LinkToken, LINK_PREFIX
}

token! {
    /// An authorization code (RFC 6749 §4.1.2).
    AuthorizationCode, CODE_PREFIX
}

token! {
    /// An access token (RFC 6749 §1.4).
    AccessToken, ACCESS_TOKEN_PREFIX
}

token! {
    /// A refresh token (RFC 6749 §1.5).
    RefreshToken, REFRESH_TOKEN_PREFIX
}

token! {
    /// Identifies a consent question in the form of its page.
    ConsentToken, CONSENT_PREFIX
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::OsRandom;

    #[test]
    fn tokens_have_their_form_and_do_not_show_themselves() {
        let session = SessionToken::generate(&OsRandom);
        assert!(has_valid_checksum(SESSION_PREFIX, session.expose()));
        assert_eq!(format!("{session:?}"), "SessionToken");
        let link = LinkToken::generate(&OsRandom);
        assert!(has_valid_checksum(LINK_PREFIX, link.expose()));
        assert_eq!(format!("{link:?}"), "LinkToken");
    }
}
