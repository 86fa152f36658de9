//! Keyset pagination: pages of a sorted list, by key and never by offset.

use crate::application::ClientId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Rows in a page, unless another number is asked for.
pub const PAGE_SIZE: u32 = 50;

/// The most rows that may be asked for at once.
pub const MAX_PAGE_SIZE: u32 = 500;

/// The position after which a page starts, in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The row; it distinguishes rows with the same key.
    pub client_id: ClientId,
    /// The sort key as text: Unix milliseconds or a folded name.
    pub key: String,
}

/// The form in a URL: `cfgo_app_….1764000000000`.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.client_id.as_str(), self.key)
    }
}

impl Cursor {
    /// Reads the text form; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, key) = text.split_once('.')?;
        Some(Self { client_id: ClientId::parse(id).ok()?, key: key.to_owned() })
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// At most as many rows as were asked for.
    pub rows: Vec<T>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
    /// Rows in the whole list.
    pub total: u32,
}
