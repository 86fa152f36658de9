//! The search in the URL of the applications page and of its form dialogs.

use crate::pages::query;
use domain::search::Search;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The URL of a search.
pub fn search_url(path: &str, search: &Search) -> String {
    query::url(path, &search.pairs())
}

/// The search in the current URL.
pub fn use_search() -> Memo<Search> {
    let location = use_location();
    Memo::new(move |last: Option<&Search>| {
        let text = location.search.try_get();
        let here = location.pathname.try_with(|path| shows_table(path)).unwrap_or(false);
        match (text, last) {
            (Some(text), _) if here => {
                let pairs = query::parse(&text);
                Search::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            }
            // While the page is being left, the location is already that of the next page.
            (_, last) => last.cloned().unwrap_or_default(),
        }
    })
}

/// Whether a path is that of the table or of one of its form dialogs.
fn shows_table(path: &str) -> bool {
    matches!(path, "/applications" | "/applications/new") || path.ends_with("/edit")
}

/// The application to duplicate: `?from=`.
pub fn template_id(search: &str) -> Option<String> {
    query::get(search, "from")
}
