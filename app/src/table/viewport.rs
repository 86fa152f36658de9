//! Virtualization: which rows are in the document. Those are the chunks near the visible rows and the
//! chunk of the focused row, which is pinned; gaps of the same height replace the others.

use domain::pagination::PAGE_SIZE;
use std::ops::Range;

/// Rows per chunk. Rows are added to the document and removed from it by chunks.
const CHUNK: usize = 10;

/// The minimum of rows in the document: as many as the server renders.
const MIN_ROWS: usize = PAGE_SIZE as usize;

/// The maximum of rows that are printed.
const MAX_PRINTED: usize = 1000;

/// The chunks in the document. A chunk is a fixed range of positions, so its rows change when rows
/// are inserted or removed before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewport {
    chunks: Range<usize>,
    pinned: Option<usize>,
    printing: bool,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { chunks: 0..chunks_of(MIN_ROWS), pinned: None, printing: false }
    }
}

/// The chunks in the document, and the gaps around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Each chunk in the document, with the number of omitted rows right before it.
    pub chunks: Vec<(usize, usize)>,
    /// The number of omitted rows after the last chunk.
    pub gap_after: usize,
}

/// The positions of a chunk's rows in a table of `len`.
pub fn rows_of(chunk: usize, len: usize) -> Range<usize> {
    (chunk * CHUNK).min(len)..((chunk + 1) * CHUNK).min(len)
}

/// How many chunks `len` rows have.
pub const fn chunks_of(len: usize) -> usize {
    len.div_ceil(CHUNK)
}

impl Viewport {
    /// Recomputes the chunks from the visible rows.
    pub fn set_visible(&mut self, visible: &Range<usize>, len: usize) {
        if self.printing {
            return;
        }
        let first = visible.start.saturating_sub(CHUNK);
        let end = (visible.end + CHUNK).max(first + MIN_ROWS).min(len);
        let first = first.min(end.saturating_sub(MIN_ROWS));
        self.chunks = first / CHUNK..chunks_of(end);
    }

    /// Whether all of these rows are in the document.
    pub fn covers(&self, rows: &Range<usize>, len: usize) -> bool {
        let near = self.near(len);
        near.start <= rows.start && rows.end.min(len) <= near.end
    }

    /// After any change: pins the chunk of the focused row, and recomputes the chunks if fewer than
    /// half of the minimum of rows are left in them.
    pub fn fit(&mut self, focus: Option<usize>, len: usize) {
        self.pinned = focus.map(|position| position / CHUNK);
        let near = self.near(len);
        if near.len() < MIN_ROWS.min(len) / 2 {
            self.set_visible(&near, len);
        }
    }

    /// While printing, puts all rows into the document, up to [`MAX_PRINTED`].
    pub fn print(&mut self, printing: bool) {
        self.printing = printing;
        if printing {
            self.chunks = 0..MAX_PRINTED / CHUNK;
        }
    }

    /// The chunks and gaps in the document for `len` rows.
    pub fn layout(&self, len: usize) -> Layout {
        let near = self.chunks.start..self.chunks.end.min(chunks_of(len));
        let pinned = self.pinned.filter(|chunk| !near.contains(chunk));
        let before = pinned.filter(|chunk| *chunk < near.start);
        let after = pinned.filter(|chunk| *chunk >= near.end);
        let mut layout = Layout::default();
        let mut end = 0;
        for chunk in before.into_iter().chain(near).chain(after) {
            let rows = rows_of(chunk, len);
            if !rows.is_empty() {
                layout.chunks.push((chunk, rows.start - end));
                end = rows.end;
            }
        }
        layout.gap_after = len - end;
        layout
    }

    fn near(&self, len: usize) -> Range<usize> {
        (self.chunks.start * CHUNK).min(len)..(self.chunks.end * CHUNK).min(len)
    }
}
