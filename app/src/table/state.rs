//! The state of a table of applications. Pure: no signals, no browser.

use super::focus::{Cell, Columns, DEFAULT_COLUMN, Focus};
use super::loading::{Loading, Request};
use super::pending_removal::Removal;
use super::rows::Rows;
use super::selection::Selection;
use super::viewport::{Layout, Viewport};
use domain::application::ClientId;
use domain::change::ApplicationSelector;
use domain::search::Search;
use std::ops::Range;

/// Whether the rows need a reload at the next mount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Freshness {
    /// Loaded with the page that shows them: no.
    JustRead,
    /// Kept from an earlier visit: show them, and refresh.
    #[default]
    Kept,
    Invalid,
}

#[derive(Clone, Debug, Default)]
pub struct TableState {
    pub rows: Rows,
    /// The search whose results the rows are; `None` before the first load.
    pub search: Option<Search>,
    /// Whether the account has any applications; `None` until known.
    pub has_applications: Option<bool>,
    pub(super) freshness: Freshness,
    pub(super) loading: Loading,
    /// A refresh of this many rows is queued behind the request in flight.
    pub(super) refresh_due: Option<u32>,
    pub(super) last_request: Request,
    pub(super) focus: Focus,
    pub selection: Selection,
    pub(super) viewport: Viewport,
    /// Optimistic removals that the server has not confirmed yet.
    pub(super) pending: Vec<Removal>,
    pub(super) columns: Columns,
    pub(super) visible: Range<usize>,
    /// Whether an `Effect::MeasureAfterPaint` is pending.
    pub(super) is_measuring: bool,
    /// The last scroll position of the window in pixels.
    pub(super) offset: f64,
    pub is_mounted: bool,
}

/// Whether two searches differ at most in the sort order.
pub fn finds_the_same(one: Option<&Search>, other: Option<&Search>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Search { sort: other.sort, ..one.clone() } == *other,
        _ => one == other,
    }
}

impl TableState {
    pub(super) fn focused_row(&self) -> Option<usize> {
        self.focus.cell()?.row.as_ref().and_then(|row| self.rows.position(row))
    }

    /// The tab stop (roving tabindex): the focused or last focused cell, else the first visible row.
    pub fn tab_stop(&self) -> Option<Cell> {
        let is_there = |cell: &&Cell| {
            self.columns.has(cell)
                && cell.row.as_ref().is_none_or(|row| self.rows.position(row).is_some())
        };
        if let Some(cell) = self.focus.cell().filter(is_there) {
            return Some(cell.clone());
        }
        let row = self.rows.id_at(self.visible.start).or_else(|| self.rows.id_at(0))?;
        Some(Cell { row: Some(row), column: DEFAULT_COLUMN })
    }

    /// The row that commands act on: the focused or last focused one.
    pub fn active_row(&self) -> Option<ClientId> {
        let row = self.focus.cell()?.row.clone()?;
        self.rows.position(&row).map(|_| row)
    }

    /// Whether the rows are limited by a search or filter.
    pub fn is_filtered(&self) -> bool {
        self.search.as_ref().is_some_and(Search::is_filtered)
    }

    /// Whether a page for this search can show the kept rows without a request.
    pub fn can_show(&self, search: &Search) -> bool {
        self.search.as_ref() == Some(search)
            && self.freshness != Freshness::Invalid
            && self.rows.loaded() > 0
    }

    /// Whether the user waits for rows.
    pub const fn is_loading(&self) -> bool {
        self.loading.is_awaited()
    }

    pub fn selected(&self) -> u32 {
        self.selection.count(self.rows.total)
    }

    /// The selection in the form that the server takes, and its size.
    pub fn chosen(&self) -> (ApplicationSelector, u32) {
        let search = self.search.clone().unwrap_or_default();
        (self.selection.chosen(&search), self.selected())
    }

    /// Which rows are in the document.
    pub fn layout(&self) -> Layout {
        self.viewport.layout(self.rows.loaded())
    }
}
