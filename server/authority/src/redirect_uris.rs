//! A second parser's opinion on redirect URIs (SECURITY A). `domain` decides what is accepted;
//! nothing here accepts what it refused.

use crate::Error;
use domain::problem::{Field, FieldProblem};
use domain::redirect_uri::RedirectUri;
use url::Url;

/// Asks `url` about what `domain` accepted of `text`: it must read and write every URI unchanged,
/// but for the slash it adds to a bare `https://host`.
pub(crate) fn second_opinion(text: &str, accepted: &[RedirectUri]) -> Result<(), Error> {
    let lines = (1u32..).zip(text.split('\n')).filter(|(_, line)| !line.trim().is_empty());
    let problems: Vec<FieldProblem> = lines
        .zip(accepted)
        .filter(|(_, uri)| !is_canonical(uri.as_str()))
        .map(|((line, _), _)| FieldProblem {
            field: Field::RedirectUris,
            line: Some(line),
            message: format!("Line {line}: this is not how the URI is usually written."),
            fix: None,
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Error::invalid(problems)) }
}

fn is_canonical(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|parsed| {
        parsed.as_str() == uri || parsed.as_str().strip_suffix('/') == Some(uri)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_parser_is_asked_about_the_right_line() {
        let stored = |uri: &str| RedirectUri::from_stored(uri.to_owned());
        let good = [stored("https://a.example"), stored("com.example.app:/cb")];
        assert!(second_opinion("https://a.example\n\ncom.example.app:/cb", &good).is_ok());
        let bad = [stored("https://a.example/"), stored("https://b.example/x/../y")];
        let refused = second_opinion("\nhttps://a.example/\n\nhttps://b.example/x/../y", &bad);
        let problem = refused.unwrap_err().problem();
        assert_eq!(problem.fields.iter().map(|p| p.line).collect::<Vec<_>>(), [Some(4)]);
    }
}
