//! What is kept of a secret that holds 256 random bits (ARCHITECTURE.md, decision 1): a plain
//! SHA-256. Never used for anything a person made up.

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

    /// The digest behind a session's name.
    pub(crate) fn of_session(id: &SessionId) -> Self {
        let value = |digit: u8| char::from(digit).to_digit(16).unwrap_or_default();
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(id.as_str().as_bytes().chunks(2)) {
            let number = pair.iter().fold(0, |number, &digit| number * 16 + value(digit));
            *byte = u8::try_from(number).unwrap_or_default();
        }
        Self(bytes)
    }

    /// What a session with this digest is called.
    pub(crate) fn session_id(&self) -> SessionId {
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
        let text: String = digits.collect();
        SessionId::parse(&text).expect("64 hexadecimal digits")
    }
}

/// The `code_challenge` that belongs to a verifier (RFC 7636 §4.6, `S256`).
///
/// Where it is compared (in the statement that spends a code), both sides are digests: how long
/// that takes says nothing about the verifier.
pub(crate) fn challenge_of(verifier: &CodeVerifier) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = Sha256::digest(verifier.expose().as_bytes());
    let mut text = String::with_capacity(43);
    for three in digest.chunks(3) {
        let bits = three.iter().fold(0_usize, |bits, &byte| bits << 8 | usize::from(byte));
        let bits = bits << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(ALPHABET[bits >> (18 - 6 * place) & 63]));
        }
    }
    text
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
