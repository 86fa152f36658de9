//! `/oauth/authorize` (RFC 6749 §3.1). GET is an authorization request. POST is the answer to a consent
//! prompt, or, if it holds a request instead, is handled as a GET.

use app::{
    api::ssr::Caller,
    pages::{
        self,
        consent::{self, ConsentForm},
    },
};
use authority::{
    ActiveSession, Authorization, AuthorizationRequest, ConsentOutcome, ConsentPrompt,
    NonRedirectableError, RequestObject,
};
use axum::{body::Bytes, extract::State, response::Response};
use domain::{account::Email, endpoints::AUTHORIZE, text::visible, time::Timestamp};
use http::{StatusCode, Uri};
use url::form_urlencoded;

use super::{
    authorization_response::{self, After},
    parameters::{LONGEST_REQUEST, Parameters},
};
use crate::{
    html::HtmlResponder,
    state::AppState,
    web::{redirect, session::SignedIn},
};

/// Added by the redirect to the sign-in page, for the way back: the time after which the account must
/// have signed in.
const SIGNED_IN_AFTER: &str = "signed_in_after";

/// The parameters of this endpoint. None of them may be repeated; others may (RFC 6749 §3.1, RFC 8707
/// §2).
const KNOWN: &[&str] = &[
    "client_id",
    "redirect_uri",
    "state",
    "response_type",
    "response_mode",
    "scope",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "login_hint",
    "request",
    "request_uri",
    SIGNED_IN_AFTER,
];

/// `GET /oauth/authorize`
pub async fn ask(
    State(state): State<AppState>,
    caller: Option<SignedIn>,
    page: HtmlResponder,
    uri: Uri,
) -> Response {
    let query = uri.query().unwrap_or_default().as_bytes();
    let asked = Asked { query, after: After::Get, closed: false };
    decide(&state, caller.as_ref().map(|SignedIn(caller)| caller), &page, asked).await
}

/// An authorization request.
struct Asked<'a> {
    query: &'a [u8],
    after: After,
    /// Whether this request replaces a consent prompt that was closed when its answer arrived.
    closed: bool,
}

async fn decide(
    state: &AppState,
    caller: Option<&Caller>,
    page: &HtmlResponder,
    asked: Asked<'_>,
) -> Response {
    let sent = Parameters::parse(asked.query);
    let request = AuthorizationRequest {
        too_long: again(asked.query, None).len() > LONGEST_REQUEST,
        always_ask: asked.closed,
        ..read(&sent)
    };
    let session: Option<&ActiveSession> = caller.map(|caller| &caller.session);
    match state.authority.authorize(request, session).await {
        Ok(Authorization::Refused(why)) => unanswerable(page, why, sent.get("client_id")),
        Ok(Authorization::Respond(back)) => {
            authorization_response::send(page, &back, state.base.as_str(), asked.after)
        }
        Ok(Authorization::SignIn { after }) => {
            let query =
                if asked.closed { with_prompt_consent(asked.query) } else { asked.query.to_vec() };
            redirect::see_other(&sign_in_path(&query, after))
        }
        Ok(Authorization::PromptForConsent(question)) => consent_page(page, *question, &asked),
        Err(error) => page.failure(&error),
    }
}

/// `POST /oauth/authorize`: `answer` is `allow` or `deny`, for the prompt `transaction`. Where the prompt
/// is closed (it was answered differently, has expired, or an account has signed in since), the copy
/// in `request` passes all checks again.
pub async fn answer(
    State(state): State<AppState>,
    caller: Option<SignedIn>,
    page: HtmlResponder,
    body: Bytes,
) -> Response {
    let sent = Parameters::parse(&body);
    let caller = caller.as_ref().map(|SignedIn(caller)| caller);
    if sent.get("answer").is_none() && sent.get("client_id").is_some() {
        let asked = Asked { query: &body, after: After::Form, closed: false };
        return decide(&state, caller, &page, asked).await;
    }
    let allow = match sent.get("answer") {
        // A repeated parameter is ambiguous.
        _ if !sent.repeated(&["answer", "transaction"]).is_empty() => None,
        Some("allow") => Some(true),
        Some("deny") => Some(false),
        _ => None,
    };
    let (Some(allow), Some(transaction)) = (allow, sent.get("transaction")) else {
        return closed(&page);
    };
    if let Some(caller) = caller {
        let authority = &state.authority;
        let answered =
            authority.answer_consent(&caller.session, transaction, allow, &caller.origin).await;
        match answered {
            Ok(ConsentOutcome::Respond(back)) => {
                let issuer = state.base.as_str();
                return authorization_response::send(&page, &back, issuer, After::Form);
            }
            Ok(ConsentOutcome::Gone) => {}
            Err(error) => return page.failure(&error),
        }
    }
    match sent.get("request").and_then(|path| path.strip_prefix(AUTHORIZE)?.strip_prefix('?')) {
        Some(query) => {
            let asked = Asked { query: query.as_bytes(), after: After::Form, closed: true };
            decide(&state, caller, &page, asked).await
        }
        None => closed(&page),
    }
}

