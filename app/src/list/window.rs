//! Which rows of a list stand in the document: those near the reader, and those around the focus.

use super::groups::{GROUP, Groups};
use domain::page::PAGE_SIZE;
use std::hash::Hash;
use std::ops::Range;

/// Rows drawn ahead of those in sight, and kept behind them.
const MARGIN: usize = GROUP;

/// Rows in the document even where fewer are in sight: all that the server writes at first.
const ENOUGH: usize = PAGE_SIZE as usize;

/// The groups of a list, and which of them stand in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    groups: Groups,
    /// Those near the reader.
    near: Range<usize>,
    /// The one of the row that has the focus.
    held: Option<usize>,
}

impl Window {
    /// The beginning of a list of which so many rows were read.
    pub fn at_start(rows: usize) -> Self {
        Self { groups: Groups::even(rows), near: 0..ENOUGH.div_ceil(GROUP), held: None }
    }

    /// More rows were read: so many there are now.
    pub fn grow(&mut self, rows: usize) {
        self.groups.grow(rows);
    }

    /// Rows went, which are in order.
    pub fn take_out(&mut self, rows: &[usize]) {
        self.change(|groups| groups.take_out(rows));
    }

    /// Rows came, went or moved.
    pub fn rearrange<K: Eq + Hash>(
        &mut self,
        before: impl Iterator<Item = K>,
        now: impl ExactSizeIterator<Item = K>,
    ) {
        self.change(|groups| *groups = groups.regroup(before, now));
    }

    /// What is left near the reader may be too little: then it is chosen anew.
    fn change(&mut self, change: impl FnOnce(&mut Groups)) {
        let before = self.rows_near();
        change(&mut self.groups);
        if self.rows_near().len() < before.len().min(self.groups.rows()) / 2 {
            self.look_at(&before);
        }
    }

    fn rows_near(&self) -> Range<usize> {
        let start = |group| self.groups.range(group).start;
        start(self.near.start)..start(self.near.end)
    }

    /// Whether these rows stand in the document.
    pub fn covers(&self, rows: &Range<usize>) -> bool {
        let near = self.rows_near();
        near.start <= rows.start && rows.end.min(self.groups.rows()) <= near.end
    }

    /// Chooses what stands in the document by the rows that are in sight.
    pub fn look_at(&mut self, rows: &Range<usize>) {
        let first = rows.start.saturating_sub(MARGIN);
        let after = (rows.end + MARGIN).max(first + ENOUGH).min(self.groups.rows());
        let first = first.min(after.saturating_sub(ENOUGH));
        let of = |row| self.groups.of(row).unwrap_or_default();
        self.near = of(first)..of(after.saturating_sub(1)) + 1;
    }

    /// Keeps the group of a row in the document, and no other for the focus.
    pub fn hold(&mut self, row: Option<usize>) {
        self.held = row.and_then(|row| self.groups.of(row));
    }

    /// What stands in the document: the groups near the reader, and the one of the focus.
    pub fn near(&self) -> (Range<usize>, Option<usize>) {
        (self.near.clone(), self.held)
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.groups.count()
    }

    /// The rows of a group.
    pub fn rows(&self, group: usize) -> Range<usize> {
        self.groups.range(group)
    }

    /// The group of the focus, as long as it has rows.
    fn held(&self) -> Option<usize> {
        self.held.filter(|held| !self.rows(*held).is_empty())
    }

    /// Whether any of these groups may stand in the document.
    pub fn reaches(&self, groups: &Range<usize>) -> bool {
        (self.near.start < groups.end && groups.start < self.near.end)
            || self.held().is_some_and(|held| groups.contains(&held))
    }

    /// Of a group that stands in the document, the rows right before it that do not; `None` of
    /// another group, and of one without rows.
    pub fn gap_before(&self, group: usize) -> Option<usize> {
        let is_near = self.near.contains(&group) || self.held == Some(group);
        if !is_near || self.rows(group).is_empty() {
            return None;
        }
        let held = self.held().filter(|held| *held < group).map_or(0, |held| held + 1);
        let near = if self.near.start < group { self.near.end.min(group) } else { 0 };
        Some(self.rows(group).start - self.rows(held.max(near)).start)
    }

    /// The rows after all those that stand in the document.
    pub fn gap_after(&self) -> usize {
        let held = self.held().map_or(0, |held| held + 1);
        self.groups.rows() - self.rows(held.max(self.near.end)).start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The groups in the document, each with the rows before it that are not; the rows after all.
    fn shown(window: &Window) -> (Vec<(usize, usize)>, usize) {
        let shown = |group| Some((group, window.gap_before(group)?));
        ((0..window.groups()).filter_map(shown).collect(), window.gap_after())
    }

    fn five(from: usize, gap: usize) -> Vec<(usize, usize)> {
        (from..from + 5).map(|group| (group, if group == from { gap } else { 0 })).collect()
    }

    #[test]
    fn only_what_is_near_stands_in_the_document() {
        let mut window = Window::at_start(500);
        assert_eq!(shown(&window), (five(0, 0), 450));
        window.look_at(&(310..327));
        assert_eq!(shown(&window), (five(30, 300), 150));
        assert!(window.covers(&(333..350)) && window.covers(&(300..317)));
        assert!(!window.covers(&(334..351)) && !window.covers(&(299..316)));
        // At the end there are as many as elsewhere.
        window.look_at(&(490..507));
        assert_eq!(shown(&window), (five(45, 450), 0));
        assert!(window.covers(&(490..507)));
    }

    #[test]
    fn the_focus_stays_behind_and_goes_ahead() {
        let mut window = Window::at_start(500);
        window.look_at(&(310..327));
        window.hold(Some(0));
        let first = [&[(0, 0)], &five(30, 290)[..]].concat();
        assert_eq!(shown(&window), (first, 150));
        window.hold(Some(499));
        let last = [&five(30, 300)[..], &[(49, 140)]].concat();
        assert_eq!(shown(&window), (last, 0));
        window.hold(Some(315));
        assert_eq!(shown(&window), (five(30, 300), 150));
        window.hold(None);
        assert_eq!(shown(&window), (five(30, 300), 150));
    }

    #[test]
    fn a_list_that_gets_short_is_in_sight_still() {
        // Most of what is near goes …
        let mut window = Window::at_start(100);
        window.take_out(&(0..60).collect::<Vec<_>>());
        assert_eq!(shown(&window), ([(6, 0), (7, 0), (8, 0), (9, 0)].to_vec(), 0));
        // … or the groups that were near are not there any more.
        let mut window = Window::at_start(300);
        window.look_at(&(250..267));
        window.rearrange(0..300, (200..225).rev());
        assert_eq!(shown(&window), ([(0, 0), (1, 0), (2, 0)].to_vec(), 0));
        window.take_out(&(0..25).collect::<Vec<_>>());
        assert_eq!(shown(&window), (Vec::new(), 0));
    }

    #[test]
    fn a_few_rows_that_go_bring_no_others_in() {
        let mut window = Window::at_start(100);
        window.take_out(&[3, 4, 5]);
        assert_eq!(shown(&window), (five(0, 0), 50));
    }

    #[test]
    fn a_focus_that_was_further_on_leaves_no_gap() {
        let mut window = Window::at_start(300);
        window.hold(Some(299));
        window.take_out(&(100..300).collect::<Vec<_>>());
        assert_eq!(shown(&window), (five(0, 0), 50));
    }
}
