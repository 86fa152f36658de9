//! What comes of a request for which somebody must sign in first: the sign-in page, which leads on
//! to what was asked for. What was typed into a form goes along, and stands in that form again once
//! somebody is signed in. It is not saved by itself: that may be another account.

use app::{
    api::ssr::Caller,
    pages::sign_in::{self, SignInForm},
    texts,
};
use authority::NewSession;
use axum::{
    body::{Body, to_bytes},
    response::Response,
};
use http::{Method, StatusCode, Uri, request::Parts};
use url::form_urlencoded;

use super::{Fields, applications};
use crate::{
    html::HtmlResponder,
    state::AppState,
    web::{LONGEST_BODY, client_info, redirect},
};

/// What the name of a kept field begins with on the sign-in page.
const KEPT: &str = "kept.";
/// The most that is kept: the sign-in form must still be one that is read.
const LONGEST_KEPT: usize = LONGEST_BODY - 8 * 1024;
const MOST_KEPT: usize = 64;

/// Answers somebody who is not signed in. A form without anything typed is not sent again by itself:
/// it leads to the page that holds it.
pub(crate) async fn answer(state: &AppState, parts: &Parts, body: Body) -> Response {
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return redirect::see_other(&sign_in_path(path_and_query(&parts.uri)));
    }
    let next = page_of_form(parts.uri.path());
    if is_typed_form(next)
        && let Ok(body) = to_bytes(body, LONGEST_KEPT).await
        && let kept @ [_, ..] = &form_urlencoded::parse(&body).into_owned().collect::<Vec<_>>()[..]
        && kept.len() <= MOST_KEPT
    {
        let kept = kept.iter().map(|(name, value)| (format!("{KEPT}{name}"), value.clone()));
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

/// What a sign-in form carries of another one, to be carried on if signing in is refused.
pub(super) fn kept(fields: &Fields<'_>) -> Vec<(String, String)> {
    let kept = fields.0.iter().filter(|(name, _)| name.starts_with(KEPT));
    kept.map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

/// The page of the form at `next` as it was sent before signing in; `None` where nothing was kept.
pub(super) async fn form_again(
    state: &AppState,
    parts: &Parts,
    new: &NewSession,
    next: &str,
    kept: &[(String, String)],
) -> Option<Response> {
    if kept.is_empty() || !is_typed_form(next) {
        return None;
    }
    let session = state.authority.session(new.token.expose()).await.ok().flatten()?;
    let mut parts = parts.clone();
    parts.uri = next.parse().ok()?;
    let caller = Caller { session, client_info: client_info::of(&parts) };
    parts.extensions.insert(caller.clone());
    let sent = kept.iter().filter_map(|(name, value)| Some((name.strip_prefix(KEPT)?, value)));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(sent).finish();
    let page = HtmlResponder::for_request(&parts, state);
    Some(applications::show_again(state, &caller, edited(next), page, body.as_bytes()).await)
}

/// What stands for the application whose form is at this address, if it is that of an existing one.
fn edited(path: &str) -> Option<&str> {
    path.strip_prefix("/applications/")?.strip_suffix("/edit")
}

/// Whether the page at this address holds a form that somebody types into. Passwords are typed
/// again, not kept.
fn is_typed_form(path: &str) -> bool {
    path == "/applications/new" || edited(path).is_some()
}

/// The page that holds the form which posts to this address.
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
