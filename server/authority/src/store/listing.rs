//! Pages of an account's lists of applications. The cost of a page depends on its size, not on the
//! length of the list.

use super::error::StoreError;
use super::query::query_as;
use super::rows::SummaryRow;
use super::tx::Tx;
use domain::account::AccountId;
use domain::application::ApplicationSummary;
use domain::pagination::{Cursor, Page};

macro_rules! columns {
    () => {
        "application.client_id, application.name, application.kind, \
         application.permission_count, application.created_at, application.deleted_at, \
         application.last_used_at"
    };
}

/// The columns of a row.
pub(super) const COLUMNS: &str = columns!();

/// Reads a page of deleted applications, most recently deleted first, and the total.
pub(super) const DELETED_PAGE: &str = concat!(
    "SELECT account.deleted_count AS total, ",
    columns!(),
    " FROM account LEFT JOIN application ON application.account_id = account.account_id \
     AND application.deleted_at IS NOT NULL \
     AND (application.deleted_at, application.client_id) < ($2, $3) \
     WHERE account.account_id = $1 \
     ORDER BY application.deleted_at DESC, application.client_id DESC LIMIT $4"
);

/// A row of a page. There is always at least one, for the total; it has no application if the page
/// is empty.
#[derive(sqlx::FromRow)]
pub(super) struct PageRow {
    pub(super) total: i64,
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
    /// A page of an account's deleted applications.
    pub(crate) async fn deleted_applications(
        &mut self,
        owner: &AccountId,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<ApplicationSummary>, StoreError> {
        let after = after.and_then(|cursor| Some((cursor.key.parse().ok()?, &cursor.client_id)));
        let rows = query_as(DELETED_PAGE)
            .bind(owner.as_str())
            .bind(after.map_or(i64::MAX, |(at, _)| at))
            .bind(after.map_or("", |(_, id)| id.as_str()))
            .bind(i64::from(limit) + 1)
            .fetch_all(self.connection()?)
            .await?;
        page(rows, limit, |row| row.deleted_at.unwrap_or(row.created_at).as_millis().to_string())
    }
}

/// The first `limit` rows, of which one more than that was read if there is another page.
pub(super) fn page(
    rows: Vec<PageRow>,
    limit: u32,
    key: impl Fn(&ApplicationSummary) -> String,
) -> Result<Page<ApplicationSummary>, StoreError> {
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
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if page.rows.len() > limit {
        page.rows.truncate(limit);
        page.next = page
            .rows
            .last()
            .map(|last| Cursor { client_id: last.client_id.clone(), key: key(last) });
    }
    Ok(page)
}
