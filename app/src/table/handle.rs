//! A table as pages hold it: its state, and the signals that follow from it.

use super::event::{Effect, Event};
use super::source::Source;
use super::state::TableState;
use super::summary::{RowState, Summary};
use super::viewport::{Gaps, Item};
use domain::application::ClientId;
use leptos::prelude::*;
use std::collections::HashMap;

/// A table. The one of the live applications outlives its page, so that it is there at once when
/// the reader comes back.
#[derive(Clone, Copy)]
pub struct Table {
    /// Which of the account's tables.
    pub source: Source,
    state: StoredValue<TableState>,
    summary: RwSignal<Summary>,
    items: RwSignal<Vec<Item>>,
    gaps: RwSignal<Gaps>,
    is_loading: RwSignal<bool>,
    /// Whether the page says that it waits.
    pub is_busy: RwSignal<bool>,
    /// Of the rows in the document.
    rows: StoredValue<HashMap<ClientId, ArcRwSignal<RowState>>>,
    /// Carries out effects while the table is mounted.
    run: StoredValue<Option<Callback<Effect>>>,
}

impl Table {
    /// A table of which nothing was read.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            state: StoredValue::default(),
            summary: RwSignal::default(),
            items: RwSignal::default(),
            gaps: RwSignal::default(),
            is_loading: RwSignal::default(),
            is_busy: RwSignal::default(),
            rows: StoredValue::default(),
            run: StoredValue::default(),
        }
    }

    /// Takes an event in. Nothing happens once the page that owns the table is gone.
    pub fn send(self, event: Event) {
        let Some(effects) = self.state.try_update_value(|state| state.update(event)) else {
            return;
        };
        self.publish();
        if let Some(run) = self.run.try_get_value().flatten() {
            for effect in effects {
                run.run(effect);
            }
        }
    }

    /// Carries out effects by `run` from now on, until [`Table::detach`].
    pub fn attach(self, run: Callback<Effect>) {
        self.run.set_value(Some(run));
    }

    /// The page of the table is left.
    pub fn detach(self) {
        self.send(Event::Unmounted);
        self.run.try_set_value(None);
    }

    /// Reads the state; `None` once the page that owns the table is gone.
    pub fn read<T>(self, read: impl FnOnce(&TableState) -> T) -> Option<T> {
        self.state.try_with_value(read)
    }

    /// What is shown around the rows. Tracks.
    pub fn summary<T>(self, read: impl FnOnce(&Summary) -> T) -> T {
        self.summary.with(read)
    }

    /// What stands in the body of the table. Tracks.
    pub fn items(self) -> Vec<Item> {
        self.items.get()
    }

    /// How many rows a gap stands for. Tracks.
    pub fn gap(self, place: usize) -> usize {
        self.gaps.with(|gaps| gaps.get(place).copied().unwrap_or(0))
    }

    /// Whether the reader waits for rows. Tracks.
    pub fn is_loading(self) -> bool {
        self.is_loading.get()
    }

    /// What a row in the document shows besides its application, for as long as the component that
    /// asks lives.
    pub fn row(self, id: &ClientId) -> ArcRwSignal<RowState> {
        let signal = ArcRwSignal::new(RowState::default());
        self.rows.update_value(|rows| {
            rows.insert(id.clone(), signal.clone());
        });
        let state = self.state.with_value(|state| {
            let position = state.rows().position(id).unwrap_or(0);
            RowState::of(state, state.tab_stop().as_ref(), id, position)
        });
        signal.set(state);
        let (id, own) = (id.clone(), signal.clone());
        on_cleanup(move || {
            self.rows.try_update_value(|rows| {
                // A row that changed was rendered anew under the same client ID.
                if rows.get(&id) == Some(&own) {
                    rows.remove(&id);
                }
            });
        });
        signal
    }

    fn publish(self) {
        self.state.with_value(|state| {
            set(self.summary, Summary::of(state));
            set(self.is_loading, state.is_loading());
            let (items, gaps) = state.items();
            let tab_stop = state.tab_stop();
            self.rows.with_value(|signals| {
                for item in &items {
                    if let Item::Row(position, row) = item
                        && let Some(signal) = signals.get(&row.client_id)
                    {
                        let id = &row.client_id;
                        let now = RowState::of(state, tab_stop.as_ref(), id, *position);
                        if signal.with_untracked(|known| *known != now) {
                            signal.set(now);
                        }
                    }
                }
            });
            set(self.gaps, gaps);
            let keys = |items: &[Item]| items.iter().map(Item::key).collect::<Vec<_>>();
            if self.items.with_untracked(|known| keys(known) != keys(&items)) {
                self.items.set(items);
            }
        });
    }
}

fn set<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, now: T) {
    if signal.with_untracked(|known| *known != now) {
        signal.set(now);
    }
}
