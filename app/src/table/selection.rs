//! The selected rows: a set, or all results of the search but a set.

use super::rows::Rows;
use domain::application::ClientId;
use domain::change::ApplicationSelector;
use domain::search::Search;
use std::collections::HashSet;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// If true, all rows but `ids` are selected; otherwise exactly `ids`.
    all: bool,
    ids: HashSet<ClientId>,
    anchor: Option<ClientId>,
}

impl Selection {
    pub fn contains(&self, id: &ClientId) -> bool {
        self.all != self.ids.contains(id)
    }

    /// How many of `total` rows are selected.
    pub fn count(&self, total: u32) -> u32 {
        let named = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        if self.all { total.saturating_sub(named) } else { named }
    }

    /// Selects or deselects a row, which becomes the anchor of a range.
    pub fn set(&mut self, id: &ClientId, selected: bool) {
        self.mark(id, selected);
        self.anchor = Some(id.clone());
    }

    /// Selects or deselects the rows from the anchor to a row.
    pub fn set_range(&mut self, rows: &Rows, id: &ClientId, selected: bool) {
        let Some(to) = rows.position(id) else { return };
        let from = self.anchor_position(rows).unwrap_or(to);
        for position in from.min(to)..=from.max(to) {
            if let Some(row) = rows.as_slice().get(position) {
                self.mark(&row.client_id, selected);
            }
        }
        self.anchor = Some(id.clone());
    }

    /// Moves the end of the range from one row to another, extending or shrinking it.
    pub fn move_range(&mut self, rows: &Rows, from: usize, to: usize) {
        let (Some(old), Some(new)) = (rows.id_at(from), rows.id_at(to)) else { return };
        let anchor = self.anchor_position(rows).unwrap_or_else(|| {
            self.anchor = Some(old.clone());
            from
        });
        let shrinks = from.abs_diff(anchor) > to.abs_diff(anchor);
        self.mark(&old, !shrinks);
        if !shrinks {
            self.mark(&new, true);
        }
    }

    /// Without an anchor, the next range starts at the focused row.
    pub fn forget_anchor(&mut self) {
        self.anchor = None;
    }

    /// Removes rows that no longer exist.
    pub fn forget<'a>(&mut self, gone: impl IntoIterator<Item = &'a ClientId>) {
        for id in gone {
            self.ids.remove(id);
        }
    }

    /// Selects all rows, loaded or not.
    pub fn set_all(&mut self) {
        *self = Self { all: true, anchor: self.anchor.take(), ..Self::default() };
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The selection in the form that the server takes.
    pub fn chosen(&self, search: &Search) -> ApplicationSelector {
        let ids = self.ids.iter().cloned().collect();
        if self.all {
            ApplicationSelector::Matching { search: search.clone(), except: ids }
        } else {
            ApplicationSelector::These(ids)
        }
    }

    fn mark(&mut self, id: &ClientId, selected: bool) {
        if self.all == selected {
            self.ids.remove(id);
        } else {
            self.ids.insert(id.clone());
        }
    }

    fn anchor_position(&self, rows: &Rows) -> Option<usize> {
        self.anchor.as_ref().and_then(|anchor| rows.position(anchor))
    }
}
