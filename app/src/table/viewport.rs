//! Virtualization: which rows are in the document. Those are the blocks near the visible rows and the
//! block of the focused row, which is pinned; gaps of the same height replace the others.

use domain::pagination::PAGE_SIZE;
use std::ops::Range;

/// Rows per block. Rows are added to the document and removed from it by blocks.
const BLOCK: usize = 10;

/// The minimum of rows in the document: as many as the server renders.
const MIN_ROWS: usize = PAGE_SIZE as usize;

/// The maximum of rows that are printed.
const MAX_PRINTED: usize = 1000;

/// The blocks in the document. A block is a fixed range of positions, so its rows change when rows
/// are inserted or removed before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewport {
    blocks: Range<usize>,
    pinned: Option<usize>,
    printing: bool,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { blocks: 0..blocks_of(MIN_ROWS), pinned: None, printing: false }
    }
}

/// The blocks in the document, and the gaps around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Each block in the document, with the number of omitted rows right before it.
    pub blocks: Vec<(usize, usize)>,
    /// The number of omitted rows after the last block.
    pub gap_after: usize,
}

/// The positions of a block's rows in a table of `len`.
pub fn rows_of(block: usize, len: usize) -> Range<usize> {
    (block * BLOCK).min(len)..((block + 1) * BLOCK).min(len)
}

/// How many blocks `len` rows have.
pub const fn blocks_of(len: usize) -> usize {
    len.div_ceil(BLOCK)
}

impl Viewport {
    /// Recomputes the blocks from the visible rows.
    pub fn set_visible(&mut self, visible: &Range<usize>, len: usize) {
        if self.printing {
            return;
        }
        let first = visible.start.saturating_sub(BLOCK);
        let end = (visible.end + BLOCK).max(first + MIN_ROWS).min(len);
        let first = first.min(end.saturating_sub(MIN_ROWS));
        self.blocks = first / BLOCK..blocks_of(end);
    }

    /// Whether all of these rows are in the document.
    pub fn covers(&self, rows: &Range<usize>, len: usize) -> bool {
        let near = self.near(len);
        near.start <= rows.start && rows.end.min(len) <= near.end
    }

    /// After any change: pins the block of the focused row, and recomputes the blocks if fewer than
    /// half of the minimum of rows are left in them.
    pub fn fit(&mut self, focus: Option<usize>, len: usize) {
        self.pinned = focus.map(|position| position / BLOCK);
        let near = self.near(len);
        if near.len() < MIN_ROWS.min(len) / 2 {
            self.set_visible(&near, len);
        }
    }

    /// While printing, puts all rows into the document, up to `MAX_PRINTED`.
    pub fn print(&mut self, printing: bool) {
        self.printing = printing;
        if printing {
            self.blocks = 0..MAX_PRINTED / BLOCK;
        }
    }

    /// The blocks and gaps in the document for `len` rows.
    pub fn layout(&self, len: usize) -> Layout {
        let near = self.blocks.start..self.blocks.end.min(blocks_of(len));
        let pinned = self.pinned.filter(|block| !near.contains(block));
        let before = pinned.filter(|block| *block < near.start);
        let after = pinned.filter(|block| *block >= near.end);
        let mut layout = Layout::default();
        let mut end = 0;
        for block in before.into_iter().chain(near).chain(after) {
            let rows = rows_of(block, len);
            if !rows.is_empty() {
                layout.blocks.push((block, rows.start - end));
                end = rows.end;
            }
        }
        layout.gap_after = len - end;
        layout
    }

    fn near(&self, len: usize) -> Range<usize> {
        (self.blocks.start * BLOCK).min(len)..(self.blocks.end * BLOCK).min(len)
    }
}
