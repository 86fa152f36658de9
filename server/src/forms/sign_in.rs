//! Signing in and out, and the redirect at `/`.

use app::{
    pages::sign_in::{self, SignInForm},
    shell, texts,
};
use authority::{NewSession, SignInOutcome};
use axum::{body::Bytes, extract::State, response::Response};
use domain::{account::Email, endpoints::AUTHORIZE, problem::ProblemCode};
use http::{StatusCode, Uri, header::SET_COOKIE, request::Parts};
use leptos::prelude::*;

use super::kept_form;
use crate::{
    html::HtmlResponder,
    oauth::authorization_response,
    problem,
    state::AppState,
    web::{
        client_info, client_ip::ClientIp, fields::Fields, redirect, return_path::safe_return_path,
        session::SignedIn,
    },
};

/// First segments of the paths that signing in may redirect to.
const OWN: &[&str] = &["", "applications", "oauth", "security"];
const HOME: &str = "/applications";

/// `GET /`
pub async fn home(
    State(state): State<AppState>,
    caller: Option<SignedIn>,
    page: HtmlResponder,
) -> Response {
    if caller.is_some() {
        return redirect::see_other(HOME);
    }
    match state.is_set_up().await {
        Ok(true) => redirect::see_other("/sign-in"),
        Ok(false) => HtmlResponder::plain(StatusCode::OK, not_set_up(&page)),
        Err(error) => page.failure(&error),
    }
}

fn not_set_up(page: &HtmlResponder) -> String {
    let view = view! {
        <h1>{texts::SETUP_TITLE}</h1>
        <p>
            "There is no account yet. On the server, run " <code>"configo setup-link"</code>
            " and open the link that it prints."
        </p>
    };
    shell::plain(&page.document, texts::SETUP_TITLE, "", view)
}

/// `GET /sign-in?next=…`. A signed-in browser is redirected to `next` at once, unless `prompt=login`
/// demands a new sign-in. A `login_hint` that is an email address fills its field, and is used for
/// nothing else.
pub async fn show(caller: Option<SignedIn>, page: HtmlResponder, uri: Uri) -> Response {
    let fields = Fields::read(uri.query().unwrap_or_default().as_bytes());
    let next = return_path(&fields);
    if caller.is_some() && fields.get("prompt") != Some("login") {
        return redirect::see_other(next.as_deref().unwrap_or(HOME));
    }
    let hint = fields.get("login_hint").and_then(|text| Email::parse(text).ok());
    let email = hint.map(String::from).unwrap_or_default();
    self::page(&page, StatusCode::OK, SignInForm { email, next, ..SignInForm::default() })
}

fn page(page: &HtmlResponder, status: StatusCode, form: SignInForm) -> Response {
    HtmlResponder::plain(status, sign_in::render(&page.document, form))
}

/// `POST /sign-in`. An unknown account and a wrong password are answered alike (SECURITY.md F1).
pub async fn submit(
    State(state): State<AppState>,
    ClientIp(ip): ClientIp,
    page: HtmlResponder,
    parts: Parts,
    body: Bytes,
) -> Response {
    let fields = Fields::read(&body);
    let typed = fields.text("email");
    let next = return_path(&fields);
    let kept = kept_form::kept_fields(&fields);
    let again = |status: StatusCode, problem: String| {
        let (email, next, kept) = (typed.clone(), next.clone(), kept.clone());
        self::page(&page, status, SignInForm { email, next, problem: Some(problem), kept })
    };
    let attempt = match state.sign_in_limits.attempt(normalized_email(&typed), ip).await {
        Ok(attempt) => attempt,
        Err(refused) => {
            let problem = refused.problem();
            let mut response = again(problem::status(&problem), problem.message);
            refused.retry_after(&mut response);
            return response;
        }
    };
    let client_info = client_info::of(&parts);
    match state.authority.sign_in(&typed, fields.text("password"), client_info).await {
        Ok(SignInOutcome::SignedIn(new)) => {
            attempt.forgive().await;
            let next = next.as_deref().unwrap_or(HOME);
            match kept_form::show_again(&state, &parts, &new, next, &kept).await {
                Some(form) => with_session(&state, &page, &parts, &new, form).await,
                None => redirect_with_session(&state, &page, &parts, &new, next).await,
            }
        }
        Ok(SignInOutcome::Refused) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, texts::SIGN_IN_REFUSED.to_owned())
        }
        Err(error) => {
            attempt.forgive().await;
            let problem = problem::public_problem(&error);
            let status = problem::status(&problem);
            let mut response = again(status, problem.message);
            problem::retry_after(&error, &mut response);
            response
        }
    }
}

/// Redirects a browser with its new session.
pub(super) async fn redirect_with_session(
    state: &AppState,
    page: &HtmlResponder,
    parts: &Parts,
    new: &NewSession,
    next: &str,
) -> Response {
    // Chromium would check each redirect after the form against `form-action`; the last one is to the
    // application's redirect URI.
    let onward = if next.starts_with(AUTHORIZE) {
        authorization_response::redirect_by_page(page, next, texts::SIGNED_IN)
    } else {
        redirect::see_other(next)
    };
    with_session(state, page, parts, new, onward).await
}

/// Adds the cookie of a new session to a reply, and ends the session that the browser had before.
async fn with_session(
    state: &AppState,
    page: &HtmlResponder,
    parts: &Parts,
    new: &NewSession,
    mut response: Response,
) -> Response {
    if let Some(before) = state.cookie.get(&parts.headers)
        && let Err(error) = state.authority.sign_out(before).await
    {
        // The new session works nevertheless.
        tracing::warn!(error = &error as &dyn std::error::Error, "a replaced session goes on");
    }
    match state.cookie.set(new.token.expose(), state.session_absolute) {
        Ok(cookie) => {
            response.headers_mut().append(SET_COOKIE, cookie);
            response
        }
        Err(error) => {
            tracing::error!(%error, "a session token does not fit into a cookie");
            let text = "Something went wrong on the server.";
            page.problem(&domain::problem::Problem::new(ProblemCode::Internal, text))
        }
    }
}

/// `POST /sign-out`
pub async fn sign_out(
    State(state): State<AppState>,
    page: HtmlResponder,
    parts: Parts,
) -> Response {
    if let Some(token) = state.cookie.get(&parts.headers)
        && let Err(error) = state.authority.sign_out(token).await
    {
        return page.failure(&error);
    }
    redirect::see_other_with_cookie("/sign-in", state.cookie.clear())
}

/// Where to redirect to after signing in, if it is a path of this server.
fn return_path(fields: &Fields<'_>) -> Option<String> {
    fields.get("next").and_then(|raw| safe_return_path(raw, OWN)).map(str::to_owned)
}

/// The email in the form under which accounts are stored, so that all spellings are limited together.
pub(super) fn normalized_email(typed: &str) -> String {
    Email::parse(typed).map_or_else(|_| typed.trim().to_lowercase(), String::from)
}
