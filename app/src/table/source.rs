//! The server function that a table loads its rows from.

use crate::api::{self, ApiError};
use domain::application::ApplicationSummary;
use domain::pagination::{Cursor, Page};
use domain::search::Search;

/// One of the account's two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Active,
    /// Deleted applications, which can be restored.
    Deleted,
}

impl Source {
    /// Requests a page; without `limit`, of the default size.
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
