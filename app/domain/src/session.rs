//! A signed-in browser.

use crate::account::{AccountId, Email, PersonName};
use crate::checked_text::checked_text;
use crate::identifier_format::NotAnIdentifier;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The signed-in account, as the dashboard shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The account.
    pub account: AccountId,
    /// Its email address.
    pub email: Email,
    /// Its name.
    pub name: PersonName,
}

checked_text! {
    /// A session's identifier: the digest of its token as 64 hexadecimal digits in lower case. It is
    /// no credential.
    SessionId, NotAnIdentifier, check_session_id
}

fn check_session_id(text: &str) -> Result<String, NotAnIdentifier> {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() == 64 && text.bytes().all(digit) {
        Ok(text.to_owned())
    } else {
        Err(NotAnIdentifier)
    }
}

/// A session, as its account sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSummary {
    /// Its identifier.
    pub id: SessionId,
    /// Its browser and system, see [`device`].
    pub device: String,
    /// The IP address from which it was created.
    pub ip: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last used, within five minutes.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Whether it is the session of this request.
    pub current: bool,
}

/// Browser and system as a person would name them, such as "Firefox on Windows", from what the
/// browser says it is (`User-Agent`, RFC 9110 §10.1.5). A client can send anything there.
pub fn device(user_agent: Option<&str>) -> String {
    // User agents name other browsers for compatibility, so the order matters: most specific first.
    const BROWSERS: [(&str, &str); 8] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let text = user_agent.unwrap_or_default();
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{SessionId, device};

    #[test]
    fn browsers_are_named_as_people_name_them() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0",
                "Firefox on macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("curl/8.5.0", "curl"),
            ("<script>", "Unknown browser"),
        ] {
            assert_eq!(device(Some(user_agent)), name);
        }
        assert_eq!(device(None), "Unknown browser");
    }

    #[test]
    fn sessions_are_named_by_64_digits() {
        assert!(SessionId::parse(&"0f".repeat(32)).is_ok());
        for bad in ["", "0f", &"0F".repeat(32), &"0g".repeat(32), &"0f".repeat(33)] {
            assert!(SessionId::parse(bad).is_err(), "{bad}");
        }
    }
}
