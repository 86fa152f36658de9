//! Whose request is it? [`guard`] looks the session up once per request, by its cookie, and puts the
//! result into the request's extensions as a [`Caller`]. Handlers take it from there with the
//! extractor [`SignedIn`], and take the account from nowhere else.

use std::convert::Infallible;

use app::api::ssr::Caller;
use axum::{
    body::Body,
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};
use domain::problem::Problem;
use http::{Method, request::Parts};

use super::{client_info, headers::Class};
use crate::{forms::signed_out, html::HtmlResponder, problem, state::AppState};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// For everybody: the session is not looked up.
    Open,
    /// For everybody: the session is looked up, and the handler can ask for `Option<SignedIn>`.
    Anyone,
    /// For accounts. Browsers are redirected to the sign-in page, programs get 401.
    SignedIn,
}

/// The rule for one route. `class` decides how requests without a session are refused.
#[derive(Clone)]
pub struct Rule {
    pub state: AppState,
    pub guard: Guard,
    pub class: Class,
}

/// Middleware: `from_fn_with_state(Rule { … }, session::guard)`, inside of
/// [`headers::secure`](super::headers::secure).
pub async fn guard(State(rule): State<Rule>, request: Request, next: Next) -> Response {
    // The answer to OPTIONS on a page holds nothing but the allowed methods.
    let asks_how = *request.method() == Method::OPTIONS && rule.class.is_page();
    if rule.guard == Guard::Open || asks_how {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let session = match rule.state.cookie.get(&parts.headers) {
        Some(token) => rule.state.authority.session(token).await,
        None => Ok(None),
    };
    match session {
        Ok(Some(session)) => {
            let client_info = client_info::of(&parts);
            parts.extensions.insert(Caller { session, client_info });
        }
        Ok(None) if rule.guard == Guard::SignedIn => {
            return refuse(rule.class, &rule.state, &parts, body).await;
        }
        Ok(None) => {}
        Err(error) => {
            return match rule.class {
                Class::Html | Class::Authorize => {
                    HtmlResponder::for_request(&parts, &rule.state).failure(&error)
                }
                _ => problem::failure(&error),
            };
        }
    }
    next.run(Request::from_parts(parts, body)).await
}

/// The reply to a request for which somebody must sign in first.
async fn refuse(class: Class, state: &AppState, parts: &Parts, body: Body) -> Response {
    match class {
        Class::Html | Class::Authorize => signed_out::answer(state, parts, body).await,
        _ => problem::reply(Problem::signed_out()),
    }
}

/// Who is signed in, as [`guard`] found it. A request that the guard has not seen is refused like
/// one without a session, even where its cookie is good: the checks behind the guard
/// ([`account`](super::account)) did not run either. That refusal keeps nothing of a form that was
/// sent, because an extractor can't read the body.
///
/// Handlers on a route with [`Guard::Anyone`] take `Option<SignedIn>`.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Caller);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        if let Some(caller) = parts.extensions.get::<Caller>() {
            return Ok(Self(caller.clone()));
        }
        let class = Class::of_path(parts.uri.path());
        Err(refuse(class, state, parts, Body::empty()).await)
    }
}

impl OptionalFromRequestParts<AppState> for SignedIn {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &AppState,
    ) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Caller>().cloned().map(Self))
    }
}
