//! What a line of text that one person writes and another reads may contain.

/// Whether a character can forge or hide what surrounds it: controls, line and paragraph
/// separators, and the bidirectional formatting characters (Unicode Technical Report 36, §2.7). The
/// replacement character is among them: it stands for bytes that were lost on the way.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FFF9}'..='\u{FFFD}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether a character has no ink: white space, zero-width and filler characters.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0100}'..='\u{E01EF}')
}

/// Why a name was refused. Its text is the sentence a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but white space.
    #[error("Enter a name.")]
    Empty,
    /// More than [`NAME_MAX`] characters.
    #[error("Use at most 64 characters.")]
    TooLong,
    /// A control, separator or bidirectional formatting character.
    #[error("Remove the control, text-direction or damaged characters.")]
    Deceptive,
    /// Every character is without ink.
    #[error("Use at least one visible character.")]
    Invisible,
}

/// The longest name, in characters (Unicode scalar values).
pub const NAME_MAX: usize = 64;

/// Checks a name and returns it without surrounding white space (SECURITY E5).
///
/// # Errors
/// The first rule it breaks.
pub fn parse_name(raw: &str) -> Result<&str, NameError> {
    let name = raw.trim();
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.chars().count() > NAME_MAX {
        return Err(NameError::TooLong);
    }
    if name.chars().any(is_deceptive) {
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

    #[test]
    fn names_at_the_limits() {
        assert_eq!(parse_name("  Shop sync \n"), Ok("Shop sync"));
        assert_eq!(parse_name(&"é".repeat(64)), Ok("é".repeat(64).as_str()));
        assert_eq!(parse_name(&"é".repeat(65)), Err(NameError::TooLong));
        assert_eq!(parse_name(" \t "), Err(NameError::Empty));
        assert_eq!(parse_name("a\u{202E}b"), Err(NameError::Deceptive));
        assert_eq!(parse_name("a\nb"), Err(NameError::Deceptive));
        assert_eq!(parse_name("a\u{FFFD}"), Err(NameError::Deceptive));
        assert_eq!(parse_name("\u{200B}\u{2060}"), Err(NameError::Invisible));
        assert_eq!(parse_name("👩\u{200D}🚀"), Ok("👩\u{200D}🚀"));
    }
}
