//! How rows come and go: they leave at once and return if the server does not agree.

use super::event::Effect;
use super::focus::{Cell, NAME_COLUMN, neighbor};
use super::removal::{Removal, is_chosen};
use super::rows::Row;
use super::state::{Freshness, TableState, finds_the_same};
use domain::application::{ApplicationSummary, ClientId};
use domain::change::Chosen;
use std::sync::Arc;

impl TableState {
    pub(super) fn remove(
        &mut self,
        id: u32,
        chosen: Chosen,
        count: u32,
        fallback: &'static str,
    ) -> Vec<Effect> {
        let goes = is_chosen(&chosen);
        let mut effects = if self.is_mounted { self.leave(&goes, fallback) } else { Vec::new() };
        let (next, search) = (self.rows.next.clone(), self.search.clone());
        let rows = self.take_out(&goes);
        match &chosen {
            Chosen::These(ids) => self.selection.forget(ids),
            Chosen::Matching { .. } => {
                self.rows.next = None;
                self.selection.clear();
            }
        }
        self.rows.count(-i64::from(count));
        self.pending.push(Removal { id, chosen, rows, count, next, search });
        effects.extend(self.ask_again());
        effects
    }

    pub(super) fn removed(&mut self, id: u32) -> Vec<Effect> {
        self.pending.retain(|removal| removal.id != id);
        self.ask_again()
    }

    pub(super) fn not_removed(&mut self, id: u32) -> Vec<Effect> {
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
        // Answers that came meanwhile were taken to be without them.
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

    /// Inserts rows that came back or were made; the first gets the focus when the grid does.
    pub(super) fn inserted(&mut self, rows: Vec<ApplicationSummary>) -> Vec<Effect> {
        let first = rows.first().map(|row| row.client_id.clone());
        self.rows.insert(rows.into_iter().map(Arc::new));
        if first.is_some() {
            self.focus.rename(Cell { row: first, column: NAME_COLUMN });
        }
        let effects = self.ask_again();
        self.with_focus(effects)
    }

    pub(super) fn gone(&mut self, ids: &[ClientId]) -> Vec<Effect> {
        let gone = self.take_out(&|id: &ClientId| ids.contains(id));
        self.rows.count(-i64::try_from(gone.len()).unwrap_or(0));
        let effects = self.ask_again();
        self.with_focus(effects)
    }

    fn take_out(&mut self, goes: &impl Fn(&ClientId) -> bool) -> Vec<Row> {
        let before = self.rows.as_slice();
        let focused = self.focused_row().filter(|at| goes(&before[*at].client_id));
        let next =
            focused.and_then(|at| neighbor(at, before.len(), |at| !goes(&before[at].client_id)));
        if let (Some(next), Some(cell)) = (next, self.focus.cell()) {
            let cell = Cell { row: Some(before[next].client_id.clone()), column: cell.column };
            self.focus.rename(cell);
        }
        let gone = self.rows.remove(goes);
        self.selection.forget(gone.iter().map(|row| &row.client_id));
        gone
    }

    /// An answer may hold rows that left, as long as the server did not agree. Then it counts all
    /// that left with them.
    pub(super) fn hide_pending(&mut self) {
        for removal in &self.pending {
            let is_same = finds_the_same(removal.search.as_ref(), self.search.as_ref());
            let is_all = matches!(removal.chosen, Chosen::Matching { .. });
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
