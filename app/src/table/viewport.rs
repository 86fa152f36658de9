//! Which rows stand in the document. Of a long table only the chunks near those in sight do, and
//! the chunk of the row that has the focus; gaps of the same height stand for the others.

use super::rows::Row;
use domain::page::PAGE_SIZE;
use std::ops::Range;
use std::sync::Arc;

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
    /// The chunk of the focus.
    pinned: Option<usize>,
    printing: bool,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { chunks: 0..MIN_ROWS.div_ceil(CHUNK), pinned: None, printing: false }
    }
}

/// What stands in the body of the table.
#[derive(Clone, Debug)]
pub enum Item {
    /// The row at a position.
    Row(usize, Row),
    /// Rows that are not in the document: before, between and after those that are.
    Gap(usize),
}

/// How many rows each gap stands for.
pub type Gaps = [usize; 3];

impl Item {
    /// Tells items apart: a row that changed is another item.
    pub fn key(&self) -> (bool, usize) {
        match self {
            Self::Row(_, row) => (true, Arc::as_ptr(row) as usize),
            Self::Gap(place) => (false, *place),
        }
    }
}

impl Viewport {
    /// Chooses the chunks by the rows in sight, of `len`.
    pub fn look_at(&mut self, in_sight: &Range<usize>, len: usize) {
        if self.printing {
            return;
        }
        let first = in_sight.start.saturating_sub(CHUNK);
        let end = (in_sight.end + CHUNK).max(first + MIN_ROWS).min(len);
        let first = first.min(end.saturating_sub(MIN_ROWS));
        self.chunks = first / CHUNK..end.div_ceil(CHUNK);
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
            self.look_at(&near, len);
        }
    }

    /// Puts all rows into the document while they are printed: paper does not scroll.
    pub fn print(&mut self, printing: bool) {
        self.printing = printing;
        if printing {
            self.chunks = 0..MAX_PRINTED / CHUNK;
        }
    }

    /// What stands in the document of these rows.
    pub fn items(&self, rows: &[Row]) -> (Vec<Item>, Gaps) {
        let near = self.near(rows.len());
        let pinned = self.pinned.map(|chunk| chunk_rows(chunk, rows.len()));
        let mut parts: Vec<Range<usize>> =
            pinned.filter(|pinned| !contains(&near, pinned)).into_iter().collect();
        parts.push(near);
        parts.retain(|part| !part.is_empty());
        parts.sort_by_key(|part| part.start);
        let (mut items, mut gaps, mut at) = (Vec::new(), Gaps::default(), 0);
        for (place, part) in parts.into_iter().enumerate() {
            if part.start > at {
                gaps[place] = part.start - at;
                items.push(Item::Gap(place));
            }
            items.extend(
                part.clone().map(|position| Item::Row(position, Arc::clone(&rows[position]))),
            );
            at = part.end;
        }
        if at < rows.len() {
            gaps[2] = rows.len() - at;
            items.push(Item::Gap(2));
        }
        (items, gaps)
    }

    fn near(&self, len: usize) -> Range<usize> {
        (self.chunks.start * CHUNK).min(len)..(self.chunks.end * CHUNK).min(len)
    }
}

fn chunk_rows(chunk: usize, len: usize) -> Range<usize> {
    (chunk * CHUNK).min(len)..((chunk + 1) * CHUNK).min(len)
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