pub fn read(sent: &Parameters) -> AuthorizationRequest {
    let by_value = sent.get("request").map(|_| RequestObject::ByValue);
    let by_reference = sent.get("request_uri").map(|_| RequestObject::ByReference);
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
        request_object: by_value.or(by_reference),
        repeated: sent.repeated(KNOWN),
        malformed: sent.malformed(KNOWN),
        signed_in_after: sent.owned(SIGNED_IN_AFTER),
        ..AuthorizationRequest::default()
    }
}

/// The same request as a path of this server, with the parameter that signing in adds.
pub fn again(query: &[u8], after: Option<Timestamp>) -> String {
    let pairs = form_urlencoded::parse(query);
    // Replaces an earlier one, because a repeated parameter is refused.
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

/// The same request with `prompt=consent` (OpenID Connect Core §3.1.2.1). The account has just answered,
/// and an earlier grant must not turn that answer into a yes.
fn with_prompt_consent(query: &[u8]) -> Vec<u8> {
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
fn sign_in_path(query: &[u8], after: Option<Timestamp>) -> String {
    const START: &str = "/sign-in?";
    let mut path = form_urlencoded::Serializer::for_suffix(START.to_owned(), START.len());
    if after.is_some() {
        path.append_pair("prompt", "login");
    }
    let hint = Parameters::parse(query).owned("login_hint");
    if let Some(email) = hint.and_then(|hint| Email::parse(&hint).ok()) {
        path.append_pair("login_hint", email.as_str());
    }
    path.append_pair("next", &again(query, after)).finish()
}

fn consent_page(page: &HtmlResponder, question: ConsentPrompt, asked: &Asked<'_>) -> Response {
    let asked_before = question.permissions.iter().any(|(_, is_new)| !is_new);
    let form = ConsentForm {
        transaction: question.token.expose().to_owned(),
        application: question.application.as_str().to_owned(),
        owner: question.owner,
        redirect_uri: question.redirect_uri,
        permissions: question.permissions,
        asked_before,
        account: question.account,
        again: again(asked.query, None),
        closed: asked.closed,
    };
    HtmlResponder::plain(StatusCode::OK, consent::render(&page.document, form))
}

/// The page for a request whose redirect URI is not known to be good: nothing is sent there (RFC 6749
/// §4.1.2.1).
fn unanswerable(
    page: &HtmlResponder,
    why: NonRedirectableError,
    client_id: Option<&str>,
) -> Response {
    let about = match why {
        NonRedirectableError::NoApplication => {
            "The link does not say which application it is from.".to_owned()
        }
        NonRedirectableError::UnknownApplication => {
            let sent: String = client_id.unwrap_or_default().chars().take(64).collect();
            format!(
                "The application that sent you here is not registered, or was deleted. It calls \
                 itself {:?}.",
                visible(&sent)
            )
        }
        NonRedirectableError::NoRedirectUri => {
            "The application did not say where to return to.".to_owned()
        }
        NonRedirectableError::UnregisteredRedirectUri => {
            "The address that the application wants to return to is not registered.".to_owned()
        }
    };
    let about = format!("{about} Nothing was shared. Tell whoever runs the application.");
    let html = pages::error::render(&page.document, "This request can't be answered", &about, None);
    HtmlResponder::plain(StatusCode::BAD_REQUEST, html)
}

/// The page for an answer to a closed prompt without a copy of its request.
fn closed(page: &HtmlResponder) -> Response {
    let about = "The question was answered before, or waited too long. \
                 Go back to the application and start again.";
    let html = pages::error::render(&page.document, "This question is closed", about, None);
    HtmlResponder::plain(StatusCode::BAD_REQUEST, html)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(sent.repeated(KNOWN).is_empty());
        assert!(path.starts_with("/sign-in?prompt=login&next=%2Foauth%2Fauthorize%3F"));
    }

    #[test]
    fn a_login_hint_goes_along_to_the_sign_in_page() {
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
        let request = again(query.as_bytes(), Some(Timestamp(1_795_445_999_000)));
        assert!(again(query.as_bytes(), None).len() > LONGEST_REQUEST - 3);
        assert_eq!(
            crate::web::return_path::safe_return_path(&request, &["oauth"]),
            Some(request.as_str())
        );
    }
}
