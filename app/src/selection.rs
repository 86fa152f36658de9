//! Which rows of a table are selected: some, or all that match but some.

use crate::list::List;
use domain::application::ClientId;
use domain::change::Chosen;
use leptos::prelude::*;
use std::collections::HashSet;

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Marks {
    /// Whether all are selected but [`Marks::ids`].
    all: bool,
    ids: HashSet<ClientId>,
}

/// The selection of a table.
#[derive(Clone, Copy)]
pub struct Selection {
    list: List,
    marks: RwSignal<Marks>,
    /// From where a range goes.
    pub anchor: StoredValue<Option<ClientId>>,
}

impl Selection {
    /// An empty selection of a list's rows.
    pub fn of(list: List) -> Self {
        Self { list, marks: RwSignal::default(), anchor: StoredValue::default() }
    }

    /// Whether a row is selected.
    pub fn has(self, id: &ClientId) -> bool {
        self.marks.with(|marks| marks.all != marks.ids.contains(id))
    }

    /// How many are selected.
    pub fn count(self) -> u32 {
        let total = self.list.total.get();
        self.marks.with(|marks| {
            let named = u32::try_from(marks.ids.len()).unwrap_or(u32::MAX);
            if marks.all { total.saturating_sub(named) } else { named }
        })
    }

    /// Selects a row, or takes it out.
    pub fn set(self, id: &ClientId, selected: bool) {
        self.marks.update(|marks| {
            if marks.all == selected {
                marks.ids.remove(id);
            } else {
                marks.ids.insert(id.clone());
            }
        });
    }

    /// Selects or takes out everything between the anchor and a row.
    pub fn extend_to(self, id: &ClientId, selected: bool) {
        let anchor = self.anchor.get_value().and_then(|anchor| self.list.position(&anchor));
        let Some(to) = self.list.position(id) else { return };
        let from = anchor.unwrap_or(to);
        for position in from.min(to)..=from.max(to) {
            if let Some(row) = self.list.at(position) {
                self.set(&row.client_id, selected);
            }
        }
    }

    /// Forgets rows that are not there any more.
    pub fn forget<'a>(self, gone: impl Iterator<Item = &'a ClientId>) {
        let gone: Vec<&ClientId> = gone.collect();
        if self.marks.with_untracked(|marks| gone.iter().any(|id| marks.ids.contains(*id))) {
            self.marks.update(|marks| {
                for id in gone {
                    marks.ids.remove(id);
                }
            });
        }
    }

    /// Selects all that match, those too that were not read.
    pub fn set_all(self) {
        self.marks.set(Marks { all: true, ids: HashSet::new() });
    }

    /// Selects nothing.
    pub fn clear(self) {
        self.anchor.set_value(None);
        if self.marks.with_untracked(|marks| *marks != Marks::default()) {
            self.marks.set(Marks::default());
        }
    }

    /// What is selected, for the server.
    pub fn chosen(self) -> Chosen {
        self.marks.with_untracked(|marks| {
            let ids = marks.ids.iter().cloned().collect();
            if marks.all {
                let search = self.list.search.get_value().unwrap_or_default();
                Chosen::Matching { search, except: ids }
            } else {
                Chosen::These(ids)
            }
        })
    }
}
