//! Searching an account's applications, in any order. The two engines search by different SQL.
//!
//! Without filters, a page is read from the index of its order. A search reads every row of the
//! account once, from a covering index. No statement skips rows of earlier pages (no OFFSET).

use super::connection::{Connection, Engine};
use super::error::StoreError;
use super::listing::{COLUMNS, PageRow, page};
use super::query::{QueryBuilder, query, query_as};
use super::rows;
use super::tx::Tx;
use crate::secrets::password::normalise;
use domain::account::AccountId;
use domain::application::ApplicationSummary;
use domain::pagination::{Cursor, Page};
use domain::permission::Scope;
use domain::redirect_uri::RedirectUri;
use domain::search::{Search, SortBy, UNUSED_AFTER, fold};
use domain::time::Timestamp;

/// The most rows that a search sorts itself. If it finds more, the index of the order soon meets
/// enough of them.
const MAX_SORTED_IN_MEMORY: i64 = 500;

/// Rows whose keys are recomputed by one statement.
const BATCH: i64 = 500;

/// A page to read.
pub(crate) struct ListQuery<'a> {
    pub(crate) owner: &'a AccountId,
    pub(crate) search: &'a Search,
    pub(crate) now: Timestamp,
    pub(crate) after: Option<&'a Cursor>,
    pub(crate) limit: u32,
}

impl ListQuery<'_> {
    /// How many a search finds and, unless they are more than [`MAX_SORTED_IN_MEMORY`], a page of
    /// them.
    pub(super) fn push_sorted_subset(&self, sql: &mut QueryBuilder) {
        match sql.engine() {
            Engine::Sqlite => self.push_sorted_subset_sqlite(sql),
            Engine::Postgres => self.push_sorted_subset_postgres(sql),
        }
        self.push_after(sql);
        self.push_order(sql);
    }

    /// One read of the covering index, which the planner would not choose by itself; the row
    /// identifiers go on as JSON, so that the index is not read again for the rows.
    fn push_sorted_subset_sqlite(&self, sql: &mut QueryBuilder) {
        sql.push(
            "WITH found AS MATERIALIZED \
             (SELECT count(*) AS total, json_group_array(application.rowid) AS ids \
             FROM application INDEXED BY application_name WHERE application.account_id = ",
        );
        sql.push_bind(self.owner.as_str()).push(" AND application.deleted_at IS NULL");
        push_filters(sql, self.search, self.now);
        sql.push(format_args!(") SELECT found.total, {COLUMNS} FROM found LEFT JOIN application "));
        sql.push(
            "ON application.rowid IN (SELECT value FROM found, \
             json_each(CASE WHEN found.total <= ",
        );
        sql.push_bind(MAX_SORTED_IN_MEMORY).push(" THEN found.ids ELSE '[]' END))");
    }

    /// PostgreSQL has no covering index here: its entries would be too long with the searchable text.
    fn push_sorted_subset_postgres(&self, sql: &mut QueryBuilder) {
        sql.push(
            "WITH found AS MATERIALIZED \
             (SELECT application.client_id FROM application WHERE application.account_id = ",
        );
        sql.push_bind(self.owner.as_str()).push(" AND application.deleted_at IS NULL");
        push_filters(sql, self.search, self.now);
        sql.push("), number AS (SELECT count(*) AS total FROM found) ");
        sql.push(format_args!("SELECT number.total, {COLUMNS} FROM number LEFT JOIN application "));
        sql.push("ON number.total <= ").push_bind(MAX_SORTED_IN_MEMORY);
        sql.push(" AND application.client_id IN (SELECT found.client_id FROM found)");
    }

    /// A page from the index of its order, with the total; `None` reads the account's counter.
    pub(super) fn push_in_order(&self, sql: &mut QueryBuilder, total: Option<i64>) {
        sql.push("SELECT ");
        match total {
            Some(total) => sql.push_bind(total),
            None => sql.push("account.live_count"),
        };
        sql.push(format_args!(" AS total, {COLUMNS} FROM account LEFT JOIN application "));
        sql.push(
            "ON application.account_id = account.account_id AND application.deleted_at IS NULL",
        );
        push_filters(sql, self.search, self.now);
        self.push_after(sql);
        sql.push(" WHERE account.account_id = ").push_bind(self.owner.as_str());
        self.push_order(sql);
    }

    fn column(&self) -> &'static str {
        match self.search.sort.by {
            SortBy::Name => "application.name_key",
            SortBy::Created => "application.created_at",
            SortBy::LastUsed => "application.used_key",
        }
    }

    /// Pushes nothing if the cursor does not fit this order: then it is the first page.
    fn push_after(&self, sql: &mut QueryBuilder) {
        let Some(Cursor { client_id, key }) = self.after else { return };
        let number = key.parse::<i64>().ok();
        let sort = self.search.sort;
        if sort.by != SortBy::Name && number.is_none() {
            return;
        }
        let beyond = if sort.descending { "<" } else { ">" };
        sql.push(format_args!(" AND ({}, application.client_id) {beyond} (", self.column()));
        match number.filter(|_| sort.by != SortBy::Name) {
            Some(number) => sql.push_bind(number),
            None => sql.push_bind(key.as_str()),
        };
        sql.push(", ").push_bind(client_id.as_str()).push(")");
    }

    fn push_order(&self, sql: &mut QueryBuilder) {
        let way = if self.search.sort.descending { "DESC" } else { "ASC" };
        let column = self.column();
        sql.push(format_args!(" ORDER BY {column} {way}, application.client_id {way} LIMIT "));
        sql.push_bind(i64::from(self.limit) + 1);
    }
}

