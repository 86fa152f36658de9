//! How the answer to a request for authorization reaches the application (RFC 6749 §4.1.2): by a
//! redirect, or by a page of ours where a redirect would not arrive.
//!
//! Chromium checks `form-action` on every hop after a form was sent, the application's own onward
//! redirects included, so what follows a form is a page that goes on by itself. A private-use scheme
//! (RFC 8252 §7.1) opens a program on the device, so it always is a page with a link to press.

use app::pages::redirect_page::{self, ReturnPage};
use authority::{AuthorizationResponse, AuthorizationResult};
use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{LOCATION, REFERRER_POLICY},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::error::OAuthError;
use crate::html::HtmlResponder;

/// All but the unreserved characters of RFC 3986 §2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How the request came that is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// By an address that was opened.
    Get,
    /// By a form of ours.
    Form,
}

/// The reply that takes the answer to the application.
pub fn send(
    page: &HtmlResponder,
    back: &AuthorizationResponse,
    issuer: &str,
    after: After,
) -> Response {
    let to = address(back, issuer);
    let about = match &back.result {
        AuthorizationResult::Code(_) => "Access was allowed.".to_owned(),
        AuthorizationResult::Error(authority::AuthorizationError::Denied) => {
            "Access was denied.".to_owned()
        }
        AuthorizationResult::Error(error) => {
            format!("Access was not allowed: {}", OAuthError::from(error.clone()).description)
        }
    };
    if !(to.starts_with("https://") || to.starts_with("http://")) {
        let application = back.application.as_str().to_owned();
        let html =
            redirect_page::render_return(&page.document, ReturnPage { to, application, about });
        return without_referrer(HtmlResponder::plain(StatusCode::OK, html));
    }
    match after {
        After::Get => redirect(&to),
        After::Form => go_on(page, &to, &about),
    }
}

/// After a form: a page of ours that goes on by itself.
pub(crate) fn go_on(page: &HtmlResponder, address: &str, about: &str) -> Response {
    let html = redirect_page::render(&page.document, address, about);
    without_referrer(HtmlResponder::plain(StatusCode::OK, html))
}

/// 303, never 307 or 308, which would send a form on (RFC 9700 §4.12). An empty fragment keeps the
/// browser from taking one along from our own address (RFC 9110 §10.2.2).
fn redirect(address: &str) -> Response {
    // Built from what was registered, which is ASCII, and percent-encoded values.
    let to = HeaderValue::try_from(format!("{address}#"));
    let to = to.unwrap_or(HeaderValue::from_static("/"));
    without_referrer((StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response())
}

/// Our own address holds the request, which is nobody else's business.
fn without_referrer(mut response: Response) -> Response {
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The address that the browser goes back to, with the answer, `state` as it came and `iss` (RFC
/// 9207 §2).
fn address(back: &AuthorizationResponse, issuer: &str) -> String {
    let mut address = back.redirect_uri.clone();
    let mut append = |name: &str, value: &str| {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        address.extend(utf8_percent_encode(value, ESCAPED));
    };
    match &back.result {
        AuthorizationResult::Code(code) => append("code", code.expose()),
        AuthorizationResult::Error(error) => {
            let error = OAuthError::from(error.clone());
            append("error", error.code.as_str());
            append("error_description", &error.description);
        }
    }
    if let Some(state) = &back.state {
        append("state", state);
    }
    append("iss", issuer);
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use authority::AuthorizationError;
    use domain::application::ApplicationName;

    #[test]
    fn rfc_6749_4_1_2_1_and_rfc_9207_an_answer_stays_in_its_parameters() {
        let application = ApplicationName::parse("Shop").expect("a name");
        let back = |redirect_uri: &str, state: Option<&str>| AuthorizationResponse {
            application: application.clone(),
            redirect_uri: redirect_uri.to_owned(),
            state: state.map(str::to_owned),
            result: AuthorizationResult::Error(AuthorizationError::Denied),
        };
        let to = |back: &AuthorizationResponse| address(back, "https://apps.example.com");
        assert_eq!(
            to(&back("https://a.example/cb", Some("a&b=c d#e"))),
            "https://a.example/cb?error=access_denied&error_description=The%20account%20said%20no.\
             &state=a%26b%3Dc%20d%23e&iss=https%3A%2F%2Fapps.example.com"
        );
        let with_query = to(&back("https://a.example/cb?x=1", None));
        assert!(with_query.starts_with("https://a.example/cb?x=1&error=access_denied&"));
        assert!(!with_query.contains("state="));
    }
}
