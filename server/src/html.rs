//! How a page is written: the dashboard by Leptos, the others as plain HTML. Every page takes its
//! nonce from [`headers`](crate::web::headers) and its theme from the request's cookie. It refuses
//! to say more about a failure than the authority allows.

use std::convert::Infallible;

use app::{
    api::ssr::Caller,
    browser::preferences::Theme,
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

/// A page about to be written, in answer to one request.
pub struct HtmlResponder {
    state: AppState,
    parts: Parts,
    /// What the document around it depends on.
    pub document: Document,
}

impl FromRequestParts<AppState> for HtmlResponder {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::for_request(parts, state))
    }
}

impl HtmlResponder {
    /// The page that answers this request.
    pub fn for_request(parts: &Parts, state: &AppState) -> Self {
        let nonce = parts.extensions.get::<CspNonce>().map(|CspNonce(nonce)| nonce.clone());
        let theme = cookie::Theme::from_headers(&parts.headers);
        let document = Document {
            nonce: nonce.unwrap_or_default(),
            theme: theme.map_or(Theme::System, |theme| Theme::parse(theme.as_str())),
            assets: site::assets(),
        };
        Self { state: state.clone(), parts: parts.clone(), document }
    }

    /// `GET` of a page of the dashboard.
    pub async fn show(self) -> Response {
        self.dashboard(None).await
    }

    /// The dashboard at the requested address. `posted` is what came of a form: such a page loads
    /// no program, and its status is the caller's; otherwise the page decides.
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

    /// A page that was rendered without Leptos' router.
    pub fn plain(status: StatusCode, html: String) -> Response {
        (status, [(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html)
            .into_response()
    }

    /// The page for an address that leads nowhere, or to what is somebody else's.
    pub fn not_found(&self) -> Response {
        let html =
            pages::error::render(&self.document, texts::NOT_FOUND, texts::NOT_FOUND_ABOUT, None);
        Self::plain(StatusCode::NOT_FOUND, html)
    }

    /// The page at an address that only takes a form, which stands on another page.
    pub fn form_path(&self, page: &str) -> Response {
        let html = pages::error::render_form_url(&self.document, page);
        Self::plain(StatusCode::METHOD_NOT_ALLOWED, html)
    }

    /// The page for a failure, which is logged here, once.
    pub fn failure(&self, error: &Error) -> Response {
        let problem = problem::public_problem(error);
        if problem.code == ProblemCode::NotFound {
            return self.not_found();
        }
        let mut response = self.problem(&problem);
        problem::retry_after(error, &mut response);
        response
    }

    /// The page for a refusal that has no form to go back to.
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
