//! Which applications a table shows, and in which order: the part of its URL that says so.

mod key;

pub use key::fold;

use crate::application::{ApplicationKind, ApplicationSummary};
use crate::permission::Scope;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::time::Duration;

/// How long an application must have been idle to count as unused.
pub const UNUSED_AFTER: Duration = Duration::from_hours(90 * 24);

/// The longest text to search for, in characters; longer texts are cut.
pub const MAX_TEXT: usize = 200;

/// Filters and order of an account's applications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Part of the name, the client ID or a redirect URI, as [`fold`] compares them; empty for all.
    pub text: String,
    /// Only applications of this type.
    pub kind: Option<ApplicationKind>,
    /// Only applications with this permission.
    pub permission: Option<Scope>,
    /// Only applications that were not used for [`UNUSED_AFTER`] and were registered earlier than
    /// that.
    pub unused: bool,
    /// The order.
    pub sort: Sort,
}

/// An order of the table. Rows with the same key are sorted by client ID, in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// The column.
    pub by: SortBy,
    /// Whether the greatest value comes first.
    pub descending: bool,
}

/// The columns by which a table can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The name, folded by [`fold`].
    Name,
    /// When it was registered.
    Created,
    /// When it was last used; never used sorts before everything.
    LastUsed,
}

/// Newest first.
impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Created, descending: true }
    }
}

impl SortBy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Name, Self::Created, Self::LastUsed];

    /// The form in a URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Created => "created",
            Self::LastUsed => "used",
        }
    }

    /// The order after the first press on the column's heading: names ascending, times descending.
    #[must_use]
    pub const fn first(self) -> Sort {
        Sort { by: self, descending: !matches!(self, Self::Name) }
    }
}

impl Sort {
    /// The key of a row, as a [`crate::pagination::Cursor`] has it.
    #[must_use]
    pub fn key(self, row: &ApplicationSummary) -> String {
        match self.by {
            SortBy::Name => fold(row.name.as_str()),
            SortBy::Created => row.created_at.as_millis().to_string(),
            SortBy::LastUsed => row.last_used_at.map_or(0, Timestamp::as_millis).to_string(),
        }
    }

    /// The order of two rows.
    #[must_use]
    pub fn compare(self, one: &ApplicationSummary, other: &ApplicationSummary) -> Ordering {
        let used = |row: &ApplicationSummary| row.last_used_at.unwrap_or(Timestamp::EPOCH);
        let rising = match self.by {
            SortBy::Name => fold(one.name.as_str()).cmp(&fold(other.name.as_str())),
            SortBy::Created => one.created_at.cmp(&other.created_at),
            SortBy::LastUsed => used(one).cmp(&used(other)),
        }
        .then_with(|| one.client_id.cmp(&other.client_id));
        if self.descending { rising.reverse() } else { rising }
    }

    fn to_text(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.by.as_str())
    }

    fn parse(text: &str) -> Option<Self> {
        let (descending, name) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let by = SortBy::ALL.into_iter().find(|by| by.as_str() == name)?;
        Some(Self { by, descending })
    }
}

impl Search {
    /// Reads the decoded name–value pairs of a URL's query. Unknown names and values are ignored.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut search = Self::default();
        for (name, value) in pairs {
            match name {
                "q" => search.text = value.chars().take(MAX_TEXT).collect(),
                "type" => search.kind = ApplicationKind::parse(value),
                "permission" => search.permission = Scope::parse(value).ok(),
                "unused" => search.unused = value == "90",
                "sort" => search.sort = Sort::parse(value).unwrap_or_default(),
                _ => {}
            }
        }
        search
    }

    /// The pairs that [`Search::read`] reads; none for all applications, newest first.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let text = self.text.trim();
        if !text.is_empty() {
            pairs.push(("q", text.to_owned()));
        }
        pairs.extend(self.kind.map(|kind| ("type", kind.as_str().to_owned())));
        pairs.extend(
            self.permission.as_ref().map(|scope| ("permission", scope.as_str().to_owned())),
        );
        if self.unused {
            pairs.push(("unused", "90".to_owned()));
        }
        if self.sort != Sort::default() {
            pairs.push(("sort", self.sort.to_text()));
        }
        pairs
    }

    /// Whether any filter is set.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.text.trim().is_empty()
            || self.kind.is_some()
            || self.permission.is_some()
            || self.unused
    }

    /// The same order without filters.
    #[must_use]
    pub fn widened(&self) -> Self {
        Self { sort: self.sort, ..Self::default() }
    }

    /// The text to search rows for: trimmed, cut and folded.
    #[must_use]
    pub fn needle(&self) -> String {
        fold(&self.text.trim().chars().take(MAX_TEXT).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_it_is_written() {
        let search = Search {
            text: "shop".to_owned(),
            kind: Some(ApplicationKind::Public),
            permission: Scope::parse("orders").ok(),
            unused: true,
            sort: SortBy::Name.first(),
        };
        let pairs = search.pairs();
        assert_eq!(Search::read(pairs.iter().map(|(name, value)| (*name, value.as_str()))), search);
        assert_eq!(Search::default().pairs(), []);
        assert!(!Search::default().is_filtered() && search.is_filtered());
    }

    #[test]
    fn values_without_a_meaning_are_ignored() {
        let odd = [("type", "trusted"), ("permission", "a b"), ("unused", "1"), ("sort", "--name")];
        assert_eq!(Search::read(odd), Search::default());
        let long = "x".repeat(MAX_TEXT + 1);
        assert_eq!(Search::read([("q", long.as_str())]).text.len(), MAX_TEXT);
    }

    #[test]
    fn every_order_is_its_reverse_backwards() {
        for by in SortBy::ALL {
            let text = by.first().to_text();
            assert_eq!(Sort::parse(&text), Some(by.first()));
            assert_eq!(text.starts_with('-'), by != SortBy::Name);
        }
    }
}
