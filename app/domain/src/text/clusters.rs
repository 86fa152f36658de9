//! What a person counts as one character: what Unicode calls an extended grapheme cluster (UAX #29),
//! near enough for a limit. The tables of `unicode-segmentation` would weigh more in the browser
//! than all of this crate; a test compares with it.

/// How many characters a person counts: as many as there are grapheme clusters of letters with marks,
/// emoji and flags. A vowel sign that takes a place of its own counts for itself.
pub fn count(text: &str) -> usize {
    starts(text).count()
}

/// The first `most` characters that a person counts.
pub fn cut(text: &str, most: usize) -> &str {
    starts(text).nth(most).map_or(text, |end| &text[..end])
}

/// Where the characters that a person counts begin.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let mut before = None;
    let mut joined = false;
    text.char_indices().filter_map(move |(at, c)| {
        let continues = match before {
            None => false,
            Some('\u{200D}') if is_pictograph(c) => true,
            // A flag is a pair of letters.
            Some(flag) if is_flag_letter(flag) && is_flag_letter(c) => !joined,
            Some(_) => extends(c),
        };
        joined = continues && is_flag_letter(c);
        before = Some(c);
        (!continues).then_some(at)
    })
}

/// The characters of a text, but for the tags of well-formed flags of regions (UTS #51, ED-14a):
/// a black flag, three to six letters or digits, and the end.
pub(super) fn without_tags(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text.chars();
    std::iter::from_fn(move || {
        let c = rest.next()?;
        if c == '\u{1F3F4}' {
            let mut behind = rest.clone();
            let is_letter =
                |c: &char| matches!(c, '\u{E0030}'..='\u{E0039}' | '\u{E0061}'..='\u{E007A}');
            let letters = behind.clone().take_while(is_letter).count();
            if (3..=6).contains(&letters) && behind.nth(letters) == Some('\u{E007F}') {
                rest = behind;
            }
        }
        Some(c)
    })
}

fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// Whether an emoji may be joined to the one before it.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{00A9}' | '\u{00AE}' | '\u{203C}'..='\u{3299}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Whether a character belongs to the one before it: a mark, a variation selector, a joiner, a skin
/// tone or a tag.
fn extends(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
        || !c.is_ascii() && is_mark(c)
}

/// Whether a character is a mark (`Grapheme_Extend`). The standard library has the table: it escapes
/// those characters where they stand alone, and not behind another one, as it does with what is not
/// printable.
fn is_mark(c: char) -> bool {
    let is_escaped = |text: &str| text.escape_debug().count() > text.chars().count();
    let mut alone = [0; 4];
    is_escaped(c.encode_utf8(&mut alone)) && !is_escaped(&String::from_iter(['a', c]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    /// Letters with and without marks, emoji, flags and what joins them.
    fn everyday() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-zäöüÅçñøßčαςжй中あ한ע ا ]{1,3}",
            Just("e\u{301}\u{323}".to_owned()),
            Just("👍🏽".to_owned()),
            Just("🇩🇪".to_owned()),
            Just("🇫".to_owned()),
            Just("👩\u{200D}👩\u{200D}👧".to_owned()),
            Just("🏳\u{FE0F}\u{200D}🌈".to_owned()),
            Just("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}".to_owned()),
            Just("❤\u{FE0F}".to_owned()),
            Just("#\u{FE0F}\u{20E3}".to_owned()),
            Just("ก\u{E38}".to_owned()),
            Just("שׁ".to_owned()),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn everyday_text_is_counted_as_unicode_does(text in everyday()) {
            let clusters: Vec<&str> = text.graphemes(true).collect();
            prop_assert_eq!(count(&text), clusters.len());
            for most in 0..=clusters.len() {
                prop_assert_eq!(cut(&text, most), clusters[..most].concat());
            }
        }

        #[test]
        fn no_text_counts_for_more_than_its_scalar_values(text in ".{0,80}") {
            prop_assert!(count(&text) <= text.chars().count());
            prop_assert!(text.starts_with(cut(&text, 5)));
        }
    }
}
