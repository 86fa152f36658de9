use super::*;
use crate::table::viewport::{Viewport, rows_of};
use std::ops::Range;

/// The positions of rows in the document, and the sizes of the gaps.
fn shown(viewport: &Viewport, len: usize) -> Vec<Result<Range<usize>, usize>> {
    let layout = viewport.layout(len);
    let mut parts: Vec<Result<Range<usize>, usize>> = Vec::new();
    for (block, gap) in layout.blocks {
        let rows = rows_of(block, len);
        if gap > 0 {
            parts.push(Err(gap));
        }
        match parts.last_mut() {
            Some(Ok(range)) => range.end = rows.end,
            _ => parts.push(Ok(rows)),
        }
    }
    parts.extend(Some(layout.gap_after).filter(|gap| *gap > 0).map(Err));
    parts
}

#[test]
fn only_rows_near_the_visible_ones_are_in_the_document() {
    let mut viewport = Viewport::default();
    assert_eq!(shown(&viewport, 500), [Ok(0..50), Err(450)]);
    viewport.set_visible(&(310..327), 500);
    assert_eq!(shown(&viewport, 500), [Err(300), Ok(300..350), Err(150)]);
    assert!(viewport.covers(&(333..350), 500) && viewport.covers(&(300..317), 500));
    assert!(!viewport.covers(&(334..351), 500) && !viewport.covers(&(299..316), 500));
    // At the end, as many rows as elsewhere are in the document.
    viewport.set_visible(&(490..507), 500);
    assert_eq!(shown(&viewport, 500), [Err(450), Ok(450..500)]);
    assert!(viewport.covers(&(490..507), 500));
}

#[test]
fn the_block_of_the_focused_row_stays_in_the_document() {
    let mut viewport = Viewport::default();
    viewport.set_visible(&(310..327), 500);
    viewport.fit(Some(3), 500);
    assert_eq!(shown(&viewport, 500), [Ok(0..10), Err(290), Ok(300..350), Err(150)]);
    viewport.fit(Some(499), 500);
    assert_eq!(shown(&viewport, 500), [Err(300), Ok(300..350), Err(140), Ok(490..500)]);
    viewport.fit(Some(315), 500);
    assert_eq!(shown(&viewport, 500), [Err(300), Ok(300..350), Err(150)]);
    viewport.fit(Some(295), 500);
    assert_eq!(shown(&viewport, 500), [Err(290), Ok(290..350), Err(150)]);
    viewport.fit(None, 500);
    assert_eq!(shown(&viewport, 500), [Err(300), Ok(300..350), Err(150)]);
}

#[test]
fn the_viewport_follows_a_table_that_gets_short() {
    let mut viewport = Viewport::default();
    viewport.set_visible(&(250..267), 300);
    viewport.fit(Some(0), 25);
    assert_eq!(shown(&viewport, 25), [Ok(0..25)]);
    viewport.fit(None, 0);
    assert_eq!(shown(&viewport, 0), []);
}

#[test]
fn removing_a_few_rows_leaves_no_gap() {
    let mut viewport = Viewport::default();
    viewport.fit(Some(0), 97);
    assert_eq!(shown(&viewport, 97), [Ok(0..50), Err(47)]);
    assert_eq!(shown(&viewport, 47), [Ok(0..47)]);
}

#[test]
fn printing_renders_all_rows() {
    let mut viewport = Viewport::default();
    viewport.print(true);
    viewport.set_visible(&(250..267), 300);
    assert_eq!(shown(&viewport, 300), [Ok(0..300)]);
    viewport.print(false);
    viewport.set_visible(&(250..267), 300);
    assert_eq!(shown(&viewport, 300), [Err(240), Ok(240..290), Err(10)]);
}

#[test]
fn of_ten_thousand_rows_few_are_in_the_document() {
    let mut table = Driver::with(last_page(rows((0..10_000).rev()), 10_000));
    table.focus(9_999, 1);
    for first in (0..10_000).step_by(37) {
        table.scroll(first, first + 40);
        assert!(table.state.layout().blocks.len() <= 20);
    }
    table.scroll(5_000, 5_020);
    assert_eq!(table.state.layout().blocks.first(), Some(&(0, 0)), "the row with the focus");
}
