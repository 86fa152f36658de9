//! Moving the focus: by keys, and when rows are removed.

use super::event::Effect;
use super::focus::{Cell, DEFAULT_COLUMN, Focus, Movement, moved_row, neighbor};
use super::loading::Reason;
use super::rows::Row;
use super::state::TableState;
use domain::application::ClientId;

impl TableState {
    pub(super) fn apply_movement(&mut self, movement: Movement) -> Vec<Effect> {
        if !matches!(movement, Movement::Extend(_)) {
            self.selection.forget_anchor();
        }
        let Some(cell) = self.tab_stop() else { return Vec::new() };
        let row = cell.row.as_ref().and_then(|row| self.rows.position(row));
        match movement {
            Movement::Enter => self.go_to(row, cell.column),
            Movement::Rows(by) => self.go_to(moved_row(row, by, self.rows.loaded()), cell.column),
            Movement::First => self.go_to(Some(0), cell.column),
            Movement::Last => self.fetch_next(Reason::End { from: self.focus.cell().cloned() }),
            Movement::Columns(by) => match self.columns.moved(&cell, by) {
                Some(column) => self.go_to(row, column),
                None => Vec::new(),
            },
            Movement::Extend(by) => {
                let to = moved_row(row, by, self.rows.loaded());
                if let (Some(from), Some(to)) = (row, to) {
                    self.selection.move_range(&self.rows, from, to);
                }
                self.go_to(to.or(row), cell.column)
            }
        }
    }

    pub(super) fn go_to_last(&mut self) -> Vec<Effect> {
        let column = self.focus.cell().map_or(DEFAULT_COLUMN, |cell| cell.column);
        match self.rows.loaded().checked_sub(1) {
            Some(last) => self.go_to(Some(last), column),
            None => Vec::new(),
        }
    }

    /// Focuses a row (`None` for the header) and column.
    pub(super) fn go_to(&mut self, row: Option<usize>, column: usize) -> Vec<Effect> {
        let id = row.and_then(|position| self.rows.id_at(position));
        if row.is_some() && id.is_none() {
            return Vec::new();
        }
        let cell = Cell { row: id, column };
        self.focus = Focus::Inside(cell.clone());
        vec![Effect::Focus { cell, rows_go: false }]
    }

    /// Moves the focus off rows that are about to be removed.
    pub(super) fn move_focus_off(
        &mut self,
        is_removed: impl Fn(&ClientId) -> bool,
        fallback: &'static str,
    ) -> Vec<Effect> {
        let rows = self.rows.as_slice();
        let is_removed_at = |at: usize| rows.get(at).is_some_and(|row| is_removed(&row.client_id));
        let from = self.focused_row().filter(|at| is_removed_at(*at));
        let from = from.or_else(|| (0..rows.len()).find(|at| is_removed_at(*at)));
        let next = from.and_then(|from| neighbor(from, rows.len(), |at| !is_removed_at(at)));
        if next.is_none() {
            self.focus.move_outside();
            return vec![Effect::FocusElement(fallback)];
        }
        let column = self.focus.cell().map_or(DEFAULT_COLUMN, |cell| cell.column);
        let cell = Cell { row: next.and_then(|next| self.rows.id_at(next)), column };
        self.focus = Focus::Inside(cell.clone());
        vec![Effect::Focus { cell, rows_go: true }]
    }

    /// If the focused row was removed by a refresh, makes its remaining neighbor the focused row.
    pub(super) fn move_to_neighbor(&mut self, before: &[Row]) {
        let Some(Cell { row: Some(row), column }) = self.focus.cell().cloned() else { return };
        let at = before.iter().position(|known| known.client_id == row);
        let Some(at) = at.filter(|_| self.rows.position(&row).is_none()) else { return };
        let stay = self.rows.ids();
        let next = neighbor(at, before.len(), |at| stay.contains(&before[at].client_id));
        if let Some(next) = next.and_then(|next| before.get(next)) {
            self.focus.set_cell(Cell { row: Some(next.client_id.clone()), column });
        }
    }

    /// Adds an effect that restores the focus after rows were rendered again.
    pub(super) fn with_focus(&self, mut effects: Vec<Effect>) -> Vec<Effect> {
        effects.extend(self.restore_focus());
        effects
    }

    pub(super) fn restore_focus(&self) -> Option<Effect> {
        let cell = self.tab_stop().filter(|_| self.focus.is_inside())?;
        Some(Effect::RestoreFocus(cell))
    }
}
