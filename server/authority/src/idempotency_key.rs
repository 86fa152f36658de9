//! Idempotency keys: a second send of a form carries the same key.

/// 16 to 64 characters of `A-Za-z0-9_-`, generated with the form and sent with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// The text is not an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 16 to 64 characters of A-Z, a-z, 0-9, _ and -")]
pub struct NotAKey;

impl IdempotencyKey {
    /// Checks a key.
    ///
    /// # Errors
    /// The text is not a key.
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if (16..=64).contains(&text.len()) && text.bytes().all(legal) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAKey)
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::IdempotencyKey;

    #[test]
    fn keys_have_their_form() {
        for good in ["0123456789abcdef", "A-_Z456789abcdef", &"x".repeat(64)] {
            assert!(IdempotencyKey::parse(good).is_ok(), "{good}");
        }
        let long = "x".repeat(65);
        for bad in ["", "0123456789abcde", "0123456789abcde ", "0123456789abcdé", &long] {
            assert!(IdempotencyKey::parse(bad).is_err(), "{bad}");
        }
    }
}
