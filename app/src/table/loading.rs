//! The request in flight: the first page of a search, the next page, or a refresh. At most one at a
//! time.

use super::focus::Cell;
use domain::search::Search;

/// The number of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request(pub(super) u32);

/// What is being loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Loading {
    #[default]
    Idle,
    /// The first page of a search, which replaces all rows.
    FirstPage { request: Request, search: Search },
    /// The page after the loaded rows.
    NextPage { request: Request, reason: Reason },
    /// The first `limit` rows once more. If it fails, an earlier failure stays.
    Refresh { request: Request, limit: u32, failed: Option<Retry> },
    /// Nothing: the last request failed.
    Failed(Retry),
}

/// Why the next page is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The visible rows are near the end (prefetch).
    Scroll,
    Button,
    /// Ctrl+End, pressed in the cell `from`: load page by page, then focus the last row unless the
    /// user has moved the focus since.
    End {
        from: Option<Cell>,
    },
}

/// What failed and can be retried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retry {
    Search(Search),
    More,
    /// All remaining pages, for Ctrl+End.
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
