//! Secrets: how they are made, what is kept of them, and what a password must be.
//!
//! A plain secret can't be cloned, its `Debug` is its type's name, and it is wiped when it is
//! dropped. Nothing here stores anything.

pub(crate) mod digest;
pub(crate) mod hasher;
pub(crate) mod password;

use crate::random::{Random, secret_body};
use digest::Digest;
use domain::token::{LINK_PREFIX, SESSION_PREFIX, seal};
use zeroize::Zeroizing;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident, $prefix:expr) => {
        $(#[$doc])*
        pub struct $name(Zeroizing<String>);

        impl $name {
            pub(crate) fn generate(random: &dyn Random) -> Self {
                Self(Zeroizing::new(seal($prefix, &secret_body(random))))
            }

            pub(crate) fn digest(&self) -> Digest {
                Digest::of(&self.0)
            }

            /// The token itself. Whoever calls this hands it to its owner.
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
    /// What a signed-in browser carries in its cookie.
    SessionToken, SESSION_PREFIX
}

token! {
    /// What a setup, invite or reset link carries.
    LinkToken, LINK_PREFIX
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::OsRandom;
    use domain::token::is_sealed;

    #[test]
    fn tokens_have_their_form_and_do_not_show_themselves() {
        let session = SessionToken::generate(&OsRandom);
        assert!(is_sealed(SESSION_PREFIX, session.expose()));
        assert_eq!(format!("{session:?}"), "SessionToken");
        let link = LinkToken::generate(&OsRandom);
        assert!(is_sealed(LINK_PREFIX, link.expose()));
        assert_eq!(format!("{link:?}"), "LinkToken");
    }
}
