//! Digests of secrets with 256 random bits: a plain SHA-256 (ARCHITECTURE.md, decision 1). Never
//! used for passwords.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::pkce::CodeVerifier;
use domain::session::SessionId;
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a token or a client secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
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

    /// Reads the bytes back.
    ///
    /// # Errors
    /// There are not 32.
    pub(crate) fn from_stored(bytes: &[u8]) -> Result<Self, std::array::TryFromSliceError> {
        bytes.try_into().map(Self)
    }

    /// The digest of the session with this identifier.
    pub(crate) fn of_session(id: &SessionId) -> Self {
        let mut bytes = [0; 32];
        hex::decode_to_slice(id.as_str(), &mut bytes)
            .expect("a session ID is 64 hexadecimal digits");
        Self(bytes)
    }

    /// The identifier of the session with this digest.
    pub(crate) fn session_id(&self) -> SessionId {
        SessionId::parse(&hex::encode(self.0)).expect("64 hexadecimal digits")
    }
}

/// The `code_challenge` of a verifier (RFC 7636 §4.6, `S256`).
///
/// The comparison (in the statement that spends a code) is not constant-time and need not be: both
/// sides are digests, so its duration reveals nothing about the verifier.
pub(crate) fn challenge_of(verifier: &CodeVerifier) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_7636_appendix_b() {
        let verifier = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
        assert_eq!(challenge_of(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_session_is_found_by_its_name() {
        let digest = Digest::of("a token");
        assert!(Digest::of_session(&digest.session_id()) == digest);
    }
}
