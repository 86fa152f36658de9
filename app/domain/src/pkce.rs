//! Proof Key for Code Exchange (RFC 7636): the challenge and the verifier. Only the method `S256`
//! is supported; `authority` compares the two, because it can hash.

use zeroize::Zeroizing;

/// `code_challenge` with the method `S256`: 32 bytes in base64url, 43 characters (RFC 7636 §4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChallenge(String);

/// `code_verifier`: 43 to 128 unreserved characters (RFC 7636 §4.1). A secret until it is sent;
/// wiped when it is dropped.
#[derive(PartialEq, Eq)]
pub struct CodeVerifier(Zeroizing<String>);

/// The text does not have the form of RFC 7636.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This does not have the form that RFC 7636 describes.")]
pub struct NotPkce;

impl CodeChallenge {
    /// Checks a challenge.
    ///
    /// # Errors
    /// It is not 43 characters of base64url, or its last one has bits that no 32 bytes produce.
    pub fn parse(text: &str) -> Result<Self, NotPkce> {
        let base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        // 43 characters hold 258 bits: the last two must be zero.
        let last_is_canonical = text.ends_with(|last| "AEIMQUYcgkosw048".contains(last));
        if text.len() == 43 && text.bytes().all(base64url) && last_is_canonical {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotPkce)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CodeVerifier {
    /// Checks a verifier.
    ///
    /// # Errors
    /// It is not 43 to 128 unreserved characters.
    pub fn parse(text: &str) -> Result<Self, NotPkce> {
        let unreserved =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        if (43..=128).contains(&text.len()) && text.bytes().all(unreserved) {
            Ok(Self(Zeroizing::new(text.to_owned())))
        } else {
            Err(NotPkce)
        }
    }

    /// The plain text, to be hashed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeVerifier")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_7636_4_1_a_verifier_has_43_to_128_unreserved_characters() {
        for good in
            [&"a".repeat(43), &"~".repeat(128), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"]
        {
            assert!(CodeVerifier::parse(good).is_ok(), "{good}");
        }
        for bad in [&"a".repeat(42), &"a".repeat(129), &"+".repeat(43), &"ä".repeat(43), ""] {
            assert!(CodeVerifier::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(format!("{:?}", CodeVerifier::parse(&"a".repeat(43)).unwrap()), "CodeVerifier");
    }

    #[test]
    fn rfc_7636_4_2_a_challenge_is_32_bytes_in_base64url() {
        assert!(CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").is_ok());
        for bad in [
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
            "",
        ] {
            assert!(CodeChallenge::parse(bad).is_err(), "{bad}");
        }
    }
}
