//! Replies that are HTML: the dashboard is rendered by Leptos, the other pages are plain HTML. Every
//! page takes its nonce from [`headers`](crate::web::headers) and its theme from the request's cookie,
//! and says no more about a failure than the authority allows.

use std::convert::Infallible;

use app::{
    api::ssr::Caller,
    pages::{self, form_result::FormResult},
    shell::{self, Document},
    texts,
};
use authority::Error;
use axum::{
    body::Body,
    extract::{FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use domain::problem::{Problem, ProblemCode};
use http::{HeaderValue, StatusCode, header::CONTENT_TYPE, request::Parts};
use leptos::{context::provide_context, nonce::Nonce};

use crate::{
    problem,
    state::AppState,
    web::{cookie, headers::CspNonce, request_id::RequestId, site},
};

/// Writes the page that answers one request. It clones the request's head, because a handler may
/// decide for a page after it has consumed the request.
pub struct HtmlResponder {
    state: AppState,
    parts: Parts,
    pub document: Document,
}

impl FromRequestParts<AppState> for HtmlResponder {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::for_request(parts, state))
    }
}

impl HtmlResponder {
    pub fn for_request(parts: &Parts, state: &AppState) -> Self {
        let nonce = parts.extensions.get::<CspNonce>().map(|CspNonce(nonce)| nonce.clone());
        let document = Document {
            nonce: nonce.unwrap_or_default(),
            theme: cookie::theme(&parts.headers),
            assets: site::assets(),
        };
        Self { state: state.clone(), parts: parts.clone(), document }
    }

    /// The handler of the dashboard's pages.
    pub async fn show(self) -> Response {
        self.dashboard(None).await
    }

    /// The dashboard's page at the requested path. `posted` is the result of a form, with the status of
    /// the reply: such a page does not load the WebAssembly program. Otherwise the page sets its status.
    pub async fn dashboard(self, posted: Option<(StatusCode, FormResult)>) -> Response {
        let Self { state, parts, document } = self;
        let (status, posted) = posted.unzip();
        let hydrate = posted.is_none();
        let caller = parts.extensions.get::<Caller>().cloned();
        let (nonce, theme) = (document.nonce.clone(), document.theme);
        let context = move || {
            provide_context(state.authority.clone());
            provide_context(state.endpoints());
            provide_context(theme);
            provide_context(Nonce::from_value(nonce.as_str()));
            if let Some(caller) = caller.clone() {
                provide_context(caller);
            }
            if let Some(posted) = posted.clone() {
                provide_context(posted);
            }
        };
        let view = move || shell::dashboard(&document, hydrate);
        let request = Request::from_parts(parts, Body::empty());
        let mut response = leptos_axum::render_app_async_with_context(context, view)(request).await;
        if let Some(status) = status {
            *response.status_mut() = status;
        }
        response
    }

    /// A page that was rendered without the router of Leptos.
    pub fn plain(status: StatusCode, html: String) -> Response {
        (status, [(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html)
            .into_response()
    }

    /// The page for an unknown path, and for what another account owns.
    pub fn not_found(&self) -> Response {
        let html =
            pages::error::render(&self.document, texts::NOT_FOUND, texts::NOT_FOUND_ABOUT, None);
        Self::plain(StatusCode::NOT_FOUND, html)
    }

    /// The page at a path that only takes a form; `page` holds that form.
    pub fn form_path(&self, page: &str) -> Response {
        let html = pages::error::render_form_url(&self.document, page);
        Self::plain(StatusCode::METHOD_NOT_ALLOWED, html)
    }

    /// The page for a failure, which [`problem::public_problem`] logs.
    pub fn failure(&self, error: &Error) -> Response {
        let problem = problem::public_problem(error);
        if problem.code == ProblemCode::NotFound {
            return self.not_found();
        }
        let mut response = self.problem(&problem);
        problem::retry_after(error, &mut response);
        response
    }

    /// The page for a refusal that no form can show.
    pub fn problem(&self, problem: &Problem) -> Response {
        let status = problem::status(problem);
        let title = match problem.code {
            ProblemCode::Internal => "Something went wrong",
            ProblemCode::Unavailable | ProblemCode::StorageFull => "Not possible right now",
            _ => "The request was refused",
        };
        let id = self.parts.extensions.get::<RequestId>().filter(|_| status.is_server_error());
        let id = id.map(ToString::to_string);
        let html = pages::error::render(&self.document, title, &problem.message, id.as_deref());
        Self::plain(status, html)
    }
}
