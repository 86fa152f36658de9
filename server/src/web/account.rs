//! A page that was made for one account never acts for another. What it sends names its account, and
//! nothing is read or written where another account is signed in by now. A request that names no
//! account acts for the account of its session.

use app::{
    api::{call::ACCOUNT_HEADER, ssr::Caller},
    components::hidden_fields::ACCOUNT_FIELD,
    pages::other_account::{self, RefusedForm},
};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::problem::Problem;

use super::{fields::Fields, headers::Class, session::Rule};
use crate::{html::HtmlResponder, problem};

/// Middleware: `from_fn_with_state(Rule { … }, account::guard)`, inside of the
/// [session's](super::session::guard). It checks calls of server functions, those that only read
/// included, and forms of the dashboard.
pub async fn guard(State(rule): State<Rule>, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().cloned();
    let Some(caller) = caller.filter(|_| !request.method().is_safe()) else {
        return next.run(request).await;
    };
    let signed_in = caller.account().as_str();
    match rule.class {
        Class::Machine => {
            let mut named = request.headers().get_all(ACCOUNT_HEADER).iter();
            if !named.all(|account| account.as_bytes() == signed_in.as_bytes()) {
                return problem::reply(Problem::other_account());
            }
            next.run(request).await
        }
        Class::Html => {
            let (parts, body) = request.into_parts();
            let request = Request::from_parts(parts.clone(), body);
            let body = match Bytes::from_request(request, &()).await {
                Ok(body) => body,
                Err(rejection) => return rejection.into_response(),
            };
            let fields = Fields::read(&body);
            if !fields.all(ACCOUNT_FIELD).all(|account| account == signed_in) {
                let refused = RefusedForm {
                    problem: Problem::other_account(),
                    action: parts.uri.path().to_owned(),
                    fields: fields.into_owned(),
                    signed_in: caller.session.account.email.clone(),
                };
                let status = problem::status(&refused.problem);
                let page = HtmlResponder::for_request(&parts, &rule.state);
                return HtmlResponder::plain(
                    status,
                    other_account::render(&page.document, refused),
                );
            }
            next.run(Request::from_parts(parts, Body::from(body))).await
        }
        _ => next.run(request).await,
    }
}
