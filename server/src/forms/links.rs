//! The pages of single-use links: first run, invitation, new password.

use app::pages::link::{self, LinkForm};
use authority::{Error, Link, RedeemLink};
use axum::{body::Bytes, extract::State, response::Response};
use domain::link::LinkPurpose;
use http::{StatusCode, Uri, request::Parts};

use super::sign_in;
use crate::{
    html::HtmlResponder,
    problem,
    state::AppState,
    web::{client_info, client_ip::ClientIp, fields::Fields, rate_limit::counter::NotCounted},
};

/// `GET /setup?token=…`
pub async fn show_setup(state: State<AppState>, page: HtmlResponder, uri: Uri) -> Response {
    show(&state, &page, &uri, &[LinkPurpose::Setup]).await
}

/// `POST /setup`
pub async fn setup(
    state: State<AppState>,
    page: HtmlResponder,
    parts: Parts,
    body: Bytes,
) -> Response {
    redeem(&state, &page, &parts, &body, &[LinkPurpose::Setup]).await
}

/// `GET /link?token=…`
pub async fn show_link(state: State<AppState>, page: HtmlResponder, uri: Uri) -> Response {
    show(&state, &page, &uri, &[LinkPurpose::Invite, LinkPurpose::Reset]).await
}

/// `POST /link`
pub async fn link(
    state: State<AppState>,
    page: HtmlResponder,
    parts: Parts,
    body: Bytes,
) -> Response {
    redeem(&state, &page, &parts, &body, &[LinkPurpose::Invite, LinkPurpose::Reset]).await
}

async fn show(state: &AppState, page: &HtmlResponder, uri: &Uri, here: &[LinkPurpose]) -> Response {
    let token = Fields::read(uri.query().unwrap_or_default().as_bytes()).text("token");
    match find(state, &token, here).await {
        Ok(Some((purpose, email))) => {
            let email = email.unwrap_or_default();
            let form = LinkForm { purpose, token, email, name: String::new(), problem: None };
            HtmlResponder::plain(StatusCode::OK, link::render(&page.document, form))
        }
        Ok(None) => used_link(page),
        Err(error) => page.failure(&error),
    }
}

async fn redeem(
    state: &AppState,
    page: &HtmlResponder,
    parts: &Parts,
    body: &[u8],
    here: &[LinkPurpose],
) -> Response {
    let fields = Fields::read(body);
    let token = fields.text("token");
    let (purpose, given) = match find(state, &token, here).await {
        Ok(Some(found)) => found,
        Ok(None) => return repeated_send(state, page, parts, &fields).await,
        Err(error) => return page.failure(&error),
    };
    let typed = RedeemLink {
        email: fields.text("email"),
        name: fields.text("name"),
        password: fields.text("password"),
    };
    let outcome = state.authority.redeem_link(token.clone(), typed, client_info::of(parts)).await;
    let error = match outcome {
        Ok(new) => {
            return sign_in::redirect_with_session(state, page, parts, &new, "/applications").await;
        }
        Err(Error::LinkGone) => return repeated_send(state, page, parts, &fields).await,
        Err(error) => error,
    };
    let problem = problem::public_problem(&error);
    let status = problem::status(&problem);
    let email = given.unwrap_or_else(|| fields.text("email"));
    let form =
        LinkForm { purpose, token, email, name: fields.text("name"), problem: Some(problem) };
    let mut response = HtmlResponder::plain(status, link::render(&page.document, form));
    problem::retry_after(&error, &mut response);
    response
}

/// The purpose of a link and the email of its account, if the link works and belongs on this page.
async fn find(
    state: &AppState,
    token: &str,
    here: &[LinkPurpose],
) -> Result<Option<(LinkPurpose, Option<String>)>, Error> {
    let found = state.authority.link(token).await?;
    let found = found.map(|Link { purpose, email }| (purpose, email.map(String::from)));
    Ok(found.filter(|(purpose, _)| here.contains(purpose)))
}

/// A second send of the form arrives when the first one has used the link. It gets the reply of the
/// first if its password is the one that was chosen moments ago.
async fn repeated_send(
    state: &AppState,
    page: &HtmlResponder,
    parts: &Parts,
    fields: &Fields<'_>,
) -> Response {
    let (email, password) = (fields.text("email"), fields.text("password"));
    let ClientIp(ip) = ClientIp::of(parts);
    let attempt = match state.sign_in_limits.attempt(sign_in::normalized_email(&email), ip).await {
        Ok(attempt) => attempt,
        Err(NotCounted::TooMany(_)) => return used_link(page),
        Err(NotCounted::Failed(error)) => return page.failure(&error),
    };
    let client_info = client_info::of(parts);
    match state.authority.sign_in_with_new_password(&email, password, client_info).await {
        Ok(Some(new)) => {
            attempt.forgive().await;
            sign_in::redirect_with_session(state, page, parts, &new, "/applications").await
        }
        Ok(None) => used_link(page),
        Err(error) => page.failure(&error),
    }
}

fn used_link(page: &HtmlResponder) -> Response {
    HtmlResponder::plain(StatusCode::GONE, link::render_spent(&page.document))
}
