//! Randomness as a parameter: the only module that asks the system for it.

use domain::identifier_format::{BASE62, ID_BODY, SECRET_BODY};
use rand::TryRng;
use rand::rngs::SysRng;
use zeroize::Zeroizing;

/// A source of unpredictable bytes.
pub trait Random: Send + Sync + 'static {
    /// Fills the whole of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no secret may be generated: the panic ends the use case's task, and
        // nothing is written.
        SysRng.try_fill_bytes(bytes).expect("the operating system gives random bytes");
    }
}

/// The random part of a public identifier.
pub(crate) fn id_body(random: &dyn Random) -> Zeroizing<String> {
    base62(random, ID_BODY)
}

/// The random part of a secret: more than 256 bits.
pub(crate) fn secret_body(random: &dyn Random) -> Zeroizing<String> {
    base62(random, SECRET_BODY)
}

/// `length` digits, each equally likely: bytes at or above the largest multiple of 62 are discarded
/// (rejection sampling).
fn base62(random: &dyn Random, length: usize) -> Zeroizing<String> {
    const FAIR: u8 = 62 * 4;
    let mut digits = Zeroizing::new(String::with_capacity(length));
    let mut bytes = Zeroizing::new([0; 64]);
    while digits.len() < length {
        random.fill(bytes.as_mut());
        let fair = bytes.iter().filter(|&&byte| byte < FAIR);
        for &byte in fair.take(length - digits.len()) {
            digits.push(char::from(BASE62[usize::from(byte % 62)]));
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    /// Gives 0, 1, 2 … 255, 0 …
    struct Counting(AtomicU8);

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
        }
    }

    #[test]
    fn every_digit_is_equally_likely() {
        let digits = base62(&Counting(AtomicU8::new(0)), 62 * 40);
        for digit in BASE62 {
            assert_eq!(digits.bytes().filter(|found| found == digit).count(), 40);
        }
    }

    #[test]
    fn the_system_does_not_repeat_itself() {
        assert_ne!(secret_body(&OsRandom), secret_body(&OsRandom));
        assert_eq!(id_body(&OsRandom).len(), ID_BODY);
    }
}
