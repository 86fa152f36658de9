//! The handle of a table: its state, and the signals that are derived from it.

use super::event::{Effect, Event};
use super::rows::Row;
use super::source::Source;
use super::state::TableState;
use super::summary::{RowState, Summary};
use super::viewport::{Layout, blocks_of, rows_of};
use domain::application::ClientId;
use leptos::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// A table. The one of active applications is owned by `App` and outlives its page, so that its rows
/// are shown at once when the user navigates back.
#[derive(Clone, Copy)]
pub struct Table {
    pub source: Source,
    state: StoredValue<TableState>,
    summary: RwSignal<Summary>,
    blocks: StoredValue<Vec<RowBlock>>,
    block_count: RwSignal<usize>,
    gap_after: RwSignal<usize>,
    is_loading: RwSignal<bool>,
    /// Whether loading takes so long that the table is `aria-busy`.
    pub is_busy: RwSignal<bool>,
    /// The state signals of the rows in the document.
    rows: StoredValue<HashMap<ClientId, ArcRwSignal<RowState>>>,
    /// Executes effects while the table is mounted.
    run: StoredValue<Option<Callback<Effect>>>,
}

/// A block of rows (see [`super::viewport`]).
#[derive(Clone, Default)]
pub struct RowBlock {
    /// While the block is in the document: how many rows right before it are not.
    pub gap_before: ArcRwSignal<Option<usize>>,
    pub rows: ArcRwSignal<Vec<Row>>,
}

impl Table {
    /// A table without any rows loaded.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            state: StoredValue::default(),
            summary: RwSignal::default(),
            blocks: StoredValue::default(),
            block_count: RwSignal::default(),
            gap_after: RwSignal::default(),
            is_loading: RwSignal::default(),
            is_busy: RwSignal::default(),
            rows: StoredValue::default(),
            run: StoredValue::default(),
        }
    }

    /// Updates the state, publishes the signals, executes the effects. No-op once the table is disposed.
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

    /// Executes effects by `run` until [`Table::detach`].
    pub fn attach(self, run: Callback<Effect>) {
        self.run.set_value(Some(run));
    }

    /// Unmounts the table.
    pub fn detach(self) {
        self.send(Event::Unmounted);
        self.run.try_set_value(None);
    }

    /// Reads the state, untracked; `None` once the table is disposed.
    pub fn read<T>(self, read: impl FnOnce(&TableState) -> T) -> Option<T> {
        self.state.try_with_value(read)
    }

    /// Reads the summary. Tracks.
    pub fn summary<T>(self, read: impl FnOnce(&Summary) -> T) -> T {
        self.summary.with(read)
    }

    /// How many blocks of rows are loaded. Tracks.
    pub fn block_count(self) -> usize {
        self.block_count.get()
    }

    pub fn block(self, number: usize) -> RowBlock {
        self.blocks.with_value(|blocks| blocks.get(number).cloned()).unwrap_or_default()
    }

    /// How many loaded rows follow the last one in the document. Tracks.
    pub fn gap_after(self) -> usize {
        self.gap_after.get()
    }

    /// Whether the user waits for rows. Tracks.
    pub fn is_loading(self) -> bool {
        self.is_loading.get()
    }

    /// Creates the state signal of a row in the document; removed when the current owner is disposed.
    pub fn row(self, id: &ClientId) -> ArcRwSignal<RowState> {
        let signal = ArcRwSignal::new(RowState::default());
        self.rows.update_value(|rows| {
            rows.insert(id.clone(), signal.clone());
        });
        let state = self.state.with_value(|state| {
            let position = state.rows.position(id).unwrap_or(0);
            RowState::of(state, state.tab_stop().as_ref(), id, position)
        });
        signal.set(state);
        let (id, own) = (id.clone(), signal.clone());
        on_cleanup(move || {
            self.rows.try_update_value(|rows| {
                // An edited row is rendered again under the same ID before the old one is disposed.
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
            let layout = state.layout();
            self.publish_rows(state, &layout);
            self.publish_blocks(state, &layout);
            set(self.gap_after, layout.gap_after);
            set(self.block_count, blocks_of(state.rows.loaded()));
        });
    }

    /// Updates the state signals of rendered rows.
    fn publish_rows(self, state: &TableState, layout: &Layout) {
        let rows = state.rows.as_slice();
        let tab_stop = state.tab_stop();
        self.rows.with_value(|signals| {
            let positions = layout.blocks.iter().flat_map(|(block, _)| rows_of(*block, rows.len()));
            for position in positions {
                let id = &rows[position].client_id;
                if let Some(signal) = signals.get(id) {
                    let now = RowState::of(state, tab_stop.as_ref(), id, position);
                    if signal.with_untracked(|known| *known != now) {
                        signal.set(now);
                    }
                }
            }
        });
    }

    /// Updates the rows of each block; a block outside of the viewport has none.
    fn publish_blocks(self, state: &TableState, layout: &Layout) {
        let rows = state.rows.as_slice();
        let count = blocks_of(rows.len());
        self.blocks.update_value(|blocks| {
            if blocks.len() < count {
                blocks.resize_with(count, RowBlock::default);
            }
            let mut shown = layout.blocks.iter().peekable();
            for (number, block) in blocks.iter().enumerate() {
                let gap = shown.next_if(|(shown, _)| *shown == number).map(|(_, gap)| *gap);
                let range = if gap.is_some() { rows_of(number, rows.len()) } else { 0..0 };
                let now = &rows[range];
                let is_same = |known: &Vec<Row>| {
                    known.len() == now.len()
                        && known.iter().zip(now).all(|(one, other)| Arc::ptr_eq(one, other))
                };
                if !block.rows.with_untracked(is_same) {
                    block.rows.set(now.to_vec());
                }
                if block.gap_before.with_untracked(|known| *known != gap) {
                    block.gap_before.set(gap);
                }
            }
        });
    }
}

fn set<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, now: T) {
    if signal.with_untracked(|known| *known != now) {
        signal.set(now);
    }
}
