//! The parts of a table's state that are rendered, as values that are compared before they are
//! published as signals.

use super::focus::Cell;
use super::state::TableState;
use domain::application::ClientId;

/// What is rendered around the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub total: u32,
    pub loaded: usize,
    /// The cursor of the next page, in its URL form; `None` at the end.
    pub next: Option<String>,
    /// Whether the account has any applications; `None` until known.
    pub has_applications: Option<bool>,
    /// Whether the rows are limited by a search or filter.
    pub is_filtered: bool,
    pub selected: u32,
    /// Whether the table is an interactive grid (hydrated and mounted).
    pub is_grid: bool,
    /// The column of the header that is the tab stop, if any.
    pub header_tab_stop: Option<usize>,
}

/// What is rendered of a row besides its application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowState {
    /// Whether the table is an interactive grid (hydrated and mounted).
    pub is_grid: bool,
    /// Its position in the whole table, from 0.
    pub position: usize,
    pub selected: bool,
    /// The column that is the tab stop, if any.
    pub tab_stop: Option<usize>,
}

impl Summary {
    pub fn of(state: &TableState) -> Self {
        let header = state.tab_stop().filter(|cell| cell.row.is_none());
        Self {
            total: state.rows.total,
            loaded: state.rows.loaded(),
            next: state.rows.next.as_ref().map(ToString::to_string),
            has_applications: state.has_applications,
            is_filtered: state.is_filtered(),
            selected: state.selected(),
            is_grid: state.is_mounted,
            header_tab_stop: header.map(|cell| cell.column),
        }
    }
}

impl RowState {
    pub fn of(state: &TableState, tab_stop: Option<&Cell>, id: &ClientId, position: usize) -> Self {
        let tab_stop = tab_stop.filter(|cell| cell.row.as_ref() == Some(id));
        Self {
            is_grid: state.is_mounted,
            position,
            selected: state.selection.contains(id),
            tab_stop: tab_stop.map(|cell| cell.column),
        }
    }
}
