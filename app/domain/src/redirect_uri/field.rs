//! The field that holds one redirect URI per line: reading it, and helping whoever fills it in.

use super::{MAX_PER_APPLICATION, RedirectUri, RedirectUriRules};
use crate::problem::{Field, FieldProblem};

/// What the writer of a refused URI may have meant, if that would be accepted.
pub fn suggest(raw: &str, rules: RedirectUriRules) -> Option<String> {
    let mut text = raw.split('#').next().unwrap_or(raw).to_owned();
    if !text.contains(':') || text.split(':').next().is_some_and(|start| start.contains(['.', '/']))
    {
        let dotted = text.split(['/', ':']).next().is_some_and(|host| host.contains('.'));
        // `com.example.app:/cb` is a scheme of its own; `app.example/cb` lacks one.
        if dotted && !text.contains(":/") {
            text = format!("https://{text}");
        }
    }
    let (scheme, rest) = text.split_once(':')?;
    let mut scheme = scheme.to_ascii_lowercase();
    let mut rest = rest.to_owned();
    if let Some(after) = rest.strip_prefix("//") {
        let end = after.find(['/', '?']).unwrap_or(after.len());
        let (authority, tail) = after.split_at(end);
        let mut authority = authority.to_ascii_lowercase();
        if let Some((_, host)) = authority.rsplit_once('@') {
            authority = host.to_owned();
        }
        let loopback = ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|host| authority == *host || authority.starts_with(&format!("{host}:")));
        if scheme == "http" && !loopback {
            "https".clone_into(&mut scheme);
        }
        if authority.starts_with("localhost") && scheme == "http" && !rules.allow_localhost {
            authority = authority.replacen("localhost", "127.0.0.1", 1);
        }
        let default_port = if scheme == "http" { ":80" } else { ":443" };
        for ending in [default_port, ":", "."] {
            if let Some(shorter) = authority.strip_suffix(ending) {
                authority = shorter.to_owned();
            }
        }
        let slash = if tail.starts_with('?') { "/" } else { "" };
        rest = format!("//{authority}{slash}{tail}");
    }
    let fixed = format!("{scheme}:{rest}");
    (fixed != raw && RedirectUri::parse(&fixed, rules).is_ok()).then_some(fixed)
}

/// Reads a field with one URI per line. Empty lines and space around a URI mean nothing.
///
/// # Errors
/// One problem per bad line, with its number; at most [`MAX_PER_APPLICATION`] URIs.
pub fn parse_lines(
    text: &str,
    rules: RedirectUriRules,
) -> Result<Vec<RedirectUri>, Vec<FieldProblem>> {
    let mut uris: Vec<(u32, RedirectUri)> = Vec::new();
    let mut problems = Vec::new();
    for (line, raw) in (1u32..).zip(text.split('\n')) {
        let raw = raw.trim();
        if raw.is_empty() {
            continue;
        }
        let (message, fix) = match RedirectUri::parse(raw, rules) {
            Ok(uri) => match uris.iter().find(|(_, known)| *known == uri) {
                None if uris.len() == MAX_PER_APPLICATION => {
                    (format!("Line {line}: an application has at most 20 redirect URIs."), None)
                }
                None => {
                    uris.push((line, uri));
                    continue;
                }
                Some((first, _)) => (format!("Line {line}: the same as line {first}."), None),
            },
            Err(error) => (format!("Line {line}: {error}."), suggest(raw, rules)),
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

/// Turns a pasted list (JSON array, or separated by commas, semicolons or white space) into one
/// URI per line. `None` if the text is not a list, so that it is pasted as it is.
pub fn split_pasted(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches('[').trim_end_matches(']');
    let parts: Vec<&str> = bare
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .map(|part| part.trim_matches(['"', '\'']))
        .filter(|part| !part.is_empty())
        .collect();
    let list = parts.len() > 1 || text.trim().starts_with('[');
    let uris = !parts.is_empty() && parts.iter().all(|part| part.contains(":/"));
    (list && uris).then(|| parts.join("\n"))
}
