//! What a line of text that one person writes and another reads may contain, and how untrusted text
//! is shown.

mod clusters;

pub use clusters::{count, cut};

/// Whether a character can forge or hide what surrounds it: controls, line and paragraph
/// separators, and the bidirectional formatting characters (Unicode Technical Report 36, §2.7). The
/// replacement character is among them: it stands for bytes that could not be decoded.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FFF9}'..='\u{FFFD}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether a character renders nothing: white space, and Unicode's `Default_Ignorable_Code_Point`
/// (zero-width and filler characters, variation selectors, tags).
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a reader does not see a character: it renders nothing, or is a control.
pub fn is_unseen(c: char) -> bool {
    is_invisible(c) || is_deceptive(c) && !matches!(c, '\u{FFFC}' | '\u{FFFD}')
}

/// The text without what copying often adds at its ends: white space, invisible characters and
/// quotes.
pub fn without_wrapping(text: &str) -> &str {
    text.trim_matches(|c: char| is_unseen(c) || matches!(c, '"' | '\''))
}

/// The number of a character as Unicode writes it, `U+200B`.
pub fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// The text with invisible and deceptive characters made visible: spaces as `␠`, other white space
/// by its control picture, the rest by code point.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => shown.push('␠'),
            '\t' => shown.push('␉'),
            '\n' => shown.push('␊'),
            '\r' => shown.push('␍'),
            c if is_unseen(c) => shown.extend(["[", &code_point(c), "]"]),
            c => shown.push(c),
        }
    }
    shown
}

/// Why a name was refused. Its text is the sentence a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but white space.
    #[error("Enter a name.")]
    Empty,
    /// More than [`NAME_MAX`] characters; this many.
    #[error("Use at most 64 characters. These are {0}.")]
    TooLong(usize),
    /// More than [`NAME_MAX_BYTES`] bytes in no more characters than allowed.
    #[error("Use fewer marks and joined characters: at most 2,048 bytes.")]
    TooLarge,
    /// A control, separator or bidirectional formatting character.
    #[error("Remove the control, text-direction or damaged characters.")]
    Deceptive,
    /// Every character renders nothing.
    #[error("Use at least one visible character.")]
    Invisible,
}

/// The longest name, in characters as [`count`] counts them.
pub const NAME_MAX: usize = 64;
/// The largest name, in bytes of UTF-8: a character may have any number of marks.
pub const NAME_MAX_BYTES: usize = 2048;

/// Checks a name and returns it without surrounding white space.
///
/// # Errors
/// The first rule it breaks.
pub fn parse_name(raw: &str) -> Result<&str, NameError> {
    let name = raw.trim();
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    let length = count(name);
    if length > NAME_MAX {
        return Err(NameError::TooLong(length));
    }
    if name.len() > NAME_MAX_BYTES {
        return Err(NameError::TooLarge);
    }
    if clusters::without_tags(name).any(is_deceptive) {
        return Err(NameError::Deceptive);
    }
    if name.chars().all(is_invisible) {
        return Err(NameError::Invisible);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOTLAND: &str = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}";

    #[test]
    fn names_at_the_limits() {
        assert_eq!(parse_name("  Shop sync \n"), Ok("Shop sync"));
        assert_eq!(parse_name(" \t "), Err(NameError::Empty));
        assert_eq!(parse_name("a\u{202E}b"), Err(NameError::Deceptive));
        assert_eq!(parse_name("a\nb"), Err(NameError::Deceptive));
        assert_eq!(parse_name("a\u{FFFD}"), Err(NameError::Deceptive));
        assert_eq!(parse_name("\u{200B}\u{2060}"), Err(NameError::Invisible));
        assert_eq!(parse_name("👩\u{200D}🚀"), Ok("👩\u{200D}🚀"));
    }

    #[test]
    fn a_name_is_as_long_as_a_person_counts() {
        for one in [
            "é",
            "e\u{301}",
            "👍🏽",
            "🇩🇪",
            "👩\u{200D}🚀",
            "❤\u{FE0F}",
            "1\u{FE0F}\u{20E3}",
            SCOTLAND,
            "ก\u{E38}",
        ] {
            let longest = one.repeat(64);
            assert_eq!(parse_name(&longest), Ok(longest.as_str()), "{one}");
            assert_eq!(parse_name(&one.repeat(65)), Err(NameError::TooLong(65)), "{one}");
        }
        assert_eq!(
            parse_name(&"a".repeat(66)).unwrap_err().to_string(),
            "Use at most 64 characters. These are 66."
        );
        let marks = format!("a{}", "\u{301}".repeat(1024));
        assert_eq!(parse_name(&marks), Err(NameError::TooLarge));
    }

    #[test]
    fn tags_are_allowed_in_the_flag_of_a_region_and_nowhere_else() {
        let between = format!("a {SCOTLAND}{SCOTLAND} b");
        assert_eq!(parse_name(SCOTLAND), Ok(SCOTLAND));
        assert_eq!(parse_name(&between), Ok(between.as_str()));
        for bad in [
            "a\u{E0067}\u{E0062}\u{E007F}",
            "\u{E0067}",
            "🏴\u{E007F}",
            "🏴\u{E0067}\u{E0062}",
            "🏴\u{E0067}b\u{E007F}",
            "🏴\u{E0047}\u{E0042}\u{E0045}\u{E007F}",
            "🏴a\u{E0067}\u{E0062}\u{E0065}\u{E007F}",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E0067}\u{E0067}\u{E007F}",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E007F}\u{E007F}",
        ] {
            assert_eq!(parse_name(bad), Err(NameError::Deceptive), "{}", bad.escape_unicode());
        }
    }

    #[test]
    fn what_nobody_sees_is_shown() {
        for (text, shown) in [
            ("https://a.example/cb", "https://a.example/cb"),
            ("https://a.example/cb ", "https://a.example/cb␠"),
            ("\ta\r\n", "␉a␍␊"),
            ("a%20b", "a%20b"),
            ("a\u{200B}b\u{a0}\u{feff}", "a[U+200B]b[U+00A0][U+FEFF]"),
            ("a\u{202E}b\u{7}\u{ad}", "a[U+202E]b[U+0007][U+00AD]"),
            ("é\u{fffd}", "é\u{fffd}"),
        ] {
            assert_eq!(visible(text), shown);
            assert!(!visible(text).chars().any(is_unseen));
        }
    }
}
