//! `/oauth/authorize` (RFC 6749 §3.1): GET decides or asks, POST is the answer to a question and
//! nothing else.
//!
//! Chromium checks `form-action` on every hop after a form was sent, the application's own onward
//! redirects included. So an answer is a small page of ours that goes on by itself, and never a
//! redirect (SECURITY B9).

use app::{
    api::ssr::Caller,
    pages::{
        self,
        consent::{self, ConsentForm},
        onward,
    },
};
use authority::{
    Answer, Authorization, AuthorizationRequest, ConsentOutcome, Question, Return, Unanswerable,
};
use axum::{
    Extension,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{endpoints::AUTHORIZE, time::Timestamp};
use http::{
    HeaderValue, StatusCode, Uri,
    header::{LOCATION, REFERRER_POLICY},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

use super::{error::OAuthError, parameters::Parameters};
use crate::{page::Page, state::AppState};

/// All but the unreserved characters of RFC 3986 §2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What our own sign-in page adds on the way back.
const SIGNED_IN_AFTER: &str = "signed_in_after";

/// `GET /oauth/authorize`
pub async fn ask(
    State(state): State<AppState>,
    caller: Option<Extension<Caller>>,
    page: Page,
    uri: Uri,
) -> Response {
    let query = uri.query().unwrap_or_default().as_bytes();
    let request = read(&Parameters::parse(query));
    let session = caller.as_ref().map(|Extension(caller)| &caller.session);
    match state.authority.authorize(request, session).await {
        Ok(Authorization::Refused(why)) => unanswerable(&page, why),
        Ok(Authorization::Return(back)) => redirect(&address(&back, state.base.as_str())),
        Ok(Authorization::SignIn { after }) => {
            let path = sign_in_path(query, after);
            (StatusCode::SEE_OTHER, [(LOCATION, header(&path))]).into_response()
        }
        Ok(Authorization::Ask(question)) => consent_page(&page, *question, query),
        Err(error) => page.failure(&error),
    }
}

/// `POST /oauth/authorize`: `answer` is `allow` or `deny`, for the `transaction` of the page.
pub async fn answer(
    State(state): State<AppState>,
    caller: Option<Extension<Caller>>,
    page: Page,
    body: Bytes,
) -> Response {
    let sent = Parameters::parse(&body);
    let allow = match sent.get("answer") {
        // Two answers are none.
        _ if !sent.repeated().is_empty() => return gone(&page),
        Some("allow") => true,
        Some("deny") => false,
        _ => return gone(&page),
    };
    let (Some(Extension(caller)), Some(transaction)) = (caller, sent.get("transaction")) else {
        return gone(&page);
    };
    let answered =
        state.authority.answer_consent(&caller.session, transaction, allow, &caller.origin).await;
    match answered {
        Ok(ConsentOutcome::Return(back)) => {
            let about = if allow { "Access was allowed." } else { "Access was denied." };
            go_on(&page, &address(&back, state.base.as_str()), about)
        }
        Ok(ConsentOutcome::Gone) => gone(&page),
        Err(error) => page.failure(&error),
    }
}

/// Reads a request for authorization.
pub fn read(sent: &Parameters) -> AuthorizationRequest {
    AuthorizationRequest {
        client_id: sent.owned("client_id"),
        redirect_uri: sent.owned("redirect_uri"),
        state: sent.owned("state"),
        response_type: sent.owned("response_type"),
        response_mode: sent.owned("response_mode"),
        scope: sent.owned("scope"),
        code_challenge: sent.owned("code_challenge"),
        code_challenge_method: sent.owned("code_challenge_method"),
        prompt: sent.owned("prompt"),
        max_age: sent.owned("max_age"),
        request: sent.get("request").is_some(),
        request_uri: sent.get("request_uri").is_some(),
        repeated: sent.repeated(),
        signed_in_after: sent.owned(SIGNED_IN_AFTER),
    }
}

/// The same request again, as one of our own paths, with what signing in adds.
pub fn again(query: &[u8], after: Option<Timestamp>) -> String {
    let pairs = form_urlencoded::parse(query);
    // Without a second one: two of a parameter are refused.
    let pairs = pairs.filter(|(name, _)| after.is_none() || name != SIGNED_IN_AFTER);
    let start = format!("{AUTHORIZE}?");
    let length = start.len();
    let mut again = form_urlencoded::Serializer::for_suffix(start, length);
    again.extend_pairs(pairs);
    if let Some(after) = after {
        again.append_pair(SIGNED_IN_AFTER, &after.0.to_string());
    }
    again.finish()
}

fn sign_in_path(query: &[u8], after: Option<Timestamp>) -> String {
    const START: &str = "/sign-in?";
    let mut path = form_urlencoded::Serializer::for_suffix(START.to_owned(), START.len());
    if after.is_some() {
        path.append_pair("prompt", "login");
    }
    path.append_pair("next", &again(query, after)).finish()
}

fn consent_page(page: &Page, question: Question, query: &[u8]) -> Response {
    let asked_before = question.permissions.iter().any(|(_, is_new)| !is_new);
    let form = ConsentForm {
        transaction: question.token.expose().to_owned(),
        application: question.application.as_str().to_owned(),
        owner: question.owner,
        redirect_uri: question.redirect_uri,
        permissions: question.permissions,
        asked_before,
        account: question.account,
        again: again(query, None),
    };
    Page::plain(StatusCode::OK, consent::render(&page.document, form))
}

/// The address that the browser goes back to, with the answer, `state` as it came and `iss` (RFC
/// 9207 §2).
fn address(back: &Return, issuer: &str) -> String {
    let mut address = back.redirect_uri.clone();
    let mut append = |name: &str, value: &str| {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        address.extend(utf8_percent_encode(value, ESCAPED));
    };
    match &back.answer {
        Answer::Code(code) => append("code", code.expose()),
        Answer::Error(error) => {
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

fn header(address: &str) -> HeaderValue {
    // Built from what was registered, which is ASCII, and percent-encoded values.
    HeaderValue::try_from(address).unwrap_or(HeaderValue::from_static("/"))
}

/// After a GET: 303, never 307 or 308, which would send a form on (RFC 9700 §4.12). An empty
/// fragment keeps the browser from taking one along from our own address (RFC 9110 §10.2.2).
fn redirect(address: &str) -> Response {
    let no_referrer = HeaderValue::from_static("no-referrer");
    let headers = [(LOCATION, header(&format!("{address}#"))), (REFERRER_POLICY, no_referrer)];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// After a POST: a page of ours that goes on by itself.
pub(crate) fn go_on(page: &Page, address: &str, about: &str) -> Response {
    let mut response = Page::plain(StatusCode::OK, onward::render(&page.document, address, about));
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Nothing is sent to an address that was not proved good (RFC 6749 §4.1.2.1).
fn unanswerable(page: &Page, why: Unanswerable) -> Response {
    let about = match why {
        Unanswerable::NoApplication => "The link does not say which application it is from.",
        Unanswerable::UnknownApplication => {
            "The application that sent you here is not registered, or was deleted."
        }
        Unanswerable::NoRedirectUri => "The application did not say where to return to.",
        Unanswerable::UnregisteredRedirectUri => {
            "The address that the application wants to return to is not registered."
        }
    };
    let about = format!("{about} Nothing was shared. Tell whoever runs the application.");
    let html = pages::error::render(&page.document, "This request can't be answered", &about, None);
    Page::plain(StatusCode::BAD_REQUEST, html)
}

fn gone(page: &Page) -> Response {
    let about = "The question was answered before, or waited too long. \
                 Go back to the application and start again.";
    let html = pages::error::render(&page.document, "This question is closed", about, None);
    Page::plain(StatusCode::BAD_REQUEST, html)
}

#[cfg(test)]
mod tests {
    use super::*;
    use authority::AuthorizationError;

    #[test]
    fn rfc_6749_4_1_2_1_and_rfc_9207_an_answer_stays_in_its_parameters() {
        let back = |redirect_uri: &str, state: Option<&str>| Return {
            redirect_uri: redirect_uri.to_owned(),
            state: state.map(str::to_owned),
            answer: Answer::Error(AuthorizationError::Denied),
        };
        let to = |back: &Return| address(back, "https://apps.example.com");
        assert_eq!(
            to(&back("https://a.example/cb", Some("a&b=c d#e"))),
            "https://a.example/cb?error=access_denied&error_description=The%20account%20said%20no.\
             &state=a%26b%3Dc%20d%23e&iss=https%3A%2F%2Fapps.example.com"
        );
        let with_query = to(&back("https://a.example/cb?x=1", None));
        assert!(with_query.starts_with("https://a.example/cb?x=1&error=access_denied&"));
        assert!(!with_query.contains("state="));
    }

    #[test]
    fn a_request_survives_signing_in() {
        let query = b"client_id=a&state=%26%3D+%C3%BC&scope=x+y&signed_in_after=1";
        let path = sign_in_path(query, Some(Timestamp(42)));
        let next = form_urlencoded::parse(path.split_once('?').expect("a query").1.as_bytes())
            .find(|(name, _)| name == "next")
            .expect("the way back")
            .1
            .into_owned();
        let sent = Parameters::parse(next.split_once('?').expect("a query").1.as_bytes());
        assert_eq!(sent.get("state"), Some("&= ü"));
        assert_eq!(sent.get("scope"), Some("x y"));
        assert_eq!(sent.get(SIGNED_IN_AFTER), Some("42"));
        assert!(sent.repeated().is_empty());
        assert!(path.starts_with("/sign-in?prompt=login&next=%2Foauth%2Fauthorize%3F"));
    }
}
