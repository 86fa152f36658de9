//! Paths that carry a request for authorization through the sign-in page and back.

use domain::{account::Email, endpoints::AUTHORIZE, time::Timestamp};
use url::form_urlencoded;

use super::parameters::Parameters;

/// Added by the redirect to the sign-in page, for the way back: the time after which the account must
/// have signed in.
pub(super) const SIGNED_IN_AFTER: &str = "signed_in_after";

/// The same request as a path of this server, with the parameter that signing in adds.
pub fn request_path(query: &[u8], after: Option<Timestamp>) -> String {
    let pairs = form_urlencoded::parse(query);
    // Replaces an earlier one, because a repeated parameter is refused.
    let pairs = pairs.filter(|(name, _)| after.is_none() || name != SIGNED_IN_AFTER);
    let start = format!("{AUTHORIZE}?");
    let length = start.len();
    let mut path = form_urlencoded::Serializer::for_suffix(start, length);
    path.extend_pairs(pairs);
    if let Some(after) = after {
        path.append_pair(SIGNED_IN_AFTER, &after.as_millis().to_string());
    }
    path.finish()
}

/// The same request with `prompt=consent` (OpenID Connect Core §3.1.2.1). The account has just answered,
/// and an earlier grant must not turn that answer into a yes.
pub(super) fn with_prompt_consent(query: &[u8]) -> Vec<u8> {
    const PROMPT: &str = "prompt";
    const CONSENT: &str = "consent";
    let pairs = || form_urlencoded::parse(query);
    let before = pairs().find(|(name, value)| name == PROMPT && !value.is_empty());
    let prompt = match before {
        Some((_, before)) if before.split(' ').any(|value| value == CONSENT) => before.into_owned(),
        Some((_, before)) => format!("{before} {CONSENT}"),
        None => CONSENT.to_owned(),
    };
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs().filter(|(name, _)| name != PROMPT))
        .append_pair(PROMPT, &prompt)
        .finish()
        .into_bytes()
}

/// The path of the sign-in page that redirects back to the request. A `login_hint` (OpenID Connect Core
/// §3.1.2.1) fills its field.
pub(super) fn sign_in_path(query: &[u8], after: Option<Timestamp>) -> String {
    const START: &str = "/sign-in?";
    let mut path = form_urlencoded::Serializer::for_suffix(START.to_owned(), START.len());
    if after.is_some() {
        path.append_pair("prompt", "login");
    }
    let hint = Parameters::parse(query).owned("login_hint");
    if let Some(email) = hint.and_then(|hint| Email::parse(&hint).ok()) {
        path.append_pair("login_hint", email.as_str());
    }
    path.append_pair("next", &request_path(query, after)).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::parameters::LONGEST_REQUEST;

    #[test]
    fn a_request_survives_signing_in() {
        let query = b"client_id=a&state=%26%3D+%C3%BC&scope=x+y&signed_in_after=1";
        let path = sign_in_path(query, Some(Timestamp::from_millis(42)));
        let next = form_urlencoded::parse(path.split_once('?').expect("a query").1.as_bytes())
            .find(|(name, _)| name == "next")
            .expect("the way back")
            .1
            .into_owned();
        let sent = Parameters::parse(next.split_once('?').expect("a query").1.as_bytes());
        assert_eq!(sent.get("state"), Some("&= ü"));
        assert_eq!(sent.get("scope"), Some("x y"));
        assert_eq!(sent.get(SIGNED_IN_AFTER), Some("42"));
        assert!(sent.repeated(&["client_id", "state", "scope", SIGNED_IN_AFTER]).is_empty());
        assert!(path.starts_with("/sign-in?prompt=login&next=%2Foauth%2Fauthorize%3F"));
    }

    #[test]
    fn a_login_hint_is_passed_to_the_sign_in_page() {
        let path = |query: &str| sign_in_path(query.as_bytes(), None);
        let hinted = path("client_id=a&login_hint=owner%40example.com");
        assert!(hinted.starts_with("/sign-in?login_hint=owner%40example.com&next="), "{hinted}");
        for query in ["client_id=a", "login_hint=", "login_hint=nobody", "login_hint=a%0Ab%40c.d"] {
            assert!(path(query).starts_with("/sign-in?next="), "{query}");
        }
    }

    #[test]
    fn the_longest_request_survives_signing_in() {
        let query = format!("state={}", "%26".repeat((LONGEST_REQUEST - 23) / 3));
        let request =
            request_path(query.as_bytes(), Some(Timestamp::from_millis(1_795_445_999_000)));
        assert!(request_path(query.as_bytes(), None).len() > LONGEST_REQUEST - 3);
        assert_eq!(
            crate::web::return_path::safe_return_path(&request, &["oauth"]),
            Some(request.as_str())
        );
    }
}
