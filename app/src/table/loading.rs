//! What is being read: the first page of a search, the next page, or what was read once more. One
//! of them at a time.

use super::focus::Cell;
use domain::search::Search;

/// Tells requests apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request(pub(super) u32);

/// What is being read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Loading {
    #[default]
    Idle,
    /// What a search finds, from its beginning.
    FirstPage { request: Request, search: Search },
    /// The page after what was read.
    NextPage { request: Request, reason: Reason },
    /// What was read, up to `limit` rows, once more. What had failed before stays failed if this does.
    Refresh { request: Request, limit: u32, failed: Option<Retry> },
    /// Nothing, because the server could not be reached or refused.
    Failed(Retry),
}

/// Why the next page is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The reader comes near the end.
    Scroll,
    Button,
    /// The last row is asked for, from this cell: the reader who leaves it stays elsewhere.
    End {
        from: Option<Cell>,
    },
}

/// What can be tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retry {
    Search(Search),
    More,
    /// All pages up to the last row.
    End,
}

impl Loading {
    pub(super) const fn request(&self) -> Option<Request> {
        match self {
            Self::FirstPage { request, .. }
            | Self::NextPage { request, .. }
            | Self::Refresh { request, .. } => Some(*request),
            Self::Idle | Self::Failed(_) => None,
        }
    }

    pub const fn is_awaited(&self) -> bool {
        matches!(self, Self::FirstPage { .. } | Self::NextPage { .. })
    }
}
