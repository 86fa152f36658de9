//! The state of a table of applications, and how each event changes it. It knows no signals and
//! no browser: what the browser is to do comes back as effects.

use super::event::{Effect, Event};
use super::focus::{Cell, Columns, Focus, Movement, NAME_COLUMN, moved_row, neighbor};
use super::loading::{Loading, Reason, Request};
use super::removal::Removal;
use super::rows::{Row, Rows};
use super::selection::Selection;
use super::viewport::{Layout, Viewport};
use domain::application::ClientId;
use domain::change::Chosen;
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
    /// They can't be relied on.
    Invalid,
}

/// A table of applications.
#[derive(Clone, Debug, Default)]
pub struct TableState {
    pub(super) rows: Rows,
    /// What the rows were read for; `None` before anything was.
    pub(super) search: Option<Search>,
    /// Whether there is anything that a search could find; `None` before that is known.
    pub(super) has_applications: Option<bool>,
    pub(super) freshness: Freshness,
    pub(super) loading: Loading,
    /// The rows to read once more as soon as nothing else is being read.
    pub(super) refresh_due: Option<u32>,
    pub(super) last_request: Request,
    pub(super) focus: Focus,
    pub(super) selection: Selection,
    pub(super) viewport: Viewport,
    /// Rows that left before the server agreed.
    pub(super) pending: Vec<Removal>,
    columns: Columns,
    pub(super) in_sight: Range<usize>,
    /// Whether [`Effect::MeasureAfterPaint`] is under way.
    is_measuring: bool,
    /// How far the window was scrolled, in pixels.
    offset: f64,
    pub(super) is_mounted: bool,
}

