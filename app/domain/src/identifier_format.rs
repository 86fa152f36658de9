//! The format of identifiers and secrets: a prefix that secret scanners can find, base62, which a
//! double click selects as a whole, and (for secrets) a checksum: a token with a typo is refused
//! without a database query.
//!
//! Nothing here makes randomness; `authority::random` supplies the body.

/// The digits of base62, in order of value.
pub const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Characters of a secret's body: 62^43 > 2^256.
pub const SECRET_BODY: usize = 43;
/// Characters of a public identifier's body: 62^22 > 2^130.
pub const ID_BODY: usize = 22;
/// Characters of the checksum: 62^6 > 2^32.
const CHECKSUM: usize = 6;

/// Prefix of an account's identifier.
pub const ACCOUNT_PREFIX: &str = "cfgo_acc_";
/// Prefix of a client ID.
pub const APPLICATION_PREFIX: &str = "cfgo_app_";
/// Prefix of a client secret.
pub const CLIENT_SECRET_PREFIX: &str = "cfgo_sec_";
/// Prefix of an access token.
pub const ACCESS_TOKEN_PREFIX: &str = "cfgo_at_";
/// Prefix of a refresh token.
pub const REFRESH_TOKEN_PREFIX: &str = "cfgo_rt_";
/// Prefix of an authorization code.
pub const CODE_PREFIX: &str = "cfgo_ac_";
/// Prefix of a consent question's token.
pub const CONSENT_PREFIX: &str = "cfgo_con_";
/// Prefix of a resource server's identifier.
pub const RESOURCE_SERVER_PREFIX: &str = "cfgo_rs_";
/// Prefix of a session token.
pub const SESSION_PREFIX: &str = "cfgo_ses_";
/// Prefix of the token in a setup, invite or reset link.
pub const LINK_PREFIX: &str = "cfgo_lnk_";

/// Prefixes of the texts that only their holder may read.
const SECRET_PREFIXES: [&str; 7] = [
    CLIENT_SECRET_PREFIX,
    ACCESS_TOKEN_PREFIX,
    REFRESH_TOKEN_PREFIX,
    CODE_PREFIX,
    CONSENT_PREFIX,
    SESSION_PREFIX,
    LINK_PREFIX,
];

/// `prefix`, `body`, and the checksum over both.
pub fn with_checksum(prefix: &str, body: &str) -> String {
    // Room for all of it: growing would leave copies of a secret in freed memory.
    let mut text = String::with_capacity(prefix.len() + body.len() + CHECKSUM);
    text.push_str(prefix);
    text.push_str(body);
    text.extend(checksum(prefix, body).map(char::from));
    text
}

/// Whether `text` is a secret that [`with_checksum`] could have written for `prefix`. Says nothing
/// about whether that secret was ever issued.
pub fn has_valid_checksum(prefix: &str, text: &str) -> bool {
    let Some(rest) = text.strip_prefix(prefix) else { return false };
    let Some((body, found)) = rest.split_at_checked(SECRET_BODY) else { return false };
    is_base62(body) && found.as_bytes() == checksum(prefix, body)
}

/// The CRC-32 of both texts together, in base62.
fn checksum(prefix: &str, body: &str) -> [u8; CHECKSUM] {
    let mut rest = crc32(prefix.bytes().chain(body.bytes()));
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(rest % 62) as usize];
        rest /= 62;
    }
    digits
}

/// The text is not an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not an identifier.")]
pub struct NotAnIdentifier;

/// `text`, if it is `prefix` followed by an identifier's body.
pub(crate) fn identifier(prefix: &str, text: &str) -> Result<String, NotAnIdentifier> {
    let body = text.strip_prefix(prefix).ok_or(NotAnIdentifier)?;
    if body.len() == ID_BODY && is_base62(body) {
        Ok(text.to_owned())
    } else {
        Err(NotAnIdentifier)
    }
}

/// `text` with each secret in it reduced to its prefix, for values that people read: some clients
/// send a secret in the wrong parameter.
pub fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    let ends =
        |rest: &str| SECRET_PREFIXES.iter().filter_map(|p| Some(rest.find(p)? + p.len())).min();
    while let Some(end) = ends(rest) {
        let (before, secret) = rest.split_at(end);
        shown.push_str(before);
        rest = secret.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if rest.len() < secret.len() {
            shown.push('…');
        }
    }
    shown + rest
}

/// CRC-32 (ISO/IEC 3309, as in PNG and gzip), bit by bit: a table would be 16 kB more for browsers
/// to fetch, and texts are short.
fn crc32(bytes: impl Iterator<Item = u8>) -> u32 {
    !bytes.fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    })
}

fn is_base62(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_left_out_wherever_they_stand() {
        let secret = with_checksum(CLIENT_SECRET_PREFIX, &"a".repeat(43));
        let token = with_checksum(ACCESS_TOKEN_PREFIX, &"b".repeat(43));
        for (text, shown) in [
            ("", ""),
            ("orders", "orders"),
            (&*secret, "cfgo_sec_…"),
            (&*secret.repeat(2), "cfgo_sec_…"),
            (
                &*format!("https://x.example/?a={token}&b={secret}#c"),
                "https://x.example/?a=cfgo_at_…&b=cfgo_sec_…#c",
            ),
            (
                "cfgo_app_0123456789ABCDEFGHIJKL cfgo_rt_",
                "cfgo_app_0123456789ABCDEFGHIJKL cfgo_rt_",
            ),
        ] {
            assert_eq!(without_secrets(text), shown, "{text}");
        }
    }

    #[test]
    fn the_checksum_is_the_one_that_others_compute() {
        // The check value of the catalogue of CRC algorithms, and the longest run of equal bits.
        assert_eq!(crc32("123456789".bytes()), 0xCBF4_3926);
        assert_eq!(crc32([].into_iter()), 0);
        assert_eq!(crc32([0xFF; 4].into_iter()), 0xFFFF_FFFF);
    }

    #[test]
    fn a_changed_character_is_refused() {
        let body = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";
        let sealed = with_checksum(CLIENT_SECRET_PREFIX, body);
        assert_eq!(sealed.len(), 9 + 43 + 6);
        assert!(has_valid_checksum(CLIENT_SECRET_PREFIX, &sealed));
        assert!(!has_valid_checksum(SESSION_PREFIX, &sealed));
        for index in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[index] = if bytes[index] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(!has_valid_checksum(CLIENT_SECRET_PREFIX, &changed), "{changed}");
        }
        assert!(!has_valid_checksum(CLIENT_SECRET_PREFIX, &sealed[1..]));
        assert!(!has_valid_checksum(CLIENT_SECRET_PREFIX, &format!("{sealed}0")));
        assert!(!has_valid_checksum(CLIENT_SECRET_PREFIX, "cfgo_sec_ééééééééééééééééééééééééé"));
    }
}
