//! Rows that left before the server agreed.

use super::rows::Row;
use domain::application::ClientId;
use domain::change::ApplicationSelector;
use domain::pagination::Cursor;
use domain::search::Search;

/// Chosen rows that left. What is needed to bring them back is here.
#[derive(Clone, Debug)]
pub struct Removal {
    pub id: u32,
    pub chosen: ApplicationSelector,
    pub rows: Vec<Row>,
    /// How many went, read or not.
    pub count: u32,
    pub next: Option<Cursor>,
    pub search: Option<Search>,
}

/// Whether an application is among the chosen, of those that were read.
pub fn is_chosen(chosen: &ApplicationSelector) -> impl Fn(&ClientId) -> bool + use<> {
    let (named, all) = match chosen {
        ApplicationSelector::These(ids) => (ids, false),
        ApplicationSelector::Matching { except, .. } => (except, true),
    };
    // Asked of every row that was read: comparing is a tenth of hashing.
    let mut named = named.clone();
    named.sort_unstable();
    move |id| named.binary_search(id).is_ok() != all
}
