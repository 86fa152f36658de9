//! The code verifier of a test flow.

use crate::random::Random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::pkce::CodeVerifier;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// What is stored of a code verifier: 256 random bits. The verifier follows from it and from the
/// flow's `state`, of which the database has a digest only; so neither the database nor the URL of
/// the callback is enough to redeem the code.
pub(crate) struct VerifierSalt([u8; 32]);

impl VerifierSalt {
    pub(crate) fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// The bytes, as they are stored.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads the bytes back.
    ///
    /// # Errors
    /// There are not 32.
    pub(crate) fn from_stored(bytes: &[u8]) -> Result<Self, std::array::TryFromSliceError> {
        bytes.try_into().map(Self)
    }

    /// The verifier of the flow with this `state`. The salt has a fixed length, so no two pairs give
    /// the same text to digest.
    pub(crate) fn verifier(&self, state: &str) -> CodeVerifier {
        let digest = Sha256::new().chain_update(self.0).chain_update(state).finalize();
        let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(digest));
        CodeVerifier::parse(&text).expect("43 unreserved characters")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::OsRandom;

    #[test]
    fn a_verifier_needs_both_salt_and_state() {
        let salt = VerifierSalt::generate(&OsRandom);
        let verifier = salt.verifier("state").expose().to_owned();
        let stored = VerifierSalt::from_stored(salt.as_bytes()).unwrap();
        assert_eq!(stored.verifier("state").expose(), verifier);
        assert_ne!(stored.verifier("other").expose(), verifier);
        assert_ne!(VerifierSalt::generate(&OsRandom).verifier("state").expose(), verifier);
    }
}
