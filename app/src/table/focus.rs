//! The focused cell and how keys move it (WAI-ARIA APG, "Grid", keyboard interaction).

use domain::application::ClientId;

/// The column of the name, which has the tab stop at first.
pub const DEFAULT_COLUMN: usize = 1;

/// How many rows Page Up and Page Down move by.
pub const PAGE_ROWS: isize = 10;

/// A cell of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its row; `None` for the header.
    pub row: Option<ClientId>,
    pub column: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Outside of the grid. The last focused cell stays the tab stop (roving tabindex).
    Outside(Option<Cell>),
    /// In this cell; it is focused again if its row is rendered again.
    Inside(Cell),
}

impl Default for Focus {
    fn default() -> Self {
        Self::Outside(None)
    }
}

impl Focus {
    /// The focused cell, or the last one.
    pub fn cell(&self) -> Option<&Cell> {
        match self {
            Self::Outside(cell) => cell.as_ref(),
            Self::Inside(cell) => Some(cell),
        }
    }

    pub const fn is_inside(&self) -> bool {
        matches!(self, Self::Inside(_))
    }

    /// The focus moved to an element outside of the grid.
    pub fn move_outside(&mut self) {
        if let Self::Inside(cell) = self {
            *self = Self::Outside(Some(cell.clone()));
        }
    }

    /// Changes the cell without moving the focus into or out of the grid.
    pub fn set_cell(&mut self, cell: Cell) {
        *self = if self.is_inside() { Self::Inside(cell) } else { Self::Outside(Some(cell)) };
    }
}

/// A movement of the focus by keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    Rows(isize),
    /// By visible columns; positive is to the right.
    Columns(isize),
    First,
    /// To the last row of the whole table, after loading all rows before it.
    Last,
    /// By rows, extending or shrinking the selected range.
    Extend(isize),
    /// Into the grid, to its tab stop.
    Enter,
}

/// The columns that are visible at the current width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    pub header: Vec<usize>,
    pub body: Vec<usize>,
}

impl Columns {
    /// Whether a cell is visible. True until columns have been measured.
    pub fn has(&self, cell: &Cell) -> bool {
        let columns = self.of(cell);
        columns.is_empty() || columns.contains(&cell.column)
    }

    fn of(&self, cell: &Cell) -> &[usize] {
        if cell.row.is_none() { &self.header } else { &self.body }
    }

    /// The column `by` visible columns away from a cell, clamped to the edges.
    pub fn moved(&self, cell: &Cell, by: isize) -> Option<usize> {
        let columns = self.of(cell);
        let at = columns.iter().position(|column| *column == cell.column).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(columns.len().saturating_sub(1));
        columns.get(to).copied()
    }
}

/// The row `by` rows away from another, clamped to `len`; `None` is the header, above the first row.
pub fn moved_row(from: Option<usize>, by: isize, len: usize) -> Option<usize> {
    let to = match from {
        None if by > 0 => usize::try_from(by).unwrap_or(1) - 1,
        None => return None,
        Some(0) if by == -1 => return None,
        Some(position) => position.saturating_add_signed(by),
    };
    len.checked_sub(1).map(|last| to.min(last))
}

/// The row that gets the focus when rows are removed: the next remaining one after `from`, else the
/// previous one.
pub fn neighbor(from: usize, len: usize, stays: impl Fn(usize) -> bool) -> Option<usize> {
    (from..len).find(|row| stays(*row)).or_else(|| (0..from).rev().find(|row| stays(*row)))
}
