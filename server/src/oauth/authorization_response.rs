//! Sends the authorization response to the application (RFC 6749 §4.1.2): by a redirect, or by a page
//! where a redirect would not arrive.
//!
//! Chromium checks `form-action` on every redirect after a form was sent, those of the application
//! included. So the reply to a form is an interstitial page that redirects by
//! `<meta http-equiv=refresh>`. A private-use scheme (RFC 8252 §7.1) opens a program on the device, so
//! its response is always a page with a link to press.

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

/// All but the unreserved characters of RFC 3986 §2.3. `app::pages::query` has the same set.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The kind of request that the response answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    Get,
    /// A POST of the consent or the sign-in form.
    Form,
}

pub fn send(
    page: &HtmlResponder,
    back: &AuthorizationResponse,
    issuer: &str,
    after: After,
) -> Response {
    let to = response_uri(back, issuer);
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
        After::Form => redirect_by_page(page, &to, &about),
    }
}

/// A page that redirects, for after a form.
pub(crate) fn redirect_by_page(page: &HtmlResponder, url: &str, about: &str) -> Response {
    let html = redirect_page::render(&page.document, url, about);
    without_referrer(HtmlResponder::plain(StatusCode::OK, html))
}

/// 303, never 307 or 308, which would make the browser send a form again (RFC 9700 §4.12). An empty
/// fragment keeps the browser from adding the one of the current URL (RFC 9110 §10.2.2).
fn redirect(url: &str) -> Response {
    // Built from the registered redirect URI, which is ASCII, and percent-encoded values.
    let to = HeaderValue::try_from(format!("{url}#"));
    let to = to.unwrap_or(HeaderValue::from_static("/"));
    without_referrer((StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response())
}

/// The current URL holds the request, which the application's site must not learn as `Referer`.
fn without_referrer(mut response: Response) -> Response {
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The redirect URI with the parameters of the response, `state` as it was sent, and `iss` (RFC 9207
/// §2).
fn response_uri(back: &AuthorizationResponse, issuer: &str) -> String {
    let mut uri = back.redirect_uri.clone();
    let mut append = |name: &str, value: &str| {
        uri.push(if uri.contains('?') { '&' } else { '?' });
        uri.push_str(name);
        uri.push('=');
        uri.extend(utf8_percent_encode(value, ESCAPED));
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
    uri
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
        let to = |back: &AuthorizationResponse| response_uri(back, "https://apps.example.com");
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
