//! Refusals that are not written by handlers: those of guards, limits, timers, panics, unknown methods
//! and paths. Each is one sentence, in the form that callers of the path read: RFC 6749 §5.2 for
//! programs, a [`Problem`] for server functions, a page for people.

use axum::{
    body::to_bytes,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    problem::{Problem, ProblemCode},
    refused_request::Reason,
};
use http::{
    Method, StatusCode, Uri,
    header::{CONTENT_TYPE, HeaderValue},
};

use super::{
    cors,
    headers::{self, Class, Transport},
};
use crate::{
    html::HtmlResponder,
    oauth::{
        client_auth,
        error::{Code, OAuthError},
    },
    problem,
    state::AppState,
};

/// In bytes.
const LONGEST_SENTENCE: usize = 1024;

/// A refusal in the form of `class`; where that is a page, in plain text.
pub fn reply(class: Class, status: StatusCode, sentence: impl Into<String>) -> Response {
    let sentence = sentence.into();
    let mut response = match class {
        Class::Endpoint | Class::SharedEndpoint => {
            OAuthError::new(oauth_code(status), sentence).into_response()
        }
        Class::Machine => problem::reply(Problem::new(problem_code(status), sentence)),
        Class::Html | Class::Authorize | Class::Asset => format!("{sentence}\n").into_response(),
    };
    *response.status_mut() = status;
    response
}

/// As [`reply`], with the headers that the layers of a route add: for replies from outside of the
/// router.
pub(super) fn public_reply(
    class: Class,
    status: StatusCode,
    sentence: impl Into<String>,
) -> Response {
    let mut response = reply(class, status, sentence);
    headers::apply(class, Transport::UNKNOWN, None, response.headers_mut());
    if class == Class::SharedEndpoint {
        cors::readable(response.headers_mut());
    }
    response
}

/// The handler of unknown paths below those of programs.
pub async fn unknown_path(uri: Uri) -> Response {
    let sentence = "There is nothing at this address.";
    reply(Class::of_path(uri.path()), StatusCode::NOT_FOUND, sentence)
}

/// The state of [`reformat`] for one route.
#[derive(Clone)]
pub struct Form {
    pub state: AppState,
    pub class: Class,
    pub method: Method,
    /// In bytes.
    pub longest_body: usize,
}

/// Middleware around all layers that may refuse a request with a bare status or a plain sentence.
pub async fn reformat(State(form): State<Form>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let page = form.class.is_page() && !parts.method.is_safe();
    let page = page.then(|| HtmlResponder::for_request(&parts, &form.state));
    let is_endpoint = matches!(form.class, Class::Endpoint | Class::SharedEndpoint);
    if is_endpoint
        && form.method == Method::POST
        && !matches!(parts.method, Method::POST | Method::OPTIONS)
    {
        // Stored for the owner, if the request names an application.
        if let Some(id) = client_auth::named_client_id(&parts.headers, &parts.uri, b"") {
            let method = parts.method.as_str();
            form.state.authority.refuse_named(&id, Reason::Method, method).await;
        }
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    if !is_bare(&response) {
        return response;
    }
    match (form.class, page) {
        (Class::Machine | Class::Endpoint | Class::SharedEndpoint, _) => {
            reply(form.class, status, form.sentence(response).await)
        }
        (_, Some(page)) if status != StatusCode::METHOD_NOT_ALLOWED => {
            let problem = Problem::new(problem_code(status), form.sentence(response).await);
            let mut response = page.problem(&problem);
            *response.status_mut() = status;
            response
        }
        _ => response,
    }
}

impl Form {
    /// Refusals of libraries get a sentence here; our layers wrote theirs into the body.
    async fn sentence(&self, response: Response) -> String {
        match response.status() {
            StatusCode::BAD_REQUEST => "The body can't be read.".to_owned(),
            StatusCode::METHOD_NOT_ALLOWED => format!("Use {}.", self.method),
            StatusCode::PAYLOAD_TOO_LARGE => {
                format!("That is more than {} KiB. Send less.", self.longest_body / 1024)
            }
            status => {
                let body = to_bytes(response.into_body(), LONGEST_SENTENCE).await;
                let body = body.ok().and_then(|body| String::from_utf8(body.to_vec()).ok());
                let sentence = body.map(|body| body.trim().to_owned());
                let reason = status.canonical_reason().unwrap_or("The request was refused.");
                sentence.filter(|sentence| !sentence.is_empty()).unwrap_or(reason.to_owned())
            }
        }
    }
}

/// Whether this is an error whose body is empty or plain text.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let plain = |value: &HeaderValue| value.as_bytes().starts_with(b"text/plain");
    (status.is_client_error() || status.is_server_error())
        && response.headers().get(CONTENT_TYPE).is_none_or(plain)
}

fn oauth_code(status: StatusCode) -> Code {
    match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::SERVICE_UNAVAILABLE => Code::TemporarilyUnavailable,
        status if status.is_server_error() => Code::ServerError,
        _ => Code::InvalidRequest,
    }
}

fn problem_code(status: StatusCode) -> ProblemCode {
    match status {
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => ProblemCode::Unavailable,
        status if status.is_server_error() => ProblemCode::Internal,
        _ => ProblemCode::Rejected,
    }
}
