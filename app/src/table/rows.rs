//! The rows loaded so far, in the order of the table.

use domain::application::{ApplicationSummary, ClientId};
use domain::pagination::{Cursor, Page};
use domain::search::Sort;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A row. Reference-counted, so that an unchanged row is recognized and not rendered again.
pub type Row = Arc<ApplicationSummary>;

/// The loaded rows: a prefix of the whole table.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    list: Vec<Row>,
    sort: Sort,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
    /// Rows in the whole table, loaded or not.
    pub total: u32,
}

impl Rows {
    /// The first page of a table in this order.
    pub fn first_page(sort: Sort, page: Page<ApplicationSummary>) -> Self {
        let list = page.rows.into_iter().map(Arc::new).collect();
        Self { list, sort, next: page.next, total: page.total }
    }

    pub fn as_slice(&self) -> &[Row] {
        &self.list
    }

    pub fn loaded(&self) -> usize {
        self.list.len()
    }

    /// The position of a row among the loaded ones.
    pub fn position(&self, id: &ClientId) -> Option<usize> {
        self.list.iter().position(|row| row.client_id == *id)
    }

    pub fn id_at(&self, position: usize) -> Option<ClientId> {
        self.list.get(position).map(|row| row.client_id.clone())
    }

    pub fn find(&self, id: &ClientId) -> Option<Row> {
        self.list.iter().find(|row| row.client_id == *id).cloned()
    }

    /// The client IDs of the loaded rows.
    pub fn ids(&self) -> HashSet<ClientId> {
        self.list.iter().map(|row| row.client_id.clone()).collect()
    }

    pub fn extend(&mut self, page: Page<ApplicationSummary>) {
        // `insert` sorts: a created row at the end may belong further down now.
        self.insert(page.rows.into_iter().map(Arc::new));
        self.next = page.next;
        self.total = page.total;
    }

    /// Replaces the first rows by a refreshed page; rows beyond that page stay.
    pub fn refresh(&mut self, page: Page<ApplicationSummary>) {
        let Page { rows: page, next, total } = page;
        let end = match (page.last(), &next) {
            (Some(last), Some(_)) => {
                self.list.partition_point(|row| !self.compare(row, last).is_gt())
            }
            _ => self.list.len(),
        };
        let rest = self.list.split_off(end);
        let known: HashMap<_, _> =
            self.list.drain(..).map(|row| (row.client_id.clone(), row)).collect();
        let in_page: HashSet<_> = page.iter().map(|row| row.client_id.clone()).collect();
        self.list.extend(page.into_iter().map(|row| match known.get(&row.client_id) {
            Some(old) if **old == row => Arc::clone(old),
            _ => Arc::new(row),
        }));
        // A row may have moved up into the page since it was loaded.
        self.list.extend(rest.into_iter().filter(|row| !in_page.contains(&row.client_id)));
        if self.list.len() == in_page.len() {
            self.next = next;
        }
        self.total = total;
    }

    /// Inserts rows in sort order, and adds the new ones to the total.
    pub fn insert(&mut self, rows: impl IntoIterator<Item = Row>) {
        let (known, before) = (self.ids(), self.loaded());
        self.list.extend(rows.into_iter().filter(|row| !known.contains(&row.client_id)));
        self.count(i64::try_from(self.loaded() - before).unwrap_or(0));
        self.sort();
    }

    /// Replaces an edited row.
    pub fn replace(&mut self, row: ApplicationSummary) {
        if let Some(position) = self.position(&row.client_id) {
            self.list[position] = Arc::new(row);
            self.sort();
        }
    }

    /// Removes rows and returns them. Does not change the total: more rows may be removed than are
    /// loaded.
    pub fn remove(&mut self, is_removed: impl Fn(&ClientId) -> bool) -> Vec<Row> {
        let all = std::mem::take(&mut self.list);
        let (gone, stay) = all.into_iter().partition(|row| is_removed(&row.client_id));
        self.list = stay;
        gone
    }

    /// Adds to the total.
    pub fn count(&mut self, change: i64) {
        let total = i64::from(self.total).saturating_add(change);
        self.total = u32::try_from(total).unwrap_or(0);
    }

    fn sort(&mut self) {
        let mut list = std::mem::take(&mut self.list);
        if !list.is_sorted_by(|one, other| self.compare(one, other).is_le()) {
            list.sort_unstable_by(|one, other| self.compare(one, other));
        }
        self.list = list;
    }

    /// The order of the table; deleted rows are ordered by deletion, the latest first.
    fn compare(&self, one: &ApplicationSummary, other: &ApplicationSummary) -> Ordering {
        match (one.deleted_at, other.deleted_at) {
            (Some(at), Some(later)) => (later, &other.client_id).cmp(&(at, &one.client_id)),
            _ => self.sort.compare(one, other),
        }
    }
}
