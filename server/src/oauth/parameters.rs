//! Parameters of a request in `application/x-www-form-urlencoded` (RFC 6749 Appendix B), from a
//! query or a body. It remembers what was sent twice, because no parameter may be (§3.1, §3.2).

use std::collections::BTreeSet;

use url::form_urlencoded;
use zeroize::Zeroizing;

/// What was sent, decoded once.
pub struct Parameters(Vec<(String, Zeroizing<String>)>);

impl Parameters {
    /// Decodes; bytes that are not UTF-8 become U+FFFD, which no registered value contains.
    pub fn parse(bytes: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(bytes);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect())
    }

    /// A parameter's value, also an empty one; the first, where it was sent twice.
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter's value. One without a value counts as absent (RFC 6749 §3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.sent(name).filter(|value| !value.is_empty())
    }

    /// As [`get`](Self::get), to keep.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// The names that were sent more than once.
    pub fn repeated(&self) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let again = self.0.iter().filter(|(name, _)| !seen.insert(name.as_str()));
        again.map(|(name, _)| name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    #[test]
    fn rfc_6749_3_1_an_empty_parameter_is_absent_and_a_second_one_is_noticed() {
        let sent = Parameters::parse(b"a=1&b=&c=x%26y%3Dz&c=2&d+e=%FF&=v");
        assert_eq!(sent.get("a"), Some("1"));
        assert_eq!((sent.get("b"), sent.sent("b")), (None, Some("")));
        assert_eq!(sent.get("c"), Some("x&y=z"));
        assert_eq!(sent.get("d e"), Some("\u{FFFD}"));
        assert_eq!(sent.get("missing"), None);
        assert_eq!(sent.repeated().into_iter().collect::<Vec<_>>(), ["c"]);
        assert!(Parameters::parse(b"").repeated().is_empty());
    }
}
