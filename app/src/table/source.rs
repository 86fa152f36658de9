//! Where the rows of a table come from.

use crate::api::{self, ApiError};
use domain::application::ApplicationSummary;
use domain::pagination::{Cursor, Page};
use domain::search::Search;

/// Which of an account's two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Active,
    /// Applications that were deleted, and can be restored.
    Deleted,
}

impl Source {
    /// Asks the server for a page; without `limit`, for one of the usual length.
    ///
    /// # Errors
    /// The server's.
    pub async fn page(
        self,
        search: Search,
        after: Option<Cursor>,
        limit: Option<u32>,
    ) -> Result<Page<ApplicationSummary>, ApiError> {
        match self {
            Self::Active => api::applications::list(search, after, limit).await,
            Self::Deleted => api::applications::deleted(after, limit).await,
        }
    }
}
