//! Passwords, sessions and authorised applications by plain forms: what `/security` does with its
//! server functions, and the change of password, which only a form does because the reply carries
//! a new cookie.

use app::{api::ssr::Caller, pages::posted::Posted};
use authority::Error;
use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use domain::{
    problem::{Field, Problem, ProblemCode},
    session::SessionId,
};
use http::{header::RETRY_AFTER, request::Parts};

use super::{Fields, Named, sign_in};
use crate::{
    page::{self, Page},
    state::AppState,
    web::{address::ClientAddr, session},
};

const SECURITY: &str = "/security";

/// `POST /security/password`. Wrong ones count as failed sign-ins do.
pub async fn password(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    ClientAddr(address): ClientAddr,
    page: Page,
    parts: Parts,
    body: Bytes,
) -> Response {
    let fields = Fields::read(&body);
    let email = caller.session.account.email.as_str();
    let attempt = match state.sign_ins.attempt(email, address) {
        Ok(attempt) => attempt,
        Err(wait) => {
            let text = format!("Too many attempts. Try again in {} s.", wait.seconds);
            let problem = Problem::new(ProblemCode::TooMany, text);
            let mut response = refused(page, problem).await;
            response.headers_mut().insert(RETRY_AFTER, wait.header());
            return response;
        }
    };
    let (current, new) = (fields.text("current_password"), fields.text("new_password"));
    let origin = session::origin(&parts);
    let changed = state.authority.change_own_password(&caller.session, current, new, origin).await;
    let error = match changed {
        Ok(session) => {
            attempt.forgive();
            let next = "/security?notice=password-changed";
            return sign_in::welcome(&state, &page, &parts, &session, next).await;
        }
        Err(error) => error,
    };
    let problem = page::outside(&error);
    let wrong = problem.fields.iter().any(|found| found.field == Field::CurrentPassword);
    if !wrong {
        attempt.forgive();
    }
    let mut response = refused(page, problem).await;
    page::retry_after(&error, &mut response);
    response
}

async fn refused(page: Page, problem: Problem) -> Response {
    let status = page::status(&problem);
    page.dashboard(Some((status, Posted::PasswordRefused(problem)))).await
}

/// `POST /security/sessions/{id}/revoke`
pub async fn end_session(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    page: Page,
) -> Response {
    let Ok(id) = SessionId::parse(&id) else { return page.not_found() };
    back(&page, state.authority.end_session(&caller.session, &id).await)
}

/// `POST /security/sign-out-others`
pub async fn end_other_sessions(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    page: Page,
) -> Response {
    back(&page, state.authority.end_other_sessions(&caller.session).await.map(|_| true))
}

/// `POST /security/applications/{id}/revoke`
pub async fn revoke_application(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Named(id): Named,
    page: Page,
) -> Response {
    back(&page, state.authority.revoke_grant(&caller.actor(), &id).await)
}

fn back(page: &Page, done: Result<bool, Error>) -> Response {
    match done {
        Ok(true) => page::see_other(SECURITY),
        Ok(false) => page.not_found(),
        Err(error) => page.failure(&error),
    }
}
