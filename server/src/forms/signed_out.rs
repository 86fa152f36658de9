//! The reply to a request of a page or a form for which somebody must sign in first: the sign-in
//! page, which leads back to what was requested. What was typed into a form goes along
//! ([`kept_form`](super::kept_form)).

use app::{
    pages::sign_in::{self, SignInForm},
    texts,
};
use axum::{
    body::{Body, to_bytes},
    response::Response,
};
use http::{Method, StatusCode, Uri, request::Parts};
use url::form_urlencoded;

use crate::{
    html::HtmlResponder,
    state::AppState,
    web::{LONGEST_BODY, fields::Fields, redirect},
};

/// What the names of kept fields begin with on the sign-in page.
pub(super) const KEPT_PREFIX: &str = "kept.";
/// The most that is kept, so that the sign-in form does not exceed the limit of a body itself.
const LONGEST_KEPT: usize = LONGEST_BODY - 8 * 1024;
const MOST_KEPT: usize = 64;

/// A form without typed fields (such as *Delete*) is not kept: the sign-in page leads to the page
/// that holds it.
pub(crate) async fn answer(state: &AppState, parts: &Parts, body: Body) -> Response {
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return redirect::see_other(&sign_in_path(path_and_query(&parts.uri)));
    }
    let next = page_of_form(parts.uri.path());
    if has_typed_fields(next)
        && let Ok(body) = to_bytes(body, LONGEST_KEPT).await
        && let fields = Fields::read(&body).into_owned()
        && (1..=MOST_KEPT).contains(&fields.len())
    {
        let kept = fields.into_iter().map(|(name, value)| (format!("{KEPT_PREFIX}{name}"), value));
        let form = SignInForm {
            next: Some(next.to_owned()),
            problem: Some(texts::SESSION_ENDED.to_owned()),
            kept: kept.collect(),
            ..SignInForm::default()
        };
        let page = HtmlResponder::for_request(parts, state);
        return HtmlResponder::plain(StatusCode::OK, sign_in::render(&page.document, form));
    }
    redirect::see_other(&sign_in_path(next))
}

/// The segment that names the application, where `path` is its edit form.
pub(super) fn edited_application(path: &str) -> Option<&str> {
    path.strip_prefix("/applications/")?.strip_suffix("/edit")
}

/// Whether the form at this path has fields that a person types into. Passwords are typed again,
/// not kept.
pub(super) fn has_typed_fields(path: &str) -> bool {
    path == "/applications/new" || edited_application(path).is_some()
}

/// The page that holds the form which posts to this path.
pub(crate) fn page_of_form(path: &str) -> &str {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["", "applications", "new"] | ["", "applications", _, "edit" | "erase"] => path,
        ["", "applications", id, "secrets" | "refused" | "try", ..] => {
            &path[.."/applications/".len() + id.len()]
        }
        ["", "applications", "restore"] | ["", "applications", _, "restore"] => {
            "/applications/deleted"
        }
        ["", "security", ..] => "/security",
        _ => "/applications",
    }
}

fn sign_in_path(next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("/sign-in?next={next}")
}

fn path_and_query(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str)
}
