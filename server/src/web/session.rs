//! Whose request is it? One look-up per request, by the session cookie. Its answer is a request
//! extension, [`Caller`]; doors and server functions take the account from there and from nowhere
//! else.

use app::api::ssr::Caller;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::problem::Problem;
use http::Method;

use super::{client_info, headers::Class};
use crate::{forms::signed_out, html::HtmlResponder, problem, state::AppState};

/// Who may ask for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Whoever: the session is not even looked up.
    Open,
    /// Whoever: the door knows who asks, if anybody is signed in.
    Anyone,
    /// Somebody who is signed in. Others are sent to sign in, programs are answered with 401.
    SignedIn,
}

/// The rule for one route.
#[derive(Clone)]
pub struct Rule {
    /// Whom to ask.
    pub state: AppState,
    /// Who may pass.
    pub guard: Guard,
    /// How those who may not are answered.
    pub class: Class,
}

/// Middleware: `from_fn_with_state(Rule { … }, session::guard)`, inside of
/// [`headers::secure`](super::headers::secure).
pub async fn guard(State(rule): State<Rule>, request: Request, next: Next) -> Response {
    // What a page can be asked for is no secret.
    let asks_how = *request.method() == Method::OPTIONS && rule.class.is_page();
    if rule.guard == Guard::Open || asks_how {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let signed_in = match rule.state.cookie.get(&parts.headers) {
        Some(token) => rule.state.authority.session(token).await,
        None => Ok(None),
    };
    match signed_in {
        Ok(Some(session)) => {
            let client_info = client_info::of(&parts);
            parts.extensions.insert(Caller { session, client_info });
        }
        Ok(None) if rule.guard == Guard::SignedIn => {
            return match rule.class {
                Class::Html | Class::Authorize => {
                    signed_out::answer(&rule.state, &parts, body).await
                }
                _ => problem::reply(Problem::signed_out()),
            };
        }
        Ok(None) => {}
        Err(error) => {
            return match rule.class {
                Class::Html | Class::Authorize => {
                    HtmlResponder::for_request(&parts, &rule.state).failure(&error)
                }
                _ => {
                    let mut response = problem::reply(problem::public_problem(&error));
                    problem::retry_after(&error, &mut response);
                    response
                }
            };
        }
    }
    next.run(Request::from_parts(parts, body)).await
}
