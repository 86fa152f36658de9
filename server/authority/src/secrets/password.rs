//! The rules for passwords (SECURITY.md F2, NIST SP 800-63B-4 §3.1.1.2): long, and not among the
//! first guesses. There are no composition rules.

use domain::account::{PASSWORD_MAX_BYTES, PASSWORD_MIN, PasswordError};
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// Common passwords of at least [`PASSWORD_MIN`] characters, in lower case, one per line.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Words that common passwords are built from.
const COMMON_WORDS: [&str; 18] = [
    "password",
    "passwort",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "qwertyuiop",
    "qwerty",
    "welcome",
    "letmein",
    "changeme",
    "iloveyou",
    "administrator",
    "admin",
    "secret",
    "login",
    "master",
    "default",
    "test",
];

/// Rows of the keyboard, and the digits, as sequences of neighbors.
const ROWS: [&str; 6] =
    ["1234567890", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm"];

/// The shortest word that is searched for: shorter ones occur in any text.
const WORD_MIN: usize = 3;
/// How many letters must remain when the words are removed.
const LETTERS_LEFT: usize = 5;

/// A new password, checked and normalised.
pub(crate) struct Password(Zeroizing<String>);

/// A typed password, normalised for verification. One that is too long is wrong and is not
/// normalised.
pub(crate) fn typed(password: &str) -> Zeroizing<String> {
    if password.len() > PASSWORD_MAX_BYTES {
        return Zeroizing::new(String::new());
    }
    normalise(password)
}

/// A password as it is compared: in Unicode normalisation form C.
pub(crate) fn normalise(typed: &str) -> Zeroizing<String> {
    Zeroizing::new(typed.nfc().collect())
}

impl Password {
    /// Checks a new password; `own` are the account's email address and name.
    pub(crate) fn check(typed: &str, own: &[&str]) -> Result<Self, PasswordError> {
        if typed.len() > PASSWORD_MAX_BYTES {
            return Err(PasswordError::TooLong);
        }
        let password = normalise(typed);
        if password.chars().count() < PASSWORD_MIN {
            return Err(PasswordError::TooShort);
        }
        if password.len() > PASSWORD_MAX_BYTES {
            return Err(PasswordError::TooLong);
        }
        let folded = Zeroizing::new(password.to_lowercase());
        let mut words: Vec<String> = own.iter().flat_map(|text| words(text)).collect();
        words.push("configo".to_owned());
        if is_little_more_than(&folded, &words) {
            return Err(PasswordError::Personal);
        }
        let chars: Zeroizing<Vec<char>> = Zeroizing::new(folded.chars().collect());
        if COMMON.contains(folded.as_str())
            || is_repetition(&chars)
            || is_sequence(&chars)
            || is_little_more_than(&folded, &COMMON_WORDS)
        {
            return Err(PasswordError::Common);
        }
        Ok(Self(password))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The words of a name or an email address, longest first, so that a word is removed before its
/// parts.
fn words(text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    let mut words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .chain(folded.split(['@', ' ']))
        .filter(|word| word.chars().count() >= WORD_MIN)
        .map(str::to_owned)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// Whether hardly a letter remains when these words, digits and punctuation are removed. A text
/// without any of the words never matches.
fn is_little_more_than<W: AsRef<str>>(folded: &str, words: &[W]) -> bool {
    let mut rest = Zeroizing::new(folded.to_owned());
    for word in words {
        // A space keeps the remaining parts from forming a new word.
        rest = Zeroizing::new(rest.replace(word.as_ref(), " "));
    }
    *rest != folded && rest.chars().filter(|c| c.is_alphabetic()).count() < LETTERS_LEFT
}

/// Whether it repeats a short text, such as `abcabcabcabcabc` or `passwordpassword`.
fn is_repetition(chars: &[char]) -> bool {
    (1..=chars.len() / 2).take(10).any(|period| {
        chars.iter().zip(chars.iter().skip(period)).all(|(former, later)| former == later)
    })
}

/// Whether it consists of a few sequences along the alphabet, the digits or the keyboard, of five
/// or more characters on average.
fn is_sequence(chars: &[char]) -> bool {
    let turns = chars.windows(2).filter(|pair| !is_step(pair[0], pair[1])).count();
    turns < chars.len() / 5
}

/// Whether `b` continues a sequence after `a`.
fn is_step(a: char, b: char) -> bool {
    let in_row = |row: &str| {
        let place = |c| row.find(c);
        matches!((place(a), place(b)), (Some(from), Some(to)) if from.abs_diff(to) == 1)
    };
    let around = |x, y| matches!((x, y), ('9', '0') | ('z', 'a'));
    u32::from(a).abs_diff(u32::from(b)) <= 1
        || around(a, b)
        || around(b, a)
        || ROWS.iter().any(|row| in_row(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use PasswordError as E;

    fn check(typed: &str) -> Option<PasswordError> {
        Password::check(typed, &["ada.lovelace@example.com", "Ada King"]).err()
    }

    #[test]
    fn length_is_counted_in_characters_and_bytes_of_the_normal_form() {
        assert_eq!(check("fourteen chars"), Some(E::TooShort));
        assert_eq!(check("fifteen letters"), None);
        // 15 characters as typed, 14 when `e` and its accent are one.
        assert_eq!(check("cafe\u{301} vert mont"), Some(E::TooShort));
        let long: String = "cobalt-ferry-38-".chars().cycle().take(1024).collect();
        assert_eq!(check(&long), None);
        assert_eq!(check(&format!("{long}x")), Some(E::TooLong));
        assert_eq!(check(&"naïve cobalt ferry ".repeat(60)), Some(E::TooLong));
    }

    #[test]
    fn the_normal_form_is_what_is_kept() {
        let composed = Password::check("caf\u{e9} vert monte", &[]).unwrap();
        let decomposed = Password::check("cafe\u{301} vert monte", &[]).unwrap();
        assert_eq!(composed.as_bytes(), decomposed.as_bytes());
    }

    #[test]
    fn common_ones_are_refused() {
        for bad in [
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "PasswordPassword",
            "password12345678",
            "!!P@ssw0rd2026!!!",
            "1234567890123456",
            "qwertyuiopasdfghjkl",
            "qwertzuiop123456",
            "zyxwvutsrqponmlk",
            "CorrectHorseBatteryStaple",
            "welcome-admin-2026",
        ] {
            assert_eq!(check(bad), Some(E::Common), "{bad}");
        }
    }

    #[test]
    fn own_words_are_refused() {
        for bad in [
            "configo configo",
            "Configo-2026-Configo",
            "ada.lovelace@example.com",
            "lovelace1234567",
            "AdaLovelaceKing1",
            "king-lovelace-configo",
        ] {
            assert_eq!(check(bad), Some(E::Personal), "{bad}");
        }
    }

    #[test]
    fn others_are_accepted() {
        for good in [
            "glacier tulip ferry",
            "lovelace was a mathematician",
            "my configo password is long",
            "384729104756281",
            "ключ от старой дачи",
            "kX9#mQ2$vL7@pR4",
            "adapting kings slowly",
        ] {
            assert_eq!(check(good), None, "{good}");
        }
    }

    #[test]
    fn the_list_holds_what_could_be_entered() {
        assert!(COMMON.len() >= 200, "{}", COMMON.len());
        for entry in COMMON.iter() {
            assert_eq!(entry.to_lowercase(), **entry);
            assert!(entry.chars().count() >= PASSWORD_MIN, "{entry}");
        }
    }
}
