use super::*;
use crate::table::rows::Rows;
use domain::search::{Sort, SortBy};
use std::sync::Arc;

fn used(number: i64, at: i64) -> ApplicationSummary {
    ApplicationSummary { last_used_at: Some(Timestamp::from_millis(at)), ..row(number) }
}

fn deleted(number: i64, at: i64) -> ApplicationSummary {
    ApplicationSummary { deleted_at: Some(Timestamp::from_millis(at)), ..row(number) }
}

fn read(sort: Sort, rows: Vec<ApplicationSummary>) -> Rows {
    Rows::first_page(sort, page(rows, 100))
}

fn numbers(rows: &Rows) -> Vec<i64> {
    rows.as_slice().iter().map(|row| row.created_at.as_millis()).collect()
}

#[test]
fn a_row_that_moved_up_into_a_refreshed_page_is_listed_once() {
    let found = vec![used(1, 90), used(2, 80), used(3, 70), used(4, 60)];
    let mut rows = read(SortBy::LastUsed.first(), found);
    // The fourth was used just now.
    rows.refresh(page(vec![used(4, 99), used(1, 90)], 100));
    assert_eq!(numbers(&rows), [4, 1, 2, 3]);
}

#[test]
fn deleted_applications_are_ordered_by_deletion() {
    let found = vec![deleted(1, 90), deleted(9, 80), deleted(5, 70), deleted(7, 60)];
    let mut rows = read(Sort::default(), found);
    rows.refresh(page(vec![deleted(1, 90), deleted(9, 80)], 100));
    assert_eq!(numbers(&rows), [1, 9, 5, 7]);
    let gone = rows.remove(|known| *known == id(5));
    rows.insert(gone);
    assert_eq!(numbers(&rows), [1, 9, 5, 7]);
}

#[test]
fn a_row_that_did_not_change_stays_the_same_one() {
    let mut rows = read(Sort::default(), super::rows([9, 7]));
    let before = Arc::clone(&rows.as_slice()[0]);
    rows.refresh(page(vec![row(9), used(7, 1)], 100));
    assert!(Arc::ptr_eq(&before, &rows.as_slice()[0]));
    assert_eq!(rows.as_slice()[1].last_used_at, Some(Timestamp::from_millis(1)));
}

#[test]
fn a_row_inserted_after_the_loaded_ones_is_sorted_in_later() {
    let mut rows = read(Sort::default(), super::rows([9, 8]));
    rows.insert([Arc::new(row(2))]);
    rows.extend(last_page(super::rows([7, 2, 1]), 5));
    assert_eq!(numbers(&rows), [9, 8, 7, 2, 1]);
}

#[test]
fn an_edit_may_move_a_row() {
    let mut rows = read(SortBy::LastUsed.first(), vec![used(1, 90), used(2, 80)]);
    rows.replace(used(2, 99));
    assert_eq!(numbers(&rows), [2, 1]);
    rows.replace(used(3, 99));
    assert_eq!(numbers(&rows), [2, 1], "it was not read");
}
