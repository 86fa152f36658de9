//! What is kept of a secret that holds 256 random bits (DESIGN §5.1): a plain SHA-256. Never used
//! for anything a person made up.

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a token or a client secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    /// Digests a secret's full text.
    pub(crate) fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// The bytes, as they are stored.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
