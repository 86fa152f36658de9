//! Parameters of a request in `application/x-www-form-urlencoded` (RFC 6749 Appendix B), from a
//! query or a body. A parameter without a value counts as not sent (RFC 6749 §3.1, §3.2).

use std::collections::BTreeSet;

use percent_encoding::percent_decode;
use url::form_urlencoded;
use zeroize::Zeroizing;

/// The longest request for authorization, in bytes of its encoded path and query. The sign-in page
/// carries it as a parameter of another URL, and that URL must not become too long.
pub const LONGEST_REQUEST: usize = 8000;

/// The parameters that were sent with a value, decoded once.
pub struct Parameters {
    pairs: Vec<(String, Zeroizing<String>)>,
    malformed: BTreeSet<String>,
}

impl Parameters {
    /// Decodes. Bytes that are not UTF-8 become U+FFFD, which no registered value contains; U+0000
    /// stays. Both make the parameter [malformed](Self::malformed).
    pub fn parse(bytes: &[u8]) -> Self {
        let mut parsed = Self { pairs: Vec::new(), malformed: BTreeSet::new() };
        // `form_urlencoded` skips empty pairs too.
        let raw = bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
        for (raw, (name, value)) in raw.zip(form_urlencoded::parse(bytes)) {
            if value.is_empty() {
                continue;
            }
            if !is_text(raw) {
                parsed.malformed.insert(name.clone().into_owned());
            }
            parsed.pairs.push((name.into_owned(), value.into_owned().into()));
        }
        parsed
    }

    /// The value of a parameter; the first one where it was sent twice.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// Those of these names that were sent more than once.
    pub fn repeated(&self, known: &[&str]) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let again = self.pairs.iter().filter(|(name, _)| !seen.insert(name.as_str()));
        let names = again.map(|(name, _)| name).filter(|name| known.contains(&name.as_str()));
        names.cloned().collect()
    }

    /// Those of these names whose value is not text: it has bytes that are not UTF-8, or U+0000.
    pub fn malformed(&self, known: &[&str]) -> BTreeSet<String> {
        self.malformed.iter().filter(|name| known.contains(&name.as_str())).cloned().collect()
    }
}

/// Whether the value of an encoded pair is UTF-8 without U+0000.
fn is_text(pair: &[u8]) -> bool {
    let value = pair.splitn(2, |byte| *byte == b'=').nth(1).unwrap_or_default();
    percent_decode(value).decode_utf8().is_ok_and(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    const KNOWN: &[&str] = &["a", "b", "c", "state"];

    fn names(found: std::collections::BTreeSet<String>) -> Vec<String> {
        found.into_iter().collect()
    }

    #[test]
    fn rfc_6749_3_1_an_empty_parameter_was_not_sent() {
        let sent = Parameters::parse(b"a=1&b=&c=x%26y%3Dz&d+e=v&=v&b&&f=%C3%BC");
        assert_eq!(sent.get("a"), Some("1"));
        assert_eq!(sent.get("b"), None);
        assert_eq!(sent.get("c"), Some("x&y=z"));
        assert_eq!(sent.get("d e"), Some("v"));
        assert_eq!(sent.get("f"), Some("\u{fc}"));
        assert_eq!(sent.get("missing"), None);
        assert_eq!(Parameters::parse(b"a=&a=2").get("a"), Some("2"));
    }

    #[test]
    fn rfc_6749_3_1_only_known_parameters_may_not_repeat() {
        let repeated = |text: &str| names(Parameters::parse(text.as_bytes()).repeated(KNOWN));
        assert_eq!(repeated("a=1&c=1&c=2&resource=x&resource=y&x=1&x=2"), ["c"]);
        assert_eq!(repeated("a=1&a=&b=&b="), [""; 0]);
        assert_eq!(repeated(""), [""; 0]);
    }

    #[test]
    fn a_value_that_is_not_text_is_malformed() {
        let malformed = |text: &str| names(Parameters::parse(text.as_bytes()).malformed(KNOWN));
        for bad in ["state=%FF", "state=a%C3", "state=%00", "state=a%00b", "state=%ED%A0%80"] {
            assert_eq!(malformed(bad), ["state"], "{bad}");
        }
        for good in [
            "state=%C3%BC",
            "state=%0A",
            "state=%F0%9F%8C%8D",
            "state=%EF%BF%BD",
            "other=%FF",
            "state=",
        ] {
            assert_eq!(malformed(good), [""; 0], "{good}");
        }
        assert_eq!(Parameters::parse(b"state=%FF").get("state"), Some("\u{FFFD}"));
        assert_eq!(names(Parameters::parse(b"state=\xFF").malformed(KNOWN)), ["state"]);
    }
}
