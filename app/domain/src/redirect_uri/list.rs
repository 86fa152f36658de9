//! Several URIs in one place: with commas, semicolons or white space between them, as a JSON array,
//! or in quotes.

use crate::text::is_unseen;

/// What stands between the URIs of a list.
const SEPARATORS: [char; 3] = [',', ';', '|'];
/// What surrounds a URI in a list. None of them may be part of one.
const QUOTES: [char; 11] = ['"', '\'', '`', '<', '>', '“', '”', '‘', '’', '«', '»'];

/// Turns a pasted list into one URI per line. `None` if the text is not a list, so that it is
/// pasted as it is.
pub fn split_pasted(text: &str) -> Option<String> {
    let found = pieces(text);
    let changed = found.len() > 1 || found.first().is_some_and(|only| *only != text.trim());
    (changed && found.iter().all(|piece| has_scheme(piece))).then(|| found.join("\n"))
}

/// The URIs of a list, or the one text that there is, without what surrounds them.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let words = text.split(char::is_whitespace).flat_map(split_word);
    let found: Vec<String> = words.map(bare).filter(|piece| !piece.is_empty()).collect();
    if found.iter().all(|piece| has_scheme(piece)) { found } else { vec![bare(text)] }
}

/// Splits at each separator that a URI follows. Elsewhere it may be part of one.
fn split_word(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, separator) in word.match_indices(SEPARATORS) {
        let next = at + separator.len();
        if has_scheme(word[next..].trim_start_matches(surrounds)) {
            parts.push(&word[start..at]);
            start = next;
        }
    }
    parts.push(&word[start..]);
    parts
}

/// Whether a text begins with a scheme and a slash (which JSON may have escaped).
fn has_scheme(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
    end.is_some_and(|end| {
        end > 0 && (text[end..].starts_with(":/") || text[end..].starts_with(":\\/"))
    })
}

fn surrounds(c: char) -> bool {
    SEPARATORS.contains(&c) || QUOTES.contains(&c) || c == '[' || is_unseen(c)
}

/// A text without quotes, brackets and separators around it.
fn bare(text: &str) -> String {
    let mut text = text;
    loop {
        let mut inner = text.trim_matches(|c| c != '[' && surrounds(c));
        // `[::1]` is a host.
        if let Some(rest) = inner.strip_prefix('[')
            && !rest.starts_with([':', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        {
            inner = rest;
        }
        if inner.matches(']').count() > inner.matches('[').count() {
            inner = inner.strip_suffix(']').unwrap_or(inner);
        }
        if inner == text {
            return text.replace("\\/", "/");
        }
        text = inner;
    }
}
