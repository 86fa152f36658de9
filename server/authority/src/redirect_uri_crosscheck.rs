//! A second check of new redirect URIs, with the `url` crate. `domain` decides what is accepted;
//! this check can only refuse more.

use crate::error::Error;
use domain::redirect_uri::{RedirectUri, lines};
use url::Url;

/// Checks the lines of `text` that `domain` accepted and that are not `registered` already: `url`
/// must parse and serialize each URI unchanged, except for the slash that it adds to a bare
/// `https://host` and a default port that it omits.
pub(crate) fn crosscheck_with_url_crate(
    text: &str,
    registered: &[RedirectUri],
) -> Result<(), Error> {
    let is_new = |line: &str| registered.iter().all(|uri| uri.as_str() != line);
    let lines: Vec<u32> = lines(text)
        .filter(|(_, line)| is_new(line) && !is_canonical(line))
        .map(|(line, _)| line)
        .collect();
    if lines.is_empty() { Ok(()) } else { Err(Error::NotCanonicalUris { lines }) }
}

fn is_canonical(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|parsed| {
        let written = with_explicit_port(&parsed, uri);
        written == uri || written.strip_suffix('/') == Some(uri)
    })
}

/// What `url` writes for `uri`, with the default port where that is explicit.
fn with_explicit_port(parsed: &Url, uri: &str) -> String {
    let host = format!("{}://{}", parsed.scheme(), parsed.host_str().unwrap_or_default());
    let default = parsed.port_or_known_default().filter(|_| parsed.port().is_none());
    let explicit = default.map(|port| format!("{host}:{port}"));
    match explicit.filter(|explicit| uri.starts_with(explicit)) {
        Some(explicit) => parsed.as_str().replacen(&host, &explicit, 1),
        None => parsed.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_parser_is_asked_about_the_right_line() {
        let stored = |uri: &str| RedirectUri::from_stored(uri.to_owned());
        assert!(crosscheck_with_url_crate("https://a.example\n\ncom.example.app:/cb", &[]).is_ok());
        let bad = "\nhttps://a.example/\n\u{200b}\n https://b.example/x/../y\u{feff}";
        let refused = crosscheck_with_url_crate(bad, &[]).unwrap_err();
        assert!(matches!(refused, Error::NotCanonicalUris { lines } if lines == [4]));
        assert!(crosscheck_with_url_crate(bad, &[stored("https://b.example/x/../y")]).is_ok());
    }

    #[test]
    fn an_explicit_default_port_is_canonical() {
        for uri in [
            "https://a.example:443",
            "https://a.example:443/cb",
            "https://a.example:4430/cb",
            "https://a.example:80/cb",
            "http://127.0.0.1:80/cb",
            "http://[::1]:80/cb",
            "http://localhost:443/cb",
            "cursor://host/cb",
        ] {
            assert!(is_canonical(uri), "{uri}");
        }
        for uri in
            ["https://a.example:0443/cb", "https://a.example:443/x/../y", "https://a.example:/"]
        {
            assert!(!is_canonical(uri), "{uri}");
        }
    }
}
