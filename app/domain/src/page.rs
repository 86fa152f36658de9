//! Pages of a list that is read in order, by key and never by offset.

use crate::application::ClientId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Rows in a page.
pub const PAGE_SIZE: u32 = 50;

/// Where a page starts: after this row, in the order newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// When the row was made (for the list of deleted applications: deleted).
    pub at: Timestamp,
    /// Tells rows of the same millisecond apart.
    pub client_id: ClientId,
}

/// As it stands in an address: `1764000000000.cfgo_app_…`.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.0, self.client_id.as_str())
    }
}

impl Cursor {
    /// Reads the text form; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        Some(Self { at: Timestamp(at.parse().ok()?), client_id: ClientId::parse(id).ok()? })
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// At most [`PAGE_SIZE`] rows.
    pub rows: Vec<T>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
    /// Rows in the whole list.
    pub total: u32,
}
