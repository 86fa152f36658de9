//! Pending optimistic removals.

use super::rows::Row;
use domain::application::ClientId;
use domain::change::ApplicationSelector;
use domain::pagination::Cursor;
use domain::search::Search;

/// Rows that were removed before the server confirmed, and what is needed to revert that.
#[derive(Clone, Debug)]
pub struct Removal {
    pub id: u32,
    pub chosen: ApplicationSelector,
    pub rows: Vec<Row>,
    /// How many rows are removed, loaded or not.
    pub count: u32,
    pub next: Option<Cursor>,
    pub search: Option<Search>,
}

/// A predicate for loaded rows: whether the selector includes an application.
pub fn is_chosen(chosen: &ApplicationSelector) -> impl Fn(&ClientId) -> bool + use<> {
    let (named, all) = match chosen {
        ApplicationSelector::These(ids) => (ids, false),
        ApplicationSelector::Matching { except, .. } => (except, true),
    };
    // Called for every loaded row; binary search costs a tenth of hashing here.
    let mut named = named.clone();
    named.sort_unstable();
    move |id| named.binary_search(id).is_ok() != all
}
