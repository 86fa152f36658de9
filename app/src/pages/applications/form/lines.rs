//! Editing the text of the redirect URIs by lines, counted from 1.

/// Replaces a line by the lines of `fix`; an empty fix removes it.
pub(super) fn with_fix(text: &str, line: u32, fix: &str) -> String {
    let fixed = (1u32..).zip(text.split('\n')).flat_map(|(number, known)| {
        let kept = (number != line).then_some(known);
        kept.into_iter().chain(fix.lines().filter(move |_| number == line))
    });
    fixed.collect::<Vec<_>>().join("\n")
}

/// The end of a line in UTF-16 code units, as `selectionEnd` counts.
pub(super) fn end_of(text: &str, line: u32) -> u32 {
    let wanted = usize::try_from(line).unwrap_or(usize::MAX);
    let lines = text.split('\n').take(wanted);
    let end: usize = lines.map(|line| line.encode_utf16().count() + 1).sum();
    u32::try_from(end.saturating_sub(1)).unwrap_or(u32::MAX)
}

/// Appends a line.
pub(super) fn with_line(mut text: String, line: &str) -> String {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
    text
}

#[cfg(test)]
mod tests {
    use super::{end_of, with_fix, with_line};

    #[test]
    fn a_fix_takes_the_place_of_its_line() {
        assert_eq!(with_fix("a\nb\nc", 2, "x"), "a\nx\nc");
        assert_eq!(with_fix("a\nb,c\n", 2, "b\nc"), "a\nb\nc\n");
        assert_eq!(with_fix("a\na\nb", 2, ""), "a\nb");
        assert_eq!(with_fix("a", 1, ""), "");
    }

    #[test]
    fn a_line_ends_where_a_text_field_says() {
        assert_eq!([1, 2, 3, 9].map(|line| end_of("ab\n👍🏽\n", line)), [2, 7, 8, 8]);
        assert_eq!(end_of("", 1), 0);
    }

    #[test]
    fn a_line_is_added_at_the_end() {
        assert_eq!(with_line(String::new(), "a"), "a");
        assert_eq!(with_line("a".to_owned(), "b"), "a\nb");
    }
}
