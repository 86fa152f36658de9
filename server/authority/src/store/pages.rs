//! Pages of an account's two lists of applications: one statement each, whose cost depends on the
//! page and not on the list.

use super::applications::SummaryRow;
use super::{StoreError, Tx};
use domain::account::AccountId;
use domain::application::ApplicationSummary;
use domain::page::{Cursor, PAGE_SIZE, Page};

/// Which of an account's two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// Those that work, newest first.
    Live,
    /// Those that were deleted, the latest first.
    Deleted,
}

impl List {
    /// The statement that reads a page and the total.
    pub(super) const fn page(self) -> &'static str {
        match self {
            Self::Live => LIVE_PAGE,
            Self::Deleted => DELETED_PAGE,
        }
    }
}

const LIVE_PAGE: &str = "\
    SELECT account.live_count AS total, application.client_id, application.name, \
    application.kind, application.permission_count, application.created_at, \
    application.deleted_at, application.last_used_at \
    FROM account LEFT JOIN application ON application.account_id = account.account_id \
    AND application.deleted_at IS NULL \
    AND (application.created_at, application.client_id) < ($2, $3) \
    WHERE account.account_id = $1 \
    ORDER BY application.created_at DESC, application.client_id DESC LIMIT $4";

const DELETED_PAGE: &str = "\
    SELECT account.deleted_count AS total, application.client_id, application.name, \
    application.kind, application.permission_count, application.created_at, \
    application.deleted_at, application.last_used_at \
    FROM account LEFT JOIN application ON application.account_id = account.account_id \
    AND application.deleted_at IS NOT NULL \
    AND (application.deleted_at, application.client_id) < ($2, $3) \
    WHERE account.account_id = $1 \
    ORDER BY application.deleted_at DESC, application.client_id DESC LIMIT $4";

/// A row of a page. There is always one, so that the total comes along; without an application
/// in it if the page is empty.
#[derive(sqlx::FromRow)]
struct PageRow {
    total: i64,
    client_id: Option<String>,
    name: Option<String>,
    kind: Option<String>,
    permission_count: Option<i64>,
    created_at: Option<i64>,
    deleted_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl PageRow {
    fn into_summary(self) -> Option<SummaryRow> {
        Some(SummaryRow {
            client_id: self.client_id?,
            name: self.name?,
            kind: self.kind?,
            permission_count: self.permission_count?,
            created_at: self.created_at?,
            deleted_at: self.deleted_at,
            last_used_at: self.last_used_at,
        })
    }
}

impl Tx {
    /// A page of one of an account's lists.
    pub(crate) async fn applications(
        &mut self,
        owner: &AccountId,
        list: List,
        after: Option<&Cursor>,
    ) -> Result<Page<ApplicationSummary>, StoreError> {
        let rows: Vec<PageRow> = sqlx::query_as(list.page())
            .bind(owner.as_str())
            .bind(after.map_or(i64::MAX, |cursor| cursor.at.0))
            .bind(after.map_or("", |cursor| cursor.client_id.as_str()))
            .bind(i64::from(PAGE_SIZE) + 1)
            .fetch_all(self.connection()?)
            .await?;
        let total = rows.first().map_or(0, |row| row.total);
        let mut page = Page {
            rows: rows
                .into_iter()
                .filter_map(PageRow::into_summary)
                .map(ApplicationSummary::try_from)
                .collect::<Result<Vec<_>, _>>()?,
            next: None,
            total: u32::try_from(total).map_err(StoreError::corrupt)?,
        };
        if page.rows.len() > PAGE_SIZE as usize {
            page.rows.truncate(PAGE_SIZE as usize);
            page.next = page.rows.last().map(|last| Cursor {
                at: last.deleted_at.unwrap_or(last.created_at),
                client_id: last.client_id.clone(),
            });
        }
        Ok(page)
    }
}
