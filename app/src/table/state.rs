//! The state of a table of applications. It knows no signals and no browser.

use super::focus::{Cell, Columns, DEFAULT_COLUMN, Focus};
use super::loading::{Loading, Request};
use super::removal::Removal;
use super::rows::Rows;
use super::selection::Selection;
use super::viewport::{Layout, Viewport};
use domain::application::ClientId;
use domain::change::ApplicationSelector;
use domain::search::Search;
use std::ops::Range;

/// Whether the rows are what the server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Freshness {
    /// They came with the page that shows them.
    JustRead,
    /// They were read a while ago: shown, and read once more.
    #[default]
    Kept,
    Invalid,
}

/// A table of applications.
#[derive(Clone, Debug, Default)]
pub struct TableState {
    pub rows: Rows,
    /// What the rows were read for; `None` before anything was.
    pub search: Option<Search>,
    /// Whether there is anything that a search could find; `None` before that is known.
    pub has_applications: Option<bool>,
    pub(super) freshness: Freshness,
    pub(super) loading: Loading,
    /// The rows to read once more as soon as nothing else is being read.
    pub(super) refresh_due: Option<u32>,
    pub(super) last_request: Request,
    pub(super) focus: Focus,
    pub selection: Selection,
    pub(super) viewport: Viewport,
    /// Rows that left before the server agreed.
    pub(super) pending: Vec<Removal>,
    pub(super) columns: Columns,
    pub(super) visible: Range<usize>,
    /// Whether `Effect::MeasureAfterPaint` is under way.
    pub(super) is_measuring: bool,
    /// How far the window was scrolled, in pixels.
    pub(super) offset: f64,
    pub is_mounted: bool,
}

/// Whether two searches find the same rows, in whatever order.
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

    /// The one cell that Tab finds: the one that had the focus last, else the first row in sight.
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

    /// The row that keys are about: the one that has the focus, or had it last.
    pub fn active_row(&self) -> Option<ClientId> {
        let row = self.focus.cell()?.row.clone()?;
        self.rows.position(&row).map(|_| row)
    }

    /// Whether the rows are those of a search.
    pub fn is_filtered(&self) -> bool {
        self.search.as_ref().is_some_and(Search::is_filtered)
    }

    /// Whether a page that asks for a search can show these rows at once.
    pub fn can_show(&self, search: &Search) -> bool {
        self.search.as_ref() == Some(search)
            && self.freshness != Freshness::Invalid
            && self.rows.read() > 0
    }

    /// Whether the reader waits for rows.
    pub const fn is_loading(&self) -> bool {
        self.loading.is_awaited()
    }

    pub fn selected(&self) -> u32 {
        self.selection.count(self.rows.total)
    }

    /// What is selected, for the server, and how many those are.
    pub fn chosen(&self) -> (ApplicationSelector, u32) {
        let search = self.search.clone().unwrap_or_default();
        (self.selection.chosen(&search), self.selected())
    }

    /// Which rows stand in the document.
    pub fn layout(&self) -> Layout {
        self.viewport.layout(self.rows.read())
    }
}
