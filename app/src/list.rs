//! The rows of a table as far as they were read, and which of them stand in the document. Nothing
//! here outlives a reload.

pub mod groups;

use domain::application::{Application, ApplicationSummary, ClientId};
use domain::page::{Cursor, Page};
use domain::search::Search;
use groups::{GROUP, Groups};
use leptos::prelude::*;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Rows in the document before and after those in sight, at least.
const MARGIN: usize = GROUP;

/// Rows in the document even where fewer are in sight: a page of them.
const ENOUGH: usize = 50;

/// Rows in the document at most, besides the group of the one that has the focus.
const MOST: usize = 160;

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
    /// Which of them come into the document together.
    pub groups: RwSignal<Groups>,
    /// The groups in the document: the first, and the one after the last.
    in_sight: RwSignal<(usize, usize)>,
    /// The group of the row that has the focus, which is in the document too.
    held: RwSignal<Option<usize>>,
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
            groups: RwSignal::default(),
            in_sight: RwSignal::new((0, ENOUGH / GROUP)),
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
        self.in_sight.set((0, ENOUGH / GROUP));
        self.groups.set(Groups::even(page.rows.len()));
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

    /// The rows of a group.
    pub fn group(self, group: usize) -> Vec<Row> {
        let range = self.groups.with(|groups| groups.range(group));
        self.rows.with(|rows| rows.get(range).unwrap_or_default().to_vec())
    }

    /// Whether any of these groups stands in the document.
    pub fn has_near(self, groups: Range<usize>) -> bool {
        let (first, after) = self.in_sight.get();
        (first < groups.end && groups.start < after)
            || self.held.get().is_some_and(|held| groups.contains(&held))
    }

    /// Of a group that stands in the document, the rows right before it that do not; `None` of
    /// another group.
    pub fn gap_before(self, group: usize) -> Option<usize> {
        let ((first, after), held) = (self.in_sight.get(), self.held.get());
        if !(first..after).contains(&group) && held != Some(group) {
            return None;
        }
        let from = held.filter(|held| *held < group).map_or(0, |held| held + 1);
        let from = if first < group { from.max(after.min(group)) } else { from };
        Some(self.rows_between(from, group))
    }

    /// The rows after all those that stand in the document.
    pub fn gap_after(self) -> usize {
        let ((_, after), held) = (self.in_sight.get(), self.held.get());
        let from = held.map_or(after, |held| after.max(held + 1));
        self.rows_between(from, self.groups.with(Groups::count).max(from))
    }

    fn rows_between(self, group: usize, other: usize) -> usize {
        self.groups.with(|groups| groups.range(other).start - groups.range(group).start)
    }

    /// Whether rows that are in sight stand in the document.
    pub fn covers(self, rows: &Range<usize>) -> bool {
        let wanted = self.groups_of(rows);
        let (first, after) = self.in_sight.get_untracked();
        first <= wanted.0 && wanted.1 <= after
    }

    /// Chooses the groups that stand in the document by the rows that are in sight.
    pub fn look_at(self, rows: &Range<usize>) {
        let read = self.rows.with_untracked(Vec::len);
        let first = rows.start.saturating_sub(MARGIN);
        let after = (rows.end + MARGIN).clamp(first + ENOUGH, first + MOST).min(read);
        let range = self.groups_of(&(first.min(after.saturating_sub(ENOUGH))..after));
        if self.in_sight.get_untracked() != range {
            self.in_sight.set(range);
        }
    }

    /// The first group of these rows, and the one after the last.
    fn groups_of(self, rows: &Range<usize>) -> (usize, usize) {
        self.groups.with_untracked(|groups| {
            let of = |row: usize| groups.of(row).unwrap_or(groups.count());
            let first = of(rows.start);
            (first, of(rows.end.saturating_sub(1)).saturating_add(1).clamp(first, groups.count()))
        })
    }

    /// Keeps a row in the document.
    pub fn hold(self, row: &ClientId) {
        let position = self.position(row);
        let group =
            position.and_then(|position| self.groups.with_untracked(|groups| groups.of(position)));
        if self.held.get_untracked() != group {
            self.held.set(group);
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
        let read = self.rows.with_untracked(Vec::len);
        self.groups.update(|groups| groups.grow(read));
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
        self.groups.update(|groups| groups.take_out(&places));
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
            let [before, now] = [&before, now].map(|rows| rows.iter().map(|row| &row.client_id));
            if !before.clone().eq(now.clone()) {
                self.groups.update(|groups| *groups = groups.regroup(before, now));
            }
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
