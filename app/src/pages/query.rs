//! Query strings. The router's query map decodes twice, which corrupts values that contain a `%`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but the unreserved characters (RFC 3986 §2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Parses a query string (`application/x-www-form-urlencoded`, WHATWG URL §5.1), with or without its
/// question mark. Invalid UTF-8 becomes replacement characters.
pub fn parse(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let parts = query.trim_start_matches('?').split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The value of the first pair with this name.
pub fn get(query: &str, name: &str) -> Option<String> {
    parse(query).into_iter().find_map(|(known, value)| (known == name).then_some(value))
}

/// A URL with these query parameters; without a question mark if there are none.
pub fn url(path: &str, pairs: &[(&str, String)]) -> String {
    let mut url = path.to_owned();
    for (number, (name, value)) in pairs.iter().enumerate() {
        url.push(if number == 0 { '?' } else { '&' });
        url.push_str(name);
        url.push('=');
        url.extend(utf8_percent_encode(value, RESERVED));
    }
    url
}

#[cfg(test)]
mod tests {
    use super::{parse, url};

    #[test]
    fn parsing_reverses_building() {
        for value in ["", "a b", "50%25+", "käse&co=1?", "見積もり"] {
            let address = url("/applications", &[("q", value.to_owned()), ("b", "c".to_owned())]);
            let (path, query) = address.split_once('?').expect("a query");
            assert_eq!(path, "/applications");
            assert_eq!(parse(query)[0], ("q".to_owned(), value.to_owned()), "{address}");
        }
        assert_eq!(url("/applications", &[]), "/applications");
    }

    #[test]
    fn forms_write_spaces_as_plus() {
        assert_eq!(parse("?q=a+b&&x"), [("q".into(), "a b".into()), ("x".into(), String::new())]);
        assert_eq!(parse("q=%ff"), [("q".into(), "\u{fffd}".into())]);
    }
}
