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
use domain::{endpoints::AUTHORIZE, text::visible};
use http::{StatusCode, Uri};

use super::{
    authorization_response::{self, After},
    authorize_path::{SIGNED_IN_AFTER, request_path, sign_in_path, with_prompt_consent},
    parameters::{LONGEST_REQUEST, Parameters},
};
use crate::{
    html::HtmlResponder,
    state::AppState,
    web::{redirect, session::SignedIn},
};

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
    let received = ReceivedRequest { query, after: After::Get, closed: false };
    decide(&state, caller.as_ref().map(|SignedIn(caller)| caller), &page, received).await
}

/// An authorization request.
struct ReceivedRequest<'a> {
    query: &'a [u8],
    after: After,
    /// Whether this request replaces a consent prompt that was closed when its answer arrived.
    closed: bool,
}

async fn decide(
    state: &AppState,
    caller: Option<&Caller>,
    page: &HtmlResponder,
    received: ReceivedRequest<'_>,
) -> Response {
    let sent = Parameters::parse(received.query);
    let request = AuthorizationRequest {
        too_long: request_path(received.query, None).len() > LONGEST_REQUEST,
        always_ask: received.closed,
        ..read(&sent)
    };
    let session: Option<&ActiveSession> = caller.map(|caller| &caller.session);
    match state.authority.authorize(request, session).await {
        Ok(Authorization::Refused(why)) => {
            non_redirectable_error_page(page, why, sent.get("client_id"))
        }
        Ok(Authorization::Respond(back)) => {
            authorization_response::send(page, &back, state.base.as_str(), received.after)
        }
        Ok(Authorization::SignIn { after }) => {
            let query = if received.closed {
                with_prompt_consent(received.query)
            } else {
                received.query.to_vec()
            };
            redirect::see_other(&sign_in_path(&query, after))
        }
        Ok(Authorization::PromptForConsent(question)) => consent_page(page, *question, &received),
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
        let received = ReceivedRequest { query: &body, after: After::Form, closed: false };
        return decide(&state, caller, &page, received).await;
    }
    let allow = match sent.get("answer") {
        // A repeated parameter is ambiguous.
        _ if !sent.repeated(&["answer", "transaction"]).is_empty() => None,
        Some("allow") => Some(true),
        Some("deny") => Some(false),
        _ => None,
    };
    let (Some(allow), Some(transaction)) = (allow, sent.get("transaction")) else {
        return closed_prompt_page(&page);
    };
    if let Some(caller) = caller {
        let authority = &state.authority;
        let answered = authority
            .answer_consent(&caller.session, transaction, allow, &caller.client_info)
            .await;
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
            let received =
                ReceivedRequest { query: query.as_bytes(), after: After::Form, closed: true };
            decide(&state, caller, &page, received).await
        }
        None => closed_prompt_page(&page),
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

fn consent_page(
    page: &HtmlResponder,
    question: ConsentPrompt,
    received: &ReceivedRequest<'_>,
) -> Response {
    let asked_before = question.permissions.iter().any(|(_, is_new)| !is_new);
    let form = ConsentForm {
        transaction: question.token.expose().to_owned(),
        application: question.application.as_str().to_owned(),
        owner: question.owner,
        redirect_uri: question.redirect_uri,
        permissions: question.permissions,
        asked_before,
        account: question.account,
        again: request_path(received.query, None),
        closed: received.closed,
    };
    HtmlResponder::plain(StatusCode::OK, consent::render(&page.document, form))
}

/// The page for a request whose redirect URI is not known to be good: nothing is sent there (RFC 6749
/// §4.1.2.1).
fn non_redirectable_error_page(
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
fn closed_prompt_page(page: &HtmlResponder) -> Response {
    let about = "The question was answered before, or waited too long. \
                 Go back to the application and start again.";
    let html = pages::error::render(&page.document, "This question is closed", about, None);
    HtmlResponder::plain(StatusCode::BAD_REQUEST, html)
}
