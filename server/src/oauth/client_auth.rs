//! Reads the client authentication of the token, revocation and introspection endpoints: exactly one
//! of `client_secret_basic`, `client_secret_post` and, for public applications, `none` (RFC 6749
//! §2.3.1, RFC 7591 §2). The `authority` verifies the credentials.

use authority::PresentedCredentials;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{identifier_format::APPLICATION_PREFIX, refused_request::Reason};
use http::{HeaderMap, Uri, header::AUTHORIZATION};
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use super::{error::OAuthError, parameters::Parameters};

/// A request that is refused before its client is authenticated: the response, and what is stored for
/// the application's owner.
#[derive(Debug)]
pub struct Unreadable {
    pub error: OAuthError,
    pub reason: Reason,
    /// The part of the request that the reason is about; never a secret.
    pub value: String,
}

impl Unreadable {
    fn new(error: OAuthError, reason: Reason, value: impl Into<String>) -> Self {
        Self { error, reason, value: value.into() }
    }

    fn request(text: &'static str, reason: Reason) -> Self {
        Self::new(OAuthError::invalid_request(text), reason, "")
    }
}

/// The credentials that a request presents. An empty secret counts as not sent (RFC 6749 §3.2).
///
/// # Errors
/// Two methods of authentication, one that is not supported, or one that can't be parsed.
pub fn presented(
    headers: &HeaderMap,
    sent: &Parameters,
) -> Result<PresentedCredentials, Unreadable> {
    if sent.get("client_assertion").is_some() {
        let error = OAuthError::invalid_client();
        return Err(Unreadable::new(error, Reason::ClientAssertion, ""));
    }
    let lines = headers.get_all(AUTHORIZATION).iter();
    let mut lines = lines.filter(|line| !line.as_bytes().trim_ascii().is_empty());
    let in_body = sent.get("client_secret").map(|secret| Zeroizing::new(secret.to_owned()));
    let Some(line) = lines.next() else {
        let missing =
            || Unreadable::new(OAuthError::invalid_client(), Reason::ParameterMissing, "client_id");
        let id = sent.owned("client_id").ok_or_else(missing)?;
        return Ok(PresentedCredentials { id, secret: in_body });
    };
    if lines.next().is_some() || in_body.is_some() {
        let text = "Use one way of client authentication, not two.";
        return Err(Unreadable::request(text, Reason::TwoAuthentications));
    }
    let Some(credentials) = line.to_str().ok().and_then(basic) else {
        // A line without a space may be a secret without its scheme, which must not be stored.
        let scheme = line.to_str().ok().and_then(|line| Some(line.split_once(' ')?.0));
        let is_name = |text: &&str| {
            text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
        };
        let scheme = scheme.filter(is_name).unwrap_or_default();
        let error = OAuthError::invalid_client();
        return Err(Unreadable::new(error, Reason::AuthorizationHeader, scheme));
    };
    if sent.get("client_id").is_some_and(|id| id != credentials.id) {
        let text = "client_id is not the one in the Authorization header.";
        return Err(Unreadable::request(text, Reason::ClientIdDiffers));
    }
    Ok(credentials)
}

/// The client ID that a request names anywhere, authenticated or not.
pub fn named_client_id(headers: &HeaderMap, uri: &Uri, body: &[u8]) -> Option<String> {
    let line = headers.get(AUTHORIZATION).and_then(|line| line.to_str().ok());
    let in_header = || line.and_then(basic).map(|credentials| credentials.id);
    let in_form = || Parameters::parse(body).owned("client_id");
    let in_query = || Parameters::parse(uri.query()?.as_bytes()).owned("client_id");
    let in_json = || {
        let body: serde_json::Value = serde_json::from_slice(body).ok()?;
        Some(body.get("client_id")?.as_str()?.to_owned())
    };
    // A body of another type, such as `multipart/form-data`.
    let in_text = || {
        let text = String::from_utf8_lossy(body);
        let start = text.find(APPLICATION_PREFIX)?;
        let id = text[start..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
        Some(id.to_owned())
    };
    in_header().or_else(in_json).or_else(in_form).or_else(in_query).or_else(in_text)
}

/// Parses `Basic`, where identifier and secret are form-encoded before they are joined (RFC 6749
/// §2.3.1, RFC 7617 §2).
pub fn basic(line: &str) -> Option<PresentedCredentials> {
    let (scheme, encoded) = line.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let joined = Zeroizing::new(String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?);
    let (id, secret) = joined.split_once(':')?;
    let secret = decoded(secret)?;
    Some(PresentedCredentials {
        id: decoded(id)?,
        secret: (!secret.is_empty()).then(|| secret.into()),
    })
}

fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    Some(percent_decode_str(&spaced).decode_utf8().ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::error::Code;
    use http::HeaderValue;

    fn read(lines: &[&str], body: &str) -> Result<(String, Option<String>), Code> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(AUTHORIZATION, HeaderValue::try_from(*line).expect("a header"));
        }
        presented(&headers, &Parameters::parse(body.as_bytes()))
            .map(|found| (found.id, found.secret.map(|secret| secret.to_string())))
            .map_err(|unreadable| unreadable.error.code)
    }

    fn header(id: &str, secret: &str) -> String {
        format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
    }

    #[test]
    fn rfc_6749_2_3_1_exactly_one_method() {
        let both = |id: &str, secret: &str| Ok((id.to_owned(), Some(secret.to_owned())));
        assert_eq!(read(&[&header("a", "s")], ""), both("a", "s"));
        assert_eq!(read(&[&header("a", "s")], "client_id=a"), both("a", "s"));
        assert_eq!(read(&["bAsIc YTpz"], ""), both("a", "s"));
        assert_eq!(read(&[&header("a%3Ab", "%25+%2B")], ""), both("a:b", "% +"));
        assert_eq!(read(&[], "client_id=a&client_secret=s"), both("a", "s"));
        // A parameter without a value counts as not sent.
        let alone = Ok(("a".to_owned(), None));
        assert_eq!(read(&[], "client_id=a"), alone);
        assert_eq!(read(&[], "client_id=a&client_secret="), alone);
        assert_eq!(read(&[&header("a", "")], ""), alone);
        assert_eq!(read(&[""], "client_id=a&client_assertion="), alone);
        assert_eq!(read(&[&header("a", "s")], "client_secret=&client_id="), both("a", "s"));
        for (lines, body, code) in [
            (&[header("a", "s")][..], "client_secret=s", Code::InvalidRequest),
            (&[header("a", "s")], "client_id=b", Code::InvalidRequest),
            (&[header("a", "s"), header("a", "s")], "", Code::InvalidRequest),
            (&["Bearer x".to_owned()], "client_id=a", Code::InvalidClient),
            (&["Basic !".to_owned()], "", Code::InvalidClient),
            (&["Basic".to_owned()], "", Code::InvalidClient),
            (&[format!("Basic {}", STANDARD.encode("no colon"))], "", Code::InvalidClient),
            (&[header("a", "%FF")], "", Code::InvalidClient),
            (&[], "", Code::InvalidClient),
            (&[], "client_id=", Code::InvalidClient),
            (&[], "client_id=a&client_assertion=x", Code::InvalidClient),
        ] {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            assert_eq!(read(&lines, body), Err(code), "{lines:?} {body}");
        }
    }
}
