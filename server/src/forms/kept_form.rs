//! A form that was sent after its session had ended. Its fields travel through the sign-in page as
//! hidden fields, and stand in the same form again once somebody has signed in. The form is not
//! saved by itself, because another account may have signed in.

use app::api::ssr::Caller;
use authority::NewSession;
use axum::response::Response;
use http::request::Parts;
use url::form_urlencoded;

use super::{
    applications,
    signed_out::{KEPT_PREFIX, edited_application, has_typed_fields},
};
use crate::{
    html::HtmlResponder,
    state::AppState,
    web::{client_info, fields::Fields},
};

/// The kept fields that a sign-in form carries, for the next try where signing in is refused.
pub(super) fn kept_fields(fields: &Fields<'_>) -> Vec<(String, String)> {
    let kept = fields.iter().filter(|(name, _)| name.starts_with(KEPT_PREFIX));
    kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The page of the form at `next`, filled as it was before signing in; `None` where nothing was
/// kept.
pub(super) async fn show_again(
    state: &AppState,
    parts: &Parts,
    new: &NewSession,
    next: &str,
    kept: &[(String, String)],
) -> Option<Response> {
    if kept.is_empty() || !has_typed_fields(next) {
        return None;
    }
    let session = state.authority.session(new.token.expose()).await.ok().flatten()?;
    let mut parts = parts.clone();
    parts.uri = next.parse().ok()?;
    let caller = Caller { session, client_info: client_info::of(&parts) };
    parts.extensions.insert(caller.clone());
    let sent =
        kept.iter().filter_map(|(name, value)| Some((name.strip_prefix(KEPT_PREFIX)?, value)));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(sent).finish();
    let page = HtmlResponder::for_request(&parts, state);
    let edited = edited_application(next);
    Some(applications::show_again(state, &caller, edited, page, body.as_bytes()).await)
}
