//! Pages, one file each.
//!
//! `sign_in`, `link`, `consent`, `redirect_page`, `other_account`, `test_flow`, `wrong_host` and `error` are
//! plain HTML and exist on the server alone; the others make up the dashboard.

pub mod application;
pub mod applications;
#[cfg(feature = "ssr")]
pub mod consent;
pub mod deleted;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
pub mod form_result;
#[cfg(feature = "ssr")]
pub mod link;
pub mod not_found;
#[cfg(feature = "ssr")]
pub mod other_account;
pub mod query;
#[cfg(feature = "ssr")]
pub mod redirect_page;
pub mod security;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod test_flow;
#[cfg(feature = "ssr")]
pub mod wrong_host;

use domain::pagination::Cursor;
use leptos::prelude::*;

/// The cursor in the URL when the page was opened: `?after=`, by which browsers without scripts page.
fn route_after() -> Signal<Option<Cursor>> {
    let search = leptos_router::hooks::use_location().search;
    let after = search.with_untracked(|search| query::get(search, "after"));
    Signal::stored(after.as_deref().and_then(Cursor::parse))
}

/// The `{id}` of the route. Keeps its last value while the page is being left, when the URL has
/// changed already, so that no resource refetches.
fn route_id() -> Memo<String> {
    let params = leptos_router::hooks::use_params_map();
    Memo::new(move |last: Option<&String>| {
        let id = params.try_with(|params| params.get("id")).flatten();
        id.or_else(|| last.cloned()).unwrap_or_default()
    })
}
