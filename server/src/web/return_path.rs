//! Checks the path to redirect to after signing in (SECURITY.md E6). A value is never repaired: what
//! is not plainly a path of this server is dropped, and the caller uses its default.

use url::Url;

/// The longest path in bytes. A request for authorization with a long `state` must fit.
const LONGEST: usize = 8192;

/// `raw`, unchanged, if it is a path of this server: visible ASCII, starting with a single `/`, no
/// `//`, dot segment, backslash, encoded slash, backslash, dot or control character in its path,
/// no fragment, and with a first segment listed in `own` (`""` means `/` itself). A URL parser must
/// read it as the same path on our origin.
pub fn safe_return_path<'a>(raw: &'a str, own: &[&str]) -> Option<&'a str> {
    let visible = raw.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#');
    if !visible || raw.len() > LONGEST {
        return None;
    }
    let path = raw.split_once('?').map_or(raw, |(path, _)| path);
    let segments = path.strip_prefix('/')?;
    let first = segments.split('/').next()?;
    let known = own.contains(&first);
    let plain = segments.is_empty() || segments.split('/').all(is_plain);
    (known && plain && stays_as_it_is(raw)).then_some(raw)
}

/// Whether a segment is neither empty nor a dot segment, and hides neither behind percent-encoding.
fn is_plain(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let hidden = ["%2f", "%5c", "%2e", "%7f", "%0", "%1"];
    !matches!(segment, "" | "." | "..") && !hidden.iter().any(|code| lower.contains(code))
}

fn stays_as_it_is(raw: &str) -> bool {
    // Any origin: the result must be on it, unchanged.
    const ORIGIN: &str = "https://own.invalid";
    Url::parse(ORIGIN)
        .and_then(|base| base.join(raw))
        .is_ok_and(|url| url.as_str().strip_prefix(ORIGIN) == Some(raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[&str] = &["", "applications", "oauth", "security"];

    #[test]
    fn our_own_paths_are_followed_unchanged() {
        for path in [
            "/",
            "/?page=2",
            "/applications",
            "/applications/cfgo_app_0123/edit",
            "/security?tab=sessions",
            "/oauth/authorize?client_id=a&redirect_uri=https%3A%2F%2Fa.example%2Fcb&state=%26%3D",
            "/oauth/authorize?redirect_uri=https://a.example/cb",
            "/applications/%C3%BC",
        ] {
            assert_eq!(safe_return_path(path, OWN), Some(path));
        }
    }

    #[test]
    fn anything_that_might_leave_is_not_followed() {
        for raw in [
            "",
            "applications",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/applications//evil.example",
            "/applications/",
            "/applications/../..//evil.example",
            "/applications/..",
            "/applications/./edit",
            "/applications/%2e%2E/x",
            "/applications/.%2e/x",
            "/applications%2f..",
            "/applications/%5Cevil",
            "/applications/%0d%0aLocation:x",
            "/applications\r\nLocation: x",
            "/applications\t",
            "/\t/evil.example",
            " /applications",
            "/applications x",
            "/applications#//evil.example",
            "https://evil.example/applications",
            "https:/applications",
            "javascript:alert(1)",
            "/@evil.example",
            "/evil.example",
            "/sign-out",
            "/Applications",
            "/applications\u{a0}",
            "/applications/ü",
            "/applications?q=\"><script>",
            "/applications?q=<b>",
            "/applications\0",
        ] {
            assert_eq!(safe_return_path(raw, OWN), None, "{raw:?}");
        }
    }

    #[test]
    fn length_ends_at_eight_kibibytes() {
        let longest = format!("/applications?q={}", "a".repeat(LONGEST - 16));
        assert_eq!(longest.len(), LONGEST);
        assert_eq!(safe_return_path(&longest, OWN), Some(longest.as_str()));
        assert_eq!(safe_return_path(&format!("{longest}a"), OWN), None);
    }

    #[test]
    fn whatever_is_followed_stays_on_our_origin() {
        // Every string of up to five of the characters that URL parsers disagree about.
        let alphabet = ["/", "\\", ".", "@", ":", "?", "#", "%2f", "%2e", "\t", "a", "oauth"];
        let base = Url::parse("https://apps.example.com").expect("a URL");
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            let longer = texts.iter().flat_map(|text| alphabet.map(|part| format!("{text}{part}")));
            texts = longer.collect();
            for next in texts.iter().filter_map(|text| safe_return_path(text, &["", "a", "oauth"]))
            {
                let url = base.join(next).expect("a URL");
                assert_eq!(url.origin(), base.origin(), "{next}");
                assert!(url.path() == "/" || !url.path().contains("//"), "{next}");
                assert_eq!(url.as_str().strip_prefix("https://apps.example.com"), Some(next));
            }
        }
    }
}
