//! Passwords, sessions and consents: the plain forms of what `/security` does with server functions,
//! and the change of the password, which is always a form because its reply sets a new cookie.

use app::{api::ssr::Caller, pages::form_result::FormResult};
use authority::Error;
use axum::{
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use domain::{audit::AuditAction, problem::Problem, session::SessionId};
use http::request::Parts;

use super::{ApplicationPath, sign_in};
use crate::{
    html::HtmlResponder,
    problem,
    state::AppState,
    web::{client_info, client_ip::ClientIp, fields::Fields, redirect, session::SignedIn},
};

const SECURITY: &str = "/security";
const CHANGED: &str = "/security?notice=password-changed";

/// `POST /security/password`. A wrong current password counts as a failed sign-in.
///
/// A second send of the form arrives when the first one has changed the password and ended the
/// session that both were sent with. It gets the reply of the first if its new password is the one
/// that was chosen moments ago.
pub async fn password(
    State(state): State<AppState>,
    caller: Option<SignedIn>,
    ClientIp(ip): ClientIp,
    page: HtmlResponder,
    parts: Parts,
    body: Bytes,
) -> Response {
    let fields = Fields::read(&body);
    let email =
        caller.as_ref().map(|SignedIn(caller)| caller.session.account.email.as_str().to_owned());
    let email = match email {
        Some(email) => email,
        None => match email_of_sender(&state, &parts).await {
            Ok(email) => email.unwrap_or_else(|| fields.text("email")),
            Err(error) => return page.failure(&error),
        },
    };
    let attempt = match state.sign_in_limits.attempt(sign_in::normalized_email(&email), ip).await {
        Ok(attempt) => attempt,
        Err(not_counted) => {
            let mut response = refused(page, not_counted.problem()).await;
            not_counted.retry_after(&mut response);
            return response;
        }
    };
    let (current, new) = (fields.text("current_password"), fields.text("new_password"));
    let client_info = client_info::of(&parts);
    let changed = match &caller {
        Some(SignedIn(Caller { session, .. })) => {
            let (new, client_info) = (new.clone(), client_info.clone());
            state
                .authority
                .change_own_password(session, current, new, client_info)
                .await
                .map_err(Some)
        }
        None => Err(None),
    };
    let error = match changed {
        Ok(session) => {
            attempt.forgive().await;
            return sign_in::redirect_with_session(&state, &page, &parts, &session, CHANGED).await;
        }
        Err(error) => error,
    };
    let problem = error.as_ref().map_or_else(Problem::signed_out, problem::public_problem);
    let wrong = matches!(error, Some(Error::WrongPassword));
    if (wrong || caller.is_none())
        && let Ok(Some(session)) =
            state.authority.sign_in_with_new_password(&email, new, client_info).await
    {
        attempt.forgive().await;
        return sign_in::redirect_with_session(&state, &page, &parts, &session, CHANGED).await;
    }
    if caller.is_none() {
        return redirect::see_other("/sign-in?next=%2Fsecurity");
    }
    if !wrong {
        attempt.forgive().await;
    }
    let mut response = refused(page, problem).await;
    if let Some(error) = &error {
        problem::retry_after(error, &mut response);
    }
    response
}

/// The email of the account whose ended session a second send of the form carries.
async fn email_of_sender(state: &AppState, parts: &Parts) -> Result<Option<String>, Error> {
    let Some(token) = state.cookie.get(&parts.headers) else { return Ok(None) };
    Ok(state.authority.email_of_ended_session(token).await?.map(String::from))
}

async fn refused(page: HtmlResponder, problem: Problem) -> Response {
    let status = problem::status(&problem);
    page.dashboard(Some((status, FormResult::PasswordRefused(problem)))).await
}

/// `POST /security/sessions/{id}/revoke`
pub async fn end_session(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    page: HtmlResponder,
) -> Response {
    let Ok(id) = SessionId::parse(&id) else { return page.not_found() };
    // Ended sessions are not stored. So a second send, a session of another account and one that
    // never existed get the same reply: a redirect to the list, which does not have it.
    redirect_to_security(
        &page,
        state.authority.end_session(&caller.session, &id).await.map(|_| true),
    )
}

/// `POST /security/sign-out-others`
pub async fn end_other_sessions(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    page: HtmlResponder,
) -> Response {
    redirect_to_security(
        &page,
        state.authority.end_other_sessions(&caller.session).await.map(|_| true),
    )
}

/// `POST /security/applications/{id}/revoke`
pub async fn revoke_application(
    State(state): State<AppState>,
    SignedIn(caller): SignedIn,
    ApplicationPath(id): ApplicationPath,
    page: HtmlResponder,
) -> Response {
    let revoked = match state.authority.revoke_grant(&caller.actor(), &id).await {
        // A second send of the form finds nothing.
        Ok(false) => {
            state.authority.has_done(caller.account(), &id, AuditAction::GrantRevoked).await
        }
        revoked => revoked,
    };
    redirect_to_security(&page, revoked)
}

fn redirect_to_security(page: &HtmlResponder, done: Result<bool, Error>) -> Response {
    match done {
        Ok(true) => redirect::see_other(SECURITY),
        Ok(false) => page.not_found(),
        Err(error) => page.failure(&error),
    }
}
