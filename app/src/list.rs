//! The rows of a table as far as they were read, and which of them stand in the document. Nothing
//! here outlives a reload.

use domain::application::{Application, ApplicationSummary, ClientId};
use domain::page::{Cursor, Page};
use domain::search::Search;
use leptos::prelude::*;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Rows that come into the document and leave it together.
pub const CHUNK: usize = 50;

/// The chunks in the document besides the one that has the focus: at most 200 rows in all.
pub const CHUNKS_IN_SIGHT: usize = 3;

/// A row. Shared, so that one that did not change stays the same one.
pub type Row = Arc<ApplicationSummary>;

/// Where the focus is in a grid, or was last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The row; `None` for the header.
    pub row: Option<ClientId>,
    /// The column, from 0.
    pub column: usize,
}

/// The rows of a table, and what is remembered of how it was looked at.
#[derive(Clone, Copy)]
pub struct List {
    /// The rows, in the order of [`List::search`].
    pub rows: RwSignal<Vec<Row>>,
    /// Where the next page starts.
    pub next: RwSignal<Option<Cursor>>,
    /// Rows in the whole list.
    pub total: RwSignal<u32>,
    /// What the rows were asked for with; `None` before anything was read.
    pub search: StoredValue<Option<Search>>,
    /// Whether there is anything that a search could find: `None` before that is known.
    pub any: RwSignal<Option<bool>>,
    /// The chunks in the document.
    pub in_sight: RwSignal<(usize, usize)>,
    /// The chunk of the row that has the focus.
    pub held: RwSignal<Option<usize>>,
    /// Where the focus is, or was last.
    pub place: StoredValue<Option<Place>>,
    /// How far the window was scrolled.
    pub scrolled: StoredValue<f64>,
    /// Whether the rows were just read.
    pub fresh: StoredValue<bool>,
    /// Whether the rows are not to be relied on any more.
    pub stale: RwSignal<bool>,
    /// Times that the list was asked for from its beginning.
    asked: StoredValue<u32>,
    /// Times that rows came or went by what was done here.
    changed: StoredValue<u32>,
}

/// What a list was when the server was asked about it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Version {
    asked: u32,
    changed: u32,
}

impl Version {
    /// Whether the list was not asked for from its beginning since.
    pub fn is_last_asked(self, now: Self) -> bool {
        self.asked == now.asked
    }
}

impl Default for List {
    fn default() -> Self {
        Self {
            rows: RwSignal::default(),
            next: RwSignal::default(),
            total: RwSignal::default(),
            search: StoredValue::default(),
            any: RwSignal::default(),
            in_sight: RwSignal::new((0, CHUNKS_IN_SIGHT)),
            held: RwSignal::default(),
            place: StoredValue::default(),
            scrolled: StoredValue::default(),
            fresh: StoredValue::default(),
            stale: RwSignal::default(),
            asked: StoredValue::default(),
            changed: StoredValue::default(),
        }
    }
}

impl List {
    /// Starts over with the first page of what `search` finds.
    pub fn start(self, search: Search, page: Page<ApplicationSummary>) {
        let found = page.total > 0;
        if found || !search.narrows() {
            self.any.set(Some(found));
        }
        self.search.set_value(Some(search));
        self.fresh.set_value(true);
        self.stale.set(false);
        self.in_sight.set((0, CHUNKS_IN_SIGHT));
        self.rows.set(page.rows.into_iter().map(Arc::new).collect());
        self.next.set(page.next);
        self.total.set(page.total);
    }

    /// Whether the rows are what `search` found.
    pub fn holds(self, search: &Search) -> bool {
        self.search.with_value(|known| known.as_ref() == Some(search))
            && !self.stale.get_untracked()
            && self.rows.with_untracked(|rows| !rows.is_empty())
    }

    /// Whether the rows are those of a search.
    pub fn narrows(self) -> bool {
        self.search.with_value(|search| search.as_ref().is_some_and(Search::narrows))
    }

    /// Notes that the list is asked for from its beginning: what was asked before is of no use then.
    pub fn ask(self) -> Option<Version> {
        self.asked.try_update_value(|asked| *asked = asked.wrapping_add(1));
        self.version()
    }

    /// Notes that rows come or go: an answer from before does not know.
    pub fn change(self) {
        self.changed.try_update_value(|changed| *changed = changed.wrapping_add(1));
    }

    /// What the list is now, for comparing answers; `None` once its page is gone.
    pub fn version(self) -> Option<Version> {
        let (asked, changed) = (self.asked.try_get_value()?, self.changed.try_get_value()?);
        Some(Version { asked, changed })
    }

    /// The rows of a chunk.
    pub fn chunk(self, chunk: usize) -> Vec<Row> {
        self.rows.with(|rows| {
            let from = (chunk * CHUNK).min(rows.len());
            rows[from..(from + CHUNK).min(rows.len())].to_vec()
        })
    }

    /// How many rows a chunk has.
    pub fn chunk_len(self, chunk: usize) -> usize {
        self.rows.with(|rows| rows.len().saturating_sub(chunk * CHUNK).min(CHUNK))
    }

    /// Whether a chunk stands in the document.
    pub fn shows(self, chunk: usize) -> bool {
        let (first, after) = self.in_sight.get();
        (first..after).contains(&chunk) || self.held.get() == Some(chunk)
    }

