//! Which rows stand in the document. Of a long table only the chunks near those in sight do, and
//! the chunk of the row that has the focus; gaps of the same height stand for the others.

use domain::pagination::PAGE_SIZE;
use std::ops::Range;

/// Rows in a chunk: rows come into the document and leave it by chunks.
const CHUNK: usize = 10;

/// Rows in the document even where fewer are in sight: all that the server renders.
const MIN_ROWS: usize = PAGE_SIZE as usize;

/// Rows that are printed at most.
const MAX_PRINTED: usize = 1000;

/// The chunks in the document. A chunk is a fixed range of positions.
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
    /// Each chunk in the document, with the rows right before it that are not.
    pub chunks: Vec<(usize, usize)>,
    /// The rows after all those in the document.
    pub gap_after: usize,
}

/// The positions of a chunk's rows, of `len`.
pub fn rows_of(chunk: usize, len: usize) -> Range<usize> {
    (chunk * CHUNK).min(len)..((chunk + 1) * CHUNK).min(len)
}

/// How many chunks there are of `len` rows.
pub const fn chunks_of(len: usize) -> usize {
    len.div_ceil(CHUNK)
}

impl Viewport {
    /// Chooses the chunks by the rows in sight, of `len`.
    pub fn set_visible(&mut self, visible: &Range<usize>, len: usize) {
        if self.printing {
            return;
        }
        let first = visible.start.saturating_sub(CHUNK);
        let end = (visible.end + CHUNK).max(first + MIN_ROWS).min(len);
        let first = first.min(end.saturating_sub(MIN_ROWS));
        self.chunks = first / CHUNK..chunks_of(end);
    }

    /// Whether these rows, of `len`, stand in the document.
    pub fn covers(&self, rows: &Range<usize>, len: usize) -> bool {
        let near = self.near(len);
        near.start <= rows.start && rows.end.min(len) <= near.end
    }

    /// After rows came or went: keeps the chunk of the row with the focus in the document, and
    /// enough rows where most of those near went.
    pub fn fit(&mut self, focus: Option<usize>, len: usize) {
        self.pinned = focus.map(|position| position / CHUNK);
        let near = self.near(len);
        if near.len() < MIN_ROWS.min(len) / 2 {
            self.set_visible(&near, len);
        }
    }

    /// Puts all rows into the document while they are printed: paper does not scroll.
    pub fn print(&mut self, printing: bool) {
        self.printing = printing;
        if printing {
            self.chunks = 0..MAX_PRINTED / CHUNK;
        }
    }

    /// What stands in the document, of `len` rows.
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
