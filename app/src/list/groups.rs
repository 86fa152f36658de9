//! Which rows of a long list come into the document and leave it together.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

/// Rows of a group as it is made.
pub(super) const GROUP: usize = 10;

/// Groups of neighbouring rows. A row stays in its group for as long as there are no better ones,
/// so that what comes or goes above it does not have it drawn again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups {
    /// Where each group ends.
    ends: Vec<usize>,
}

impl Groups {
    /// Groups of [`GROUP`] rows.
    pub(super) fn even(rows: usize) -> Self {
        let mut groups = Self::default();
        groups.grow(rows);
        groups
    }

    /// Adds groups for the rows that were added at the end, `rows` being how many there are now.
    pub(super) fn grow(&mut self, rows: usize) {
        let mut end = self.rows();
        while end < rows {
            end = rows.min(end + GROUP);
            self.ends.push(end);
        }
    }

    /// Takes rows out, which are in order.
    pub(super) fn take_out(&mut self, rows: &[usize]) {
        let mut taken = 0;
        for end in &mut self.ends {
            taken += rows[taken..].iter().take_while(|row| **row < *end).count();
            *end -= taken;
        }
    }

    /// The groups after rows came and went: those that are known stay where they are, if their
    /// order does, and what is new joins the row before it.
    #[must_use]
    pub(super) fn regroup<K: Eq + Hash>(
        &self,
        before: impl Iterator<Item = K>,
        now: impl ExactSizeIterator<Item = K>,
    ) -> Self {
        let places: HashMap<_, _> = before.enumerate().map(|(at, key)| (key, at)).collect();
        let rows = now.len();
        let mut lengths = vec![0; self.count().max(1)];
        let mut group = 0;
        for key in now {
            let known = places.get(&key).and_then(|place| self.of(*place));
            group = known.map_or(group, |known| group.max(known));
            lengths[group] += 1;
        }
        if lengths.iter().any(|length| *length > 2 * GROUP) {
            return Self::even(rows);
        }
        let ends = lengths.into_iter().scan(0, |end, length| {
            *end += length;
            Some(*end)
        });
        Self { ends: ends.collect() }
    }

    /// How many groups there are.
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The rows of a group; none of one that is not there.
    pub(super) fn range(&self, group: usize) -> Range<usize> {
        let end = |group: usize| self.ends.get(group).copied().unwrap_or_else(|| self.rows());
        group.checked_sub(1).map_or(0, end)..end(group)
    }

    /// The group of a row.
    pub(super) fn of(&self, row: usize) -> Option<usize> {
        (row < self.rows()).then(|| self.ends.partition_point(|end| *end <= row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(groups: &Groups) -> Vec<Range<usize>> {
        (0..groups.count()).map(|group| groups.range(group)).collect()
    }

    #[test]
    fn groups_are_even_at_first_and_grow_at_the_end() {
        let mut groups = Groups::even(25);
        assert_eq!(ranges(&groups), [0..10, 10..20, 20..25]);
        groups.grow(40);
        assert_eq!(ranges(&groups), [0..10, 10..20, 20..25, 25..35, 35..40]);
        assert_eq!([0, 9, 10, 24, 25, 39].map(|row| groups.of(row)), [0, 0, 1, 2, 3, 4].map(Some));
        assert_eq!(groups.of(40), None);
        assert_eq!(groups.range(9), 40..40);
    }

    #[test]
    fn a_row_that_goes_moves_no_other_into_another_group() {
        let before: Vec<_> = (0..30).collect();
        let now: Vec<_> = (0..30).filter(|row| *row != 4 && *row != 29).collect();
        let groups = Groups::even(30).regroup(before.iter(), now.iter());
        assert_eq!(ranges(&groups), [0..9, 9..19, 19..28]);
        let mut same = Groups::even(30);
        same.take_out(&[4, 29]);
        assert_eq!(same, groups);
        // … and it comes back to its own.
        assert_eq!(groups.regroup(now.iter(), before.iter()), Groups::even(30));
    }

    #[test]
    fn a_group_may_lose_all_its_rows() {
        let before: Vec<_> = (0..30).collect();
        let now: Vec<_> = (0..10).chain(20..30).collect();
        let groups = Groups::even(30).regroup(before.iter(), now.iter());
        assert_eq!(ranges(&groups), [0..10, 10..10, 10..20]);
        assert_eq!([9, 10].map(|row| groups.of(row)), [Some(0), Some(2)]);
        assert_eq!(Groups::even(0).regroup(before.iter(), [1].iter()), Groups::even(1));
    }

    #[test]
    fn many_new_rows_or_another_order_make_new_groups() {
        let before: Vec<_> = (0..30).collect();
        let now: Vec<_> = (0..60).collect();
        assert_eq!(Groups::even(30).regroup(before.iter(), now.iter()), Groups::even(60));
        let turned: Vec<_> = (0..30).rev().collect();
        assert_eq!(Groups::even(30).regroup(before.iter(), turned.iter()), Groups::even(30));
    }
}