    /// Chooses the chunks that stand in the document by the rows that are in sight.
    pub fn look_at(self, rows: &Range<usize>) {
        let margin = CHUNK / 2;
        let first = rows.start.saturating_sub(margin) / CHUNK;
        let after = (rows.end + margin).div_ceil(CHUNK).max(first + 1);
        let range = (first, after.min(first + CHUNKS_IN_SIGHT));
        if self.in_sight.get_untracked() != range {
            self.in_sight.set(range);
        }
    }

    /// Keeps a row in the document.
    pub fn hold(self, row: &ClientId) {
        let chunk = self.position(row).map(|position| position / CHUNK);
        if self.held.get_untracked() != chunk {
            self.held.set(chunk);
        }
    }

    /// Has the list read anew, now or when it is shown next.
    pub fn forget(self) {
        self.stale.set(true);
    }

    /// Where a row stands.
    pub fn position(self, id: &ClientId) -> Option<usize> {
        self.rows.with_untracked(|rows| rows.iter().position(|row| row.client_id == *id))
    }

    /// The row at a place of the list.
    pub fn at(self, position: usize) -> Option<Row> {
        self.rows.with_untracked(|rows| rows.get(position).cloned())
    }

    /// The row of a client ID.
    pub fn get(self, id: &ClientId) -> Option<Row> {
        self.rows.with_untracked(|rows| rows.iter().find(|row| row.client_id == *id).cloned())
    }

    /// Adds the next page.
    pub fn extend(self, page: Page<ApplicationSummary>) {
        self.rows.update(|rows| {
            let known: HashSet<_> = rows.iter().map(|row| row.client_id.clone()).collect();
            let fresh = page.rows.into_iter().filter(|row| !known.contains(&row.client_id));
            rows.extend(fresh.map(Arc::new));
        });
        self.next.set(page.next);
        self.total.set(page.total);
    }

    /// Takes over the beginning of the list as it is now; what was read beyond it stays.
    pub fn refresh(self, page: Page<ApplicationSummary>) {
        let Page { rows: fresh, next, total } = page;
        // Where what was read beyond the page begins.
        let end = match (fresh.last(), &next) {
            (Some(last), Some(_)) => self.rows.with_untracked(|rows| {
                rows.partition_point(|row| !self.compare(row, last).is_gt())
            }),
            _ => usize::MAX,
        };
        let mut is_whole = true;
        self.rows.update(|rows| {
            let rest = rows.split_off(end.min(rows.len()));
            // A row that did not change stays the same one, so that it is not drawn again.
            let known: HashMap<_, _> =
                rows.drain(..).map(|row| (row.client_id.clone(), row)).collect();
            let same = |row: ApplicationSummary| match known.get(&row.client_id) {
                Some(old) if **old == row => Arc::clone(old),
                _ => Arc::new(row),
            };
            rows.extend(fresh.into_iter().map(same));
            // A row may have moved up into the page since it was read.
            let in_page: HashSet<_> = rows.iter().map(|row| row.client_id.clone()).collect();
            rows.extend(rest.into_iter().filter(|row| !in_page.contains(&row.client_id)));
            is_whole = rows.len() == in_page.len();
        });
        if is_whole {
            self.next.set(next);
        }
        self.total.set(total);
        if !self.narrows() {
            self.any.set(Some(total > 0));
        }
    }

    /// Puts rows where they belong among those that were read, and counts them.
    pub fn put_in(self, fresh: Vec<Row>) {
        self.any.set(Some(true));
        let before = self.rows.with_untracked(Vec::len);
        self.rows.update(|rows| {
            let known: HashSet<_> = rows.iter().map(|row| row.client_id.clone()).collect();
            rows.extend(fresh.into_iter().filter(|row| !known.contains(&row.client_id)));
            rows.sort_by(|one, other| self.compare(one, other));
        });
        let after = self.rows.with_untracked(Vec::len);
        self.count(i64::try_from(after - before).unwrap_or(0));
    }

    /// Takes rows out and returns them. The total is the caller's: more may go than was read.
    pub fn take_out(self, gone: impl Fn(&ClientId) -> bool) -> Vec<Row> {
        let mut taken = Vec::new();
        if !self.rows.with_untracked(|rows| rows.iter().any(|row| gone(&row.client_id))) {
            return taken;
        }
        self.rows.update(|rows| {
            let (out, stay) = rows.drain(..).partition(|row| gone(&row.client_id));
            taken = out;
            *rows = stay;
        });
        taken
    }

    /// Counts what came or went.
    pub fn count(self, change: i64) {
        self.total.update(|total| {
            *total = u32::try_from(i64::from(*total).saturating_add(change)).unwrap_or(0);
        });
        if self.total.get_untracked() == 0 && !self.narrows() {
            self.any.set(Some(false));
        }
    }

    /// Shows what an edit changed.
    pub fn replace(self, application: &Application) {
        self.rows.update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.client_id == application.client_id) {
                *row = Arc::new(application.summary());
            }
            rows.sort_by(|one, other| self.compare(one, other));
        });
    }

    /// Which of two rows is before the other: what was deleted goes by that time, the latest first.
    fn compare(self, one: &ApplicationSummary, other: &ApplicationSummary) -> Ordering {
        if let (Some(at), Some(later)) = (one.deleted_at, other.deleted_at) {
            return (later, &other.client_id).cmp(&(at, &one.client_id));
        }
        let sort = self.search.with_value(|search| search.as_ref().map(|search| search.sort));
        sort.unwrap_or_default().compare(one, other)
    }
}

#[cfg(test)]
mod tests;