impl TableState {
    /// Takes an event in and says what the browser is to do.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let effects = self.change(event);
        self.viewport.fit(self.focused_row(), self.rows.read());
        effects
    }

    fn change(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started(search, page) => {
                self.loading = Loading::Idle;
                self.freshness = Freshness::JustRead;
                self.start(search, page);
            }
            Event::Mounted { returning, is_later_page } => {
                return self.mounted(returning, is_later_page);
            }
            Event::Unmounted => {
                self.is_mounted = false;
                self.is_measuring = false;
                self.focus.leave();
                self.selection.clear();
                self.loading = Loading::Idle;
                self.refresh_due = None;
                return vec![Effect::HideFailure];
            }
            Event::Searched(search) => return self.search_for(search),
            Event::Arrived { request, result, more_has_focus } => {
                let effects = self.arrived(request, result, more_has_focus);
                return self.with_focus(effects);
            }
            Event::LoadMore => return self.read_next(Reason::Button),
            Event::Retried(retry) => return self.retry(retry),
            Event::Refresh { all } => return self.refresh(all),
            Event::Resized(columns) => self.columns = columns,
            Event::Scrolled { in_sight, offset, more_has_focus } => {
                return self.scrolled(in_sight, offset, more_has_focus);
            }
            Event::Painted(in_sight) => {
                self.is_measuring = false;
                self.viewport.look_at(&in_sight, self.rows.read());
                self.in_sight = in_sight;
            }
            Event::Printing(printing) => self.viewport.print(printing),
            Event::Focused(Some(cell)) => self.focus = Focus::Inside(cell),
            Event::Focused(None) | Event::Pressed(None) => self.focus.leave(),
            Event::Pressed(Some(_)) => {
                if let Some(cell) = self.focus.cell().cloned() {
                    self.focus = Focus::Inside(cell);
                }
            }
            Event::Moved(movement) => return self.moved(movement),
            Event::Ticked { row: None, checked: true, .. } | Event::SelectedAll => {
                self.selection.set_all();
            }
            Event::Ticked { row: None, .. } | Event::SelectionCleared => self.selection.clear(),
            Event::Ticked { row: Some(row), checked, range } => {
                if range {
                    self.selection.set_range(&self.rows, &row, checked);
                } else {
                    self.selection.set(&row, checked);
                }
            }
            Event::Toggled => {
                if let Some(row) = self.active_row() {
                    let selected = !self.selection.contains(&row);
                    self.selection.set(&row, selected);
                }
            }
            Event::Removing { id, chosen, count, fallback } => {
                return self.remove(id, chosen, count, fallback);
            }
            Event::Removed(id) => return self.removed(id),
            Event::NotRemoved(id) => return self.not_removed(id),
            Event::Inserted(rows) => return self.inserted(rows),
            Event::Gone(ids) => return self.gone(&ids),
            Event::Erased(id, fallback) => {
                let mut effects = self.leave(|row| *row == id, fallback);
                effects.extend(self.gone(&[id]));
                return effects;
            }
            Event::Edited(application) => {
                self.rows.replace(application.summary());
                let effects = self.ask_again();
                return self.with_focus(effects);
            }
            Event::Invalidated => {
                self.freshness = Freshness::Invalid;
                if let Some(search) = self.search.clone().filter(|_| self.is_mounted) {
                    return self.load(search);
                }
            }
        }
        Vec::new()
    }

    fn mounted(&mut self, returning: bool, is_later_page: bool) -> Vec<Effect> {
        self.is_mounted = true;
        let mut effects = Vec::new();
        if returning && let Some(cell) = self.focus.cell().cloned() {
            effects.push(Effect::Scroll(self.offset));
            self.focus = Focus::Inside(cell);
            effects.extend(self.restore_focus());
        } else if returning {
            effects.push(Effect::Scroll(self.offset));
        }
        let freshness = std::mem::take(&mut self.freshness);
        match self.search.clone() {
            Some(search) if is_later_page || freshness == Freshness::Invalid => {
                effects.extend(self.load(search));
            }
            Some(_) if freshness == Freshness::Kept => effects.extend(self.refresh(true)),
            _ => {}
        }
        effects
    }

    fn scrolled(&mut self, in_sight: Range<usize>, offset: f64, more: bool) -> Vec<Effect> {
        self.offset = offset;
        if !self.viewport.covers(&in_sight, self.rows.read()) {
            self.viewport.look_at(&in_sight, self.rows.read());
        }
        self.in_sight = in_sight;
        let mut effects = self.read_ahead(more);
        // Rows that are near but not in sight are rendered after the browser painted.
        if !self.is_measuring {
            self.is_measuring = true;
            effects.push(Effect::MeasureAfterPaint);
        }
        effects
    }

    fn moved(&mut self, movement: Movement) -> Vec<Effect> {
        let Some(cell) = self.tab_stop() else { return Vec::new() };
        let row = cell.row.as_ref().and_then(|row| self.rows.position(row));
        match movement {
            Movement::Enter => self.go_to(row, cell.column),
            Movement::Rows(by) => self.go_to(moved_row(row, by, self.rows.read()), cell.column),
            Movement::First => self.go_to(Some(0), cell.column),
            Movement::Last => self.read_next(Reason::End { from: self.focus.cell().cloned() }),
            Movement::Columns(by) => match self.columns.moved(&cell, by) {
                Some(column) => self.go_to(row, column),
                None => Vec::new(),
            },
            Movement::Extend(by) => {
                let to = moved_row(row, by, self.rows.read());
                if let (Some(from), Some(to)) = (row, to) {
                    self.selection.move_range(&self.rows, from, to);
                }
                self.go_to(to.or(row), cell.column)
            }
        }
    }

    pub(super) fn go_to_last(&mut self) -> Vec<Effect> {
        let column = self.focus.cell().map_or(NAME_COLUMN, |cell| cell.column);
        self.go_to(self.rows.read().checked_sub(1), column)
    }

    /// Moves the focus to a row (`None` for the header) and column.
    pub(super) fn go_to(&mut self, row: Option<usize>, column: usize) -> Vec<Effect> {
        let row = row.and_then(|position| self.rows.id_at(position));
        let cell = Cell { row, column };
        self.focus = Focus::Inside(cell.clone());
        vec![Effect::Focus { cell, rows_go: false }]
    }

    /// Takes the focus off rows that are about to go.
    pub(super) fn leave(
        &mut self,
        goes: impl Fn(&ClientId) -> bool,
        fallback: &'static str,
    ) -> Vec<Effect> {
        let rows = self.rows.as_slice();
        let goes_at = |at: usize| rows.get(at).is_some_and(|row| goes(&row.client_id));
        let from = self.focused_row().filter(|at| goes_at(*at));
        let from = from.or_else(|| (0..rows.len()).find(|at| goes_at(*at)));
        let next = from.and_then(|from| neighbor(from, rows.len(), |at| !goes_at(at)));
        if next.is_none() {
            self.focus.leave();
            return vec![Effect::FocusElement(fallback)];
        }
        let column = self.focus.cell().map_or(NAME_COLUMN, |cell| cell.column);
        let cell = Cell { row: next.and_then(|next| self.rows.id_at(next)), column };
        self.focus = Focus::Inside(cell.clone());
        vec![Effect::Focus { cell, rows_go: true }]
    }

    /// If the row of the focus went, its neighbor among those that stayed takes its place.
    pub(super) fn move_to_neighbor(&mut self, before: &[Row]) {
        let Some(Cell { row: Some(row), column }) = self.focus.cell().cloned() else { return };
        let at = before.iter().position(|known| known.client_id == row);
        let Some(at) = at.filter(|_| self.rows.position(&row).is_none()) else { return };
        let stay = self.rows.ids();
        let next = neighbor(at, before.len(), |at| stay.contains(&before[at].client_id));
        if let Some(next) = next.and_then(|next| before.get(next)) {
            self.focus.rename(Cell { row: Some(next.client_id.clone()), column });
        }
    }

    /// Adds that the grid keeps the focus that it has while rows are rendered anew.
    pub(super) fn with_focus(&self, mut effects: Vec<Effect>) -> Vec<Effect> {
        effects.extend(self.restore_focus());
        effects
    }

    fn restore_focus(&self) -> Option<Effect> {
        let cell = self.tab_stop().filter(|_| self.focus.is_inside())?;
        Some(Effect::RestoreFocus(cell))
    }

    fn focused_row(&self) -> Option<usize> {
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
        let row = self.rows.id_at(self.in_sight.start).or_else(|| self.rows.id_at(0))?;
        Some(Cell { row: Some(row), column: NAME_COLUMN })
    }

    /// The row that keys are about: the one that has the focus, or had it last.
    pub fn active_row(&self) -> Option<ClientId> {
        let row = self.focus.cell()?.row.clone()?;
        self.rows.position(&row).map(|_| row)
    }

    /// The rows.
    pub const fn rows(&self) -> &Rows {
        &self.rows
    }

    /// What the rows were read for.
    pub const fn search(&self) -> Option<&Search> {
        self.search.as_ref()
    }

    /// Whether the rows are those of a search.
    pub fn is_filtered(&self) -> bool {
        self.search.as_ref().is_some_and(Search::narrows)
    }

    /// Whether a page that asks for a search can show these rows at once.
    pub fn can_show(&self, search: &Search) -> bool {
        self.search.as_ref() == Some(search)
            && self.freshness != Freshness::Invalid
            && self.rows.read() > 0
    }

    /// Whether there is anything that a search could find; `None` before that is known.
    pub const fn has_applications(&self) -> Option<bool> {
        self.has_applications
    }

    /// Whether the reader waits for rows.
    pub const fn is_loading(&self) -> bool {
        self.loading.is_awaited()
    }

    /// Whether the page of the table is there and answers.
    pub const fn is_mounted(&self) -> bool {
        self.is_mounted
    }

    /// What is selected.
    pub const fn selection(&self) -> &Selection {
        &self.selection
    }

    /// How many rows are selected.
    pub fn selected(&self) -> u32 {
        self.selection.count(self.rows.total)
    }

    /// What is selected, for the server, and how many those are.
    pub fn chosen(&self) -> (Chosen, u32) {
        let search = self.search.clone().unwrap_or_default();
        (self.selection.chosen(&search), self.selected())
    }

    /// Which rows stand in the document.
    pub fn layout(&self) -> Layout {
        self.viewport.layout(self.rows.read())
    }
}
