//! The key for sorting names and searching texts: without case and marks, so that `creme` finds
//! `Crème` and `Ärger` is sorted beside `Arger`. Server and browser compute the same key.

use crate::text::is_invisible;
use std::sync::LazyLock;

/// Small letters, a line for each key: the key, then the letters that have it. The test
/// `the_letters_are_those_of_unicode` says what belongs here when Unicode has more.
const LETTERS: &str = include_str!("letters.txt");

/// [`LETTERS`], sorted for lookup.
static BASES: LazyLock<Vec<(char, &'static str)>> = LazyLock::new(|| {
    let lines = LETTERS.lines().filter_map(|line| line.split_once(' '));
    let mut bases: Vec<_> =
        lines.flat_map(|(base, marked)| marked.chars().map(move |c| (c, base))).collect();
    bases.sort_unstable();
    bases
});

/// The key of a text in Unicode normalization form C: lower-case letters without marks, `ß` as
/// `ss`, `ø` as `o`, every white-space character as a space, no invisible characters.
#[must_use]
pub fn fold(text: &str) -> String {
    let lower = text.to_lowercase();
    if lower.is_ascii() {
        return lower;
    }
    let mut key = String::with_capacity(lower.len());
    for c in lower.chars().filter(|&c| !is_ignored(c)) {
        match BASES.binary_search_by_key(&c, |&(marked, _)| marked) {
            Ok(at) => key.push_str(BASES[at].1),
            Err(_) if c.is_whitespace() && !c.is_ascii() => key.push(' '),
            Err(_) => key.push(c),
        }
    }
    key
}

fn is_ignored(c: char) -> bool {
    is_mark(c) || is_invisible(c) && !c.is_whitespace()
}

/// Whether a character is a mark that does not make another letter of the one before it: accents,
/// and the vowel points of Hebrew and Arabic. Vowel signs of other scripts are letters.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}'
        | '\u{05C1}' | '\u{05C2}' | '\u{05C4}' | '\u{05C5}' | '\u{05C7}' | '\u{0610}'..='\u{061A}'
        | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}'
        | '\u{06E7}' | '\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use unicode_normalization::UnicodeNormalization as _;

    /// Letters that Unicode does not decompose, and what people type for them.
    const UNDECOMPOSED: [(&str, &str); 18] = [
        ("ae", "æ"),
        ("b", "ƀɓ"),
        ("d", "đðɖɗ"),
        ("f", "ƒ"),
        ("g", "ǥɠ"),
        ("h", "ħɦ"),
        ("i", "ıɨ"),
        ("ij", "ĳ"),
        ("k", "ƙ"),
        ("l", "łŀƚ"),
        ("n", "ŉŋɲ"),
        ("o", "øɵ"),
        ("oe", "œ"),
        ("s", "ſ"),
        ("ss", "ß"),
        ("t", "ŧţƭʈ"),
        ("th", "þ"),
        ("σ", "ς"),
    ];

    fn undecomposed(c: char) -> Option<&'static str> {
        UNDECOMPOSED.iter().find(|(_, letters)| letters.contains(c)).map(|&(base, _)| base)
    }

    /// The key by the tables of Unicode. What is no letter (such as `≠`) stays as it is.
    fn expected(text: &str) -> String {
        let mut bare = String::new();
        for c in text.to_lowercase().chars().filter(|&c| !is_ignored(c)) {
            let c = if c.is_whitespace() && !c.is_ascii() { ' ' } else { c };
            bare.extend([c].into_iter().nfd().filter(|&part| !is_mark(part) || !c.is_alphabetic()));
        }
        let nfc: String = bare.nfc().collect();
        nfc.chars().map(|c| undecomposed(c).map_or_else(|| c.to_string(), str::to_owned)).collect()
    }

    #[test]
    fn the_letters_are_those_of_unicode() {
        let mut lines: BTreeMap<String, String> = BTreeMap::new();
        for c in '\u{80}'..='\u{3FFFF}' {
            let text = c.to_string();
            // Characters that are not in normalization form C, or that lower-casing changes, do not
            // reach this table.
            let comes = text.nfc().eq([c]) && text.to_lowercase() == text;
            if comes && c.is_alphabetic() && !is_ignored(c) && expected(&text) != text {
                lines.entry(expected(&text)).or_default().push(c);
            }
        }
        let lines = lines.iter().map(|(base, marked)| format!("{base} {marked}\n"));
        let expected = lines.collect::<String>();
        assert_eq!(LETTERS, expected, "write this into letters.txt:\n{expected}");
    }

    #[test]
    fn the_key_of_every_character_is_that_of_unicode() {
        // No letter comes after the third plane.
        for c in '\0'..='\u{3FFFF}' {
            let text: String = ['x', c].into_iter().nfc().collect();
            let key = fold(&text);
            assert_eq!(key, expected(&text), "{:04X}", u32::from(c));
            assert_eq!(fold(&key), key, "{:04X}", u32::from(c));
        }
    }

    #[test]
    fn what_people_type_finds_what_they_mean() {
        for (typed, name) in [
            ("creme", "Crème"),
            ("CRÈME", "creme"),
            ("arger", "Ärger"),
            ("strasse", "STRAẞE"),
            ("istanbul", "İSTANBUL"),
            ("isparta", "ısparta"),
            ("orsted", "Ørsted"),
            ("lodz", "Łódź"),
            ("aether", "Æther"),
            ("sacre coeur", "Sacré Cœur"),
            ("dong a", "Đông Á"),
            ("nguyen", "Nguyễn"),
            ("αθηνα", "ΑΘΉΝΑ"),
            ("οδος", "ΟΔΌΣ"),
            ("ежик", "Ёжик"),
            ("שלום", "שָׁלוֹם"),
            ("احمد", "أَحْمَد"),
            ("creme", "Cre\u{300}me"),
            ("shop sync", "Shop\u{a0}Sync\u{200b}"),
            ("❤ list", "❤\u{fe0f} List"),
        ] {
            assert_eq!(fold(typed), fold(name), "{typed} {name}");
        }
        for (one, other) in [("が", "か"), ("कि", "कु"), ("กา", "กี"), ("中", "国"), ("각", "가")]
        {
            assert_ne!(fold(one), fold(other));
        }
    }
}
