//! Inserting and removing rows. Removal is optimistic: rows return if the server refuses.

use super::event::Effect;
use super::focus::{Cell, DEFAULT_COLUMN, neighbor};
use super::pending_removal::{Removal, is_chosen};
use super::rows::Row;
use super::state::{Freshness, TableState, finds_the_same};
use domain::application::{ApplicationSummary, ClientId};
use domain::change::ApplicationSelector;
use std::sync::Arc;

impl TableState {
    pub(super) fn begin_removal(
        &mut self,
        id: u32,
        chosen: ApplicationSelector,
        count: u32,
        fallback: &'static str,
    ) -> Vec<Effect> {
        let is_removed = is_chosen(&chosen);
        let mut effects =
            if self.is_mounted { self.move_focus_off(&is_removed, fallback) } else { Vec::new() };
        let (next, search) = (self.rows.next.clone(), self.search.clone());
        let rows = self.detach_rows(&is_removed);
        match &chosen {
            ApplicationSelector::These(ids) => self.selection.forget(ids),
            ApplicationSelector::Matching { .. } => {
                self.rows.next = None;
                self.selection.clear();
            }
        }
        self.rows.count(-i64::from(count));
        self.pending.push(Removal { id, chosen, rows, count, next, search });
        effects.extend(self.restart_request());
        effects
    }

    pub(super) fn confirm_removal(&mut self, id: u32) -> Vec<Effect> {
        self.pending.retain(|removal| removal.id != id);
        self.restart_request()
    }

    pub(super) fn revert_removal(&mut self, id: u32) -> Vec<Effect> {
        let Some(at) = self.pending.iter().position(|removal| removal.id == id) else {
            return Vec::new();
        };
        let Removal { rows, count, next, search, .. } = self.pending.remove(at);
        let shows_them = self.search == search;
        if shows_them {
            let unread = i64::from(count) - i64::try_from(rows.len()).unwrap_or(0);
            self.rows.next = next;
            self.rows.insert(rows);
            self.rows.count(unread);
        }
        // Pages that arrived in the meantime were stripped of these rows: load again.
        let effects = match self.search.clone() {
            Some(_) if !self.is_mounted => {
                self.freshness = Freshness::Invalid;
                Vec::new()
            }
            Some(search) if !shows_them => self.load(search),
            _ => self.refresh(false, true),
        };
        self.with_focus(effects)
    }

    /// Inserts restored or created rows; the first becomes the tab stop.
    pub(super) fn insert(&mut self, rows: Vec<ApplicationSummary>) -> Vec<Effect> {
        let first = rows.first().map(|row| row.client_id.clone());
        self.rows.insert(rows.into_iter().map(Arc::new));
        if first.is_some() {
            self.focus.set_cell(Cell { row: first, column: DEFAULT_COLUMN });
        }
        let effects = self.restart_request();
        self.with_focus(effects)
    }

    pub(super) fn remove_missing(&mut self, ids: &[ClientId]) -> Vec<Effect> {
        let gone = self.detach_rows(&|id: &ClientId| ids.contains(id));
        self.rows.count(-i64::try_from(gone.len()).unwrap_or(0));
        let effects = self.restart_request();
        self.with_focus(effects)
    }

    fn detach_rows(&mut self, is_removed: &impl Fn(&ClientId) -> bool) -> Vec<Row> {
        let before = self.rows.as_slice();
        let focused = self.focused_row().filter(|at| is_removed(&before[*at].client_id));
        let next = focused
            .and_then(|at| neighbor(at, before.len(), |at| !is_removed(&before[at].client_id)));
        if let (Some(next), Some(cell)) = (next, self.focus.cell()) {
            let cell = Cell { row: Some(before[next].client_id.clone()), column: cell.column };
            self.focus.set_cell(cell);
        }
        let gone = self.rows.remove(is_removed);
        self.selection.forget(gone.iter().map(|row| &row.client_id));
        gone
    }

    /// Removes rows of pending removals from a page that was just received, and corrects the total:
    /// until the server has processed the removal, its pages still hold and count them.
    pub(super) fn hide_pending(&mut self) {
        for removal in &self.pending {
            let is_same = finds_the_same(removal.search.as_ref(), self.search.as_ref());
            let is_all = matches!(removal.chosen, ApplicationSelector::Matching { .. });
            if is_all && !is_same {
                continue;
            }
            let hidden = self.rows.remove(is_chosen(&removal.chosen)).len();
            if is_all {
                self.rows.next = None;
            }
            if hidden > 0 {
                let hidden = i64::try_from(hidden).unwrap_or(0);
                self.rows.count(if is_same { -i64::from(removal.count) } else { -hidden });
            }
        }
    }
}
