//! The field that holds one redirect URI per line.

use super::error::RedirectUriError;
use super::list::pieces;
use super::rules::RedirectUriRules;
use super::suggestion::{corrected, suggest};
use super::uri::{MAX_PER_APPLICATION, RedirectUri};
use crate::application_kind::ApplicationKind;
use crate::problem::{Field, FieldProblem};
use crate::text::is_unseen;

/// The lines of the field that hold something, with their numbers from 1. What nobody sees at the
/// ends of a line means nothing.
pub fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let lines = (1u32..).zip(text.split('\n').map(|line| line.trim_matches(is_unseen)));
    lines.filter(|(_, line)| !line.is_empty())
}

/// Reads the field for an application of this kind. A line that is `registered` already was checked
/// by the rules of its time, and stays.
///
/// # Errors
/// One problem per bad line, with its number; at most [`MAX_PER_APPLICATION`] URIs.
pub fn parse_lines(
    text: &str,
    rules: RedirectUriRules,
    kind: ApplicationKind,
    registered: &[RedirectUri],
) -> Result<Vec<RedirectUri>, Vec<FieldProblem>> {
    let mut uris: Vec<(u32, RedirectUri)> = Vec::new();
    let mut problems = Vec::new();
    for (line, raw) in lines(text) {
        let known = registered.iter().find(|uri| uri.as_str() == raw);
        let read = known.map_or_else(|| parse_line(raw, rules, kind), |uri| Ok(uri.clone()));
        let (message, fix) = match read {
            Ok(uri) => match uris.iter().find(|(_, known)| *known == uri) {
                None if uris.len() == MAX_PER_APPLICATION => {
                    (format!("Line {line}: an application has at most 20 redirect URIs."), None)
                }
                None => {
                    uris.push((line, uri));
                    continue;
                }
                Some((first, _)) => {
                    (format!("Line {line}: the same as line {first}."), Some(String::new()))
                }
            },
            Err((error, fix)) => (format!("Line {line}: {error}."), fix),
        };
        problems.push(FieldProblem { field: Field::RedirectUris, line: Some(line), message, fix });
        if problems.len() == MAX_PER_APPLICATION {
            break;
        }
    }
    if problems.is_empty() {
        Ok(uris.into_iter().map(|(_, uri)| uri).collect())
    } else {
        Err(problems)
    }
}

/// Parses a line. On error, returns the problem and a replacement that would be accepted; without a
/// replacement, the problem is the one that remains when everything else is corrected.
fn parse_line(
    raw: &str,
    rules: RedirectUriRules,
    kind: ApplicationKind,
) -> Result<RedirectUri, (RedirectUriError, Option<String>)> {
    let parse = |text: &str| RedirectUri::parse(text, rules, kind);
    let found = pieces(raw);
    if found.len() > 1 {
        let corrected = |uri: &String| suggest(uri, rules, kind).unwrap_or_else(|| uri.clone());
        let lines: Vec<String> = found.iter().map(corrected).collect();
        return Err((RedirectUriError::List, Some(lines.join("\n"))));
    }
    let bare = found.first().map_or(raw, String::as_str);
    let first = match parse(raw) {
        Ok(uri) if bare == raw => return Ok(uri),
        Ok(_) => RedirectUriError::Surrounded,
        Err(error) => error,
    };
    // What is behind a fragment may have hidden a separator.
    let corrected = pieces(&corrected(bare, rules)).join("\n");
    match parse(&corrected) {
        Ok(_) => Err((first, Some(corrected))),
        Err(last) => Err((last, None)),
    }
}
