//! `/applications/{id}/try`: the owner tests an application with a real authorization code flow. The
//! POST starts the flow, and its redirect URI is the GET.

use app::pages::test_flow::{self, TestFlowPage, TestFlowResult};
use authority::TestFlowOutcome;
use axum::{extract::State, response::Response};
use domain::{application::ClientId, endpoints::AUTHORIZE};
use http::{StatusCode, Uri};
use url::form_urlencoded;

use super::{authorization_response::redirect_by_page, error::OAuthError, parameters::Parameters};
use crate::{forms::ApplicationPath, html::HtmlResponder, state::AppState, web::session::SignedIn};

/// `POST /applications/{id}/try`
pub async fn begin(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
) -> Response {
    let callback = callback(&state, &id);
    let begun = state.authority.start_test_flow(&caller.session, &id, callback.clone()).await;
    let start = match begun {
        Ok(Some(start)) => start,
        Ok(None) => return page.not_found(),
        Err(error) => return page.failure(&error),
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", id.as_str())
        .append_pair("redirect_uri", &callback)
        .append_pair("state", &start.state)
        .append_pair("code_challenge", start.challenge.as_str())
        .append_pair("code_challenge_method", "S256")
        .append_pair("prompt", "consent")
        .finish();
    redirect_by_page(
        &page,
        &format!("{AUTHORIZE}?{query}"),
        "The trial begins with the consent page.",
    )
}

fn callback(state: &AppState, id: &ClientId) -> String {
    format!("{}/applications/{}/try", state.base, id.as_str())
}

/// `GET /applications/{id}/try`: the callback.
pub async fn end(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
    uri: Uri,
) -> Response {
    let application = match state.authority.application(caller.account(), &id).await {
        Ok(Some(application)) => application,
        Ok(None) => return page.not_found(),
        Err(error) => return page.failure(&error),
    };
    let sent = Parameters::parse(uri.query().unwrap_or_default().as_bytes());
    let trial = sent.get("state").unwrap_or_default();
    let ended =
        state.authority.finish_test_flow(&caller.session, &id, trial, sent.owned("code")).await;
    let (status, outcome) = match ended {
        Ok(TestFlowOutcome::Issued { scope, expires_in }) => {
            let expires_in = u32::try_from(expires_in.as_secs()).unwrap_or(u32::MAX);
            (StatusCode::OK, TestFlowResult::Issued { scope, expires_in })
        }
        Ok(TestFlowOutcome::Refused(refusal)) => {
            let error = OAuthError::from(refusal);
            let text = format!("{}: {}", error.code.as_str(), error.description);
            (StatusCode::OK, TestFlowResult::Failed(text))
        }
        Ok(TestFlowOutcome::NoCode) => {
            let denied = sent.get("error") == Some("access_denied");
            let text = if denied { "You pressed Deny." } else { "No code came back." };
            (StatusCode::OK, TestFlowResult::Failed(text.to_owned()))
        }
        Ok(TestFlowOutcome::Unknown) => {
            let text = "This trial is over, or was begun elsewhere. Begin a new one.";
            (StatusCode::BAD_REQUEST, TestFlowResult::Failed(text.to_owned()))
        }
        Err(error) => return page.failure(&error),
    };
    let shown = TestFlowPage {
        client_id: application.client_id,
        name: application.name,
        kind: application.kind,
        token_endpoint: state.endpoints().token,
        outcome,
    };
    HtmlResponder::plain(status, test_flow::render(&page.document, shown))
}
