//! Where the focus is, and where a key moves it (WAI-ARIA APG, "Grid", keyboard interaction).

use domain::application::ClientId;

/// The column of the name, where the focus is when a row is reached for the first time.
pub const DEFAULT_COLUMN: usize = 1;

/// Rows that a page key moves by.
pub const PAGE_ROWS: isize = 10;

/// A cell of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its row; `None` for the header.
    pub row: Option<ClientId>,
    pub column: usize,
}

/// Where the focus is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Outside of the grid. The cell that had it last is the tab stop.
    Outside(Option<Cell>),
    /// In this cell, which gets it back when its row is rendered again.
    Inside(Cell),
}

impl Default for Focus {
    fn default() -> Self {
        Self::Outside(None)
    }
}

impl Focus {
    /// The cell that has the focus, or had it last.
    pub fn cell(&self) -> Option<&Cell> {
        match self {
            Self::Outside(cell) => cell.as_ref(),
            Self::Inside(cell) => Some(cell),
        }
    }

    pub const fn is_inside(&self) -> bool {
        matches!(self, Self::Inside(_))
    }

    /// The focus went to another element.
    pub fn move_outside(&mut self) {
        if let Self::Inside(cell) = self {
            *self = Self::Outside(Some(cell.clone()));
        }
    }

    /// Names another cell, without moving the focus into the grid or out of it.
    pub fn set_cell(&mut self, cell: Cell) {
        *self = if self.is_inside() { Self::Inside(cell) } else { Self::Outside(Some(cell)) };
    }
}

/// Where a key moves the focus, or the end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    Rows(isize),
    /// By so many columns that are in sight; to the right is positive.
    Columns(isize),
    First,
    /// To the last row of all, which is read first.
    Last,
    /// By so many rows, and the selected range grows or shrinks.
    Extend(isize),
    /// From outside of the grid to its tab stop.
    Enter,
}

/// The columns whose cells are in sight at this width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    pub header: Vec<usize>,
    pub body: Vec<usize>,
}

impl Columns {
    /// Those of a cell's row. All, as long as none was measured.
    pub fn has(&self, cell: &Cell) -> bool {
        let columns = self.of(cell);
        columns.is_empty() || columns.contains(&cell.column)
    }

    fn of(&self, cell: &Cell) -> &[usize] {
        if cell.row.is_none() { &self.header } else { &self.body }
    }

    /// The column that is `by` columns away from a cell's, as far as there are any.
    pub fn moved(&self, cell: &Cell, by: isize) -> Option<usize> {
        let columns = self.of(cell);
        let at = columns.iter().position(|column| *column == cell.column).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(columns.len().saturating_sub(1));
        columns.get(to).copied()
    }
}

/// The row that is `by` rows away from another, of `len`; `None` stands for the header, above all.
pub fn moved_row(from: Option<usize>, by: isize, len: usize) -> Option<usize> {
    let to = match from {
        None if by > 0 => usize::try_from(by).unwrap_or(1) - 1,
        None => return None,
        Some(0) if by == -1 => return None,
        Some(position) => position.saturating_add_signed(by),
    };
    len.checked_sub(1).map(|last| to.min(last))
}

/// The row that gets the focus when others go: the next one that stays after `from`, else the one
/// before.
pub fn neighbor(from: usize, len: usize, stays: impl Fn(usize) -> bool) -> Option<usize> {
    (from..len).find(|row| stays(*row)).or_else(|| (0..from).rev().find(|row| stays(*row)))
}
