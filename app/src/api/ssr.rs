//! The only glue between server functions and the server: the caller, the authority, and how an
//! error becomes a reply. Compiled for the server only.

use super::ApiError;
use crate::texts;
use authority::{ActiveSession, Actor, Authority, ClientInfo, Error, IdempotencyKey};
use domain::account::AccountId;
use domain::application::ClientId;
use domain::endpoints::Endpoints;
use domain::problem::{Problem, ProblemCode};
use http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// The caller of this request, set by the session guard of the route.
#[derive(Clone, Debug)]
pub struct Caller {
    pub session: ActiveSession,
    pub client_info: ClientInfo,
}

impl Caller {
    pub fn account(&self) -> &AccountId {
        &self.session.account.account
    }

    /// The caller in the form that audit events need.
    pub fn actor(&self) -> Actor {
        Actor {
            account: self.account().clone(),
            client_info: self.client_info.clone(),
            session: Some(self.session.id.clone()),
        }
    }
}

/// The authority, which the server provides as context.
pub fn authority() -> Authority {
    expect_context()
}

/// The endpoint URLs that applications are configured with.
pub fn endpoints() -> Endpoints {
    expect_context()
}

/// The caller.
///
/// # Errors
/// Nobody is signed in.
pub fn signed_in() -> Result<Caller, ApiError> {
    use_context::<Caller>().ok_or_else(|| refuse(Problem::signed_out()))
}

/// Sets the HTTP status of a problem.
pub fn refuse(problem: Problem) -> ApiError {
    if let Some(response) = use_context::<ResponseOptions>() {
        let status = StatusCode::from_u16(problem.code.status());
        response.set_status(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    }
    ApiError(problem)
}

/// Turns an error into its public problem. Internal errors are logged here, once.
///
/// # Errors
/// The public problem.
pub fn reply<T>(result: Result<T, Error>) -> Result<T, ApiError> {
    result.map_err(|error| {
        let problem = texts::problems::problem(&error);
        if problem.code.status() >= 500 {
            tracing::error!(error = &error as &dyn std::error::Error, "request failed");
        }
        if let (Some(wait), Some(response)) =
            (error.retry_after(), use_context::<ResponseOptions>())
        {
            response.insert_header(header::RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
        refuse(problem)
    })
}

/// As [`reply`], for an application; `None` becomes a 404.
///
/// # Errors
/// It is `None`, or the public problem.
pub fn found<T>(result: Result<Option<T>, Error>) -> Result<T, ApiError> {
    found_or(result, Problem::application_not_found)
}

/// As [`reply`]; what is absent is answered with `missing`.
///
/// # Errors
/// It is absent, or what may be said of the failure.
pub fn found_or<T>(
    result: Result<Option<T>, Error>,
    missing: fn() -> Problem,
) -> Result<T, ApiError> {
    reply(result)?.ok_or_else(|| refuse(missing()))
}

/// Parses a client ID from a URL; a malformed one is answered like one that does not exist.
///
/// # Errors
/// It is not a client ID.
pub fn client_id(text: &str) -> Result<ClientId, ApiError> {
    ClientId::parse(text).map_err(|_| refuse(Problem::application_not_found()))
}

/// Parses a form's idempotency key.
///
/// # Errors
/// It is malformed.
pub fn idempotency_key(text: &str) -> Result<IdempotencyKey, ApiError> {
    IdempotencyKey::parse(text).map_err(|_| {
        refuse(Problem::new(ProblemCode::Rejected, "Reload the page and send the form again."))
    })
}

/// Sets `Cache-Control: no-store`.
pub fn no_store() {
    if let Some(response) = use_context::<ResponseOptions>() {
        let name: HeaderName = header::CACHE_CONTROL;
        response.insert_header(name, HeaderValue::from_static("no-store"));
    }
}