impl Tx {
    /// A page of an account's active applications, and how many the search finds.
    pub(crate) async fn applications(
        &mut self,
        wanted: ListQuery<'_>,
    ) -> Result<Page<ApplicationSummary>, StoreError> {
        let key = |row: &ApplicationSummary| wanted.search.sort.key(row);
        let mut total = None;
        if wanted.search.is_filtered() {
            let mut sql = QueryBuilder::new(self.engine(), "");
            wanted.push_sorted_subset(&mut sql);
            let rows: Vec<PageRow> = sql.build_query_as().fetch_all(self.connection()?).await?;
            total = rows.first().map(|row| row.total).filter(|&total| total > MAX_SORTED_IN_MEMORY);
            if total.is_none() {
                return page(rows, wanted.limit, key);
            }
        }
        let mut sql = QueryBuilder::new(self.engine(), "");
        wanted.push_in_order(&mut sql, total);
        let rows = sql.build_query_as().fetch_all(self.connection()?).await?;
        page(rows, wanted.limit, key)
    }
}

/// The conditions of a search on a row of `application`, besides owner and state.
pub(super) fn push_filters(sql: &mut QueryBuilder, search: &Search, now: Timestamp) {
    // Names are stored in this normalization form.
    let typed = Search { text: normalise(&search.text).to_string(), ..search.clone() };
    // No match spans two lines.
    let needle = typed.needle().replace('\n', " ");
    if !needle.is_empty() {
        let position = sql.engine().position_function();
        sql.push(format_args!(" AND {position}(application.search_text, "));
        sql.push_bind(needle).push(") > 0");
    }
    if let Some(kind) = search.kind {
        sql.push(" AND application.kind = ").push_bind(kind.as_str());
    }
    if let Some(scope) = &search.permission {
        sql.push(" AND ");
        push_holds(sql, "application.permissions", scope);
    }
    if search.unused {
        sql.push(" AND coalesce(application.last_used_at, application.created_at) < ");
        sql.push_bind(now.minus(UNUSED_AFTER).as_millis());
    }
}

/// That a column of scopes, with spaces between them, holds this one.
pub(super) fn push_holds(sql: &mut QueryBuilder, column: &'static str, scope: &Scope) {
    let position = sql.engine().position_function();
    sql.push(format_args!("{position}(' ' || {column} || ' ', "));
    sql.push_bind(format!(" {} ", scope.as_str())).push(") > 0");
}

/// The searchable text of an application: one value per line, so that no match spans two values.
pub(super) fn search_text<'a>(
    name: &'a str,
    id: &'a str,
    uris: impl IntoIterator<Item = &'a str>,
) -> String {
    let lines: Vec<&str> = [name, id].into_iter().chain(uris).collect();
    fold(&lines.join("\n"))
}

/// Recomputes the search keys of all rows, in the transaction of the migrations.
pub(super) async fn refill_keys(mut connection: Connection<'_>) -> Result<(), StoreError> {
    const NEXT: &str = "SELECT client_id, name, \
         (SELECT string_agg(uri, ' ' ORDER BY position) FROM redirect_uri \
         WHERE redirect_uri.client_id = application.client_id) \
         FROM application WHERE client_id > $1 ORDER BY client_id LIMIT $2";
    const FILL: &str =
        "UPDATE application SET name_key = $2, search_text = $3 WHERE client_id = $1";
    let mut last = String::new();
    loop {
        let rows: Vec<(String, String, Option<String>)> =
            query_as(NEXT).bind(&last).bind(BATCH).fetch_all(&mut connection).await?;
        let Some((id, ..)) = rows.last() else { return Ok(()) };
        last.clone_from(id);
        for (id, name, uris) in rows {
            let uris = rows::redirect_uris(uris.as_deref());
            query(FILL)
                .bind(&id)
                .bind(fold(&name))
                .bind(search_text(&name, &id, uris.iter().map(RedirectUri::as_str)))
                .execute(&mut connection)
                .await?;
        }
    }
}
