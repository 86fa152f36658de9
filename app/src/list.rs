//! The rows of a table as far as they were read, and which of them stand in the document. Nothing
//! here outlives a reload.

mod groups;
pub mod window;

use domain::application::{Application, ApplicationSummary, ClientId};
use domain::page::{Cursor, Page};
use domain::search::Search;
use leptos::prelude::*;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use window::Window;

/// A row. Shared, so that one that did not change stays the same one.
pub type Row = Arc<ApplicationSummary>;

/// The column of the name, where the focus is when a row is come to for the first time.
pub const NAME_COLUMN: usize = 1;

/// Where the focus is in a grid, or was last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The row; `None` for the header.
    pub row: Option<ClientId>,
    /// The column, from 0.
    pub column: usize,
}

/// The rows of a table, and what is remembered of how it was looked at.
#[derive(Clone, Copy, Default)]
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
    /// Which of them stand in the document.
    window: RwSignal<Window>,
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
        self.window.set(Window::at_start(page.rows.len()));
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

    /// Reads which rows stand in the document.
    pub fn window<T>(self, read: impl FnOnce(&Window) -> T) -> T {
        self.window.with(read)
    }

    /// The rows of a group.
    pub fn group(self, group: usize) -> Vec<Row> {
        let range = self.window(|window| window.rows(group));
        self.rows.with(|rows| rows.get(range).unwrap_or_default().to_vec())
    }

    /// Chooses what stands in the document by the rows that are in sight.
    pub fn look_at(self, rows: &Range<usize>) {
        self.choose(|window| window.look_at(rows));
    }

    /// Keeps the group of a row in the document, and no other for the focus.
    pub fn hold(self, row: Option<&ClientId>) {
        let position = row.and_then(|row| self.position(row));
        self.choose(|window| window.hold(position));
    }

    fn choose(self, choose: impl FnOnce(&mut Window)) {
        self.window.maybe_update(|window| {
            let before = window.near();
            choose(window);
            window.near() != before
        });
    }

    /// Makes a row the one that has the focus, or gets it as soon as the grid has it.
    pub fn go_to(self, row: &ClientId) {
        self.place.set_value(Some(Place { row: Some(row.clone()), column: NAME_COLUMN }));
        self.hold(Some(row));
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
        let read = self.rows.with_untracked(Vec::len);
        self.window.update(|window| window.grow(read));
        let is_sorted =
            |rows: &Vec<Row>| rows.is_sorted_by(|one, other| self.compare(one, other).is_le());
        if !self.rows.with_untracked(is_sorted) {
            // What was put in behind all that was read then belongs further on now.
            self.arrange(|rows| rows.sort_by(|one, other| self.compare(one, other)));
        }
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
        self.arrange(|rows| {
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
        self.arrange(|rows| {
            let known: HashSet<_> = rows.iter().map(|row| row.client_id.clone()).collect();
            rows.extend(fresh.into_iter().filter(|row| !known.contains(&row.client_id)));
            rows.sort_by(|one, other| self.compare(one, other));
        });
        let after = self.rows.with_untracked(Vec::len);
        self.count(i64::try_from(after - before).unwrap_or(0));
    }

    /// Takes rows out and returns them. The total is the caller's: more may go than was read.
    pub fn take_out(self, gone: impl Fn(&ClientId) -> bool) -> Vec<Row> {
        let places: Vec<usize> = self.rows.with_untracked(|rows| {
            let places = rows.iter().enumerate().filter(|(_, row)| gone(&row.client_id));
            places.map(|(place, _)| place).collect()
        });
        if places.is_empty() {
            return Vec::new();
        }
        let before = self.rows.get_untracked();
        let mut taken = Vec::with_capacity(places.len());
        self.rows.update(|rows| {
            let mut places = places.iter().peekable();
            let mut place = 0;
            rows.retain(|row| {
                let goes = places.next_if_eq(&&place).is_some();
                if goes {
                    taken.push(Arc::clone(row));
                }
                place += 1;
                !goes
            });
        });
        self.window.update(|window| window.take_out(&places));
        self.keep_place(&before);
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
        self.arrange(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.client_id == application.client_id) {
                *row = Arc::new(application.summary());
            }
            rows.sort_by(|one, other| self.compare(one, other));
        });
    }

    /// Changes the rows; those that stay stay in their groups.
    fn arrange(self, change: impl FnOnce(&mut Vec<Row>)) {
        let before = self.rows.get_untracked();
        self.rows.update(change);
        self.rows.with_untracked(|now| {
            let [ids, ids_now] = [&before, now].map(|rows| rows.iter().map(|row| &row.client_id));
            if !ids.eq(ids_now) {
                // A row that changed is drawn anew in any case, and may have moved.
                let [old, now] = [&before, now].map(|rows| rows.iter().map(Arc::as_ptr));
                self.window.update(|window| window.rearrange(old, now));
            }
        });
        self.keep_place(&before);
    }

    /// Where the row of the focus went, the next one that stayed has it, else the one before.
    fn keep_place(self, before: &[Row]) {
        let Some(Place { row: Some(row), column }) = self.place.get_value() else { return };
        let at = before.iter().position(|known| known.client_id == row);
        let Some(at) = at.filter(|_| self.position(&row).is_none()) else { return };
        let stays: HashSet<_> =
            self.rows.with_untracked(|rows| rows.iter().map(|row| row.client_id.clone()).collect());
        let mut near = before[at..].iter().chain(before[..at].iter().rev());
        if let Some(next) = near.find(|row| stays.contains(&row.client_id)) {
            let row = Some(next.client_id.clone());
            self.place.set_value(Some(Place { row, column }));
        }
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
