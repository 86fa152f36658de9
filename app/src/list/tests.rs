use super::*;
use domain::application::{ApplicationKind, ApplicationName};
use domain::search::SortBy;
use domain::time::Timestamp;

fn row(number: i64) -> ApplicationSummary {
    ApplicationSummary {
        client_id: ClientId::parse(&format!("cfgo_app_{number:022}")).expect("a client ID"),
        name: ApplicationName::parse(&format!("Shop {number}")).expect("a name"),
        kind: ApplicationKind::Confidential,
        permissions: 1,
        created_at: Timestamp(number),
        deleted_at: None,
        last_used_at: None,
    }
}

fn used(number: i64, at: i64) -> ApplicationSummary {
    ApplicationSummary { last_used_at: Some(Timestamp(at)), ..row(number) }
}

fn deleted(number: i64, at: i64) -> ApplicationSummary {
    ApplicationSummary { deleted_at: Some(Timestamp(at)), ..row(number) }
}

/// A page of a list that goes on.
fn page(rows: Vec<ApplicationSummary>, total: u32) -> Page<ApplicationSummary> {
    let last = rows.last().expect("a row");
    let next = Some(Cursor { client_id: last.client_id.clone(), key: String::new() });
    Page { rows, next, total }
}

fn numbers(list: List) -> Vec<i64> {
    list.rows.with_untracked(|rows| rows.iter().map(|row| row.created_at.0).collect())
}

fn with_list(search: Search, rows: Vec<ApplicationSummary>, test: impl FnOnce(List)) {
    Owner::new().with(|| {
        let list = List::default();
        list.start(search, page(rows, 100));
        test(list);
    });
}

#[test]
fn what_moved_up_since_it_was_read_is_there_once() {
    let sort = SortBy::LastUsed.first();
    let search = Search { sort, ..Search::default() };
    with_list(search, vec![used(1, 90), used(2, 80), used(3, 70), used(4, 60)], |list| {
        // The fourth was used a moment ago.
        list.refresh(page(vec![used(4, 99), used(1, 90)], 100));
        assert_eq!(numbers(list), [4, 1, 2, 3]);
    });
}

#[test]
fn deleted_applications_go_by_when_that_was() {
    let rows = vec![deleted(1, 90), deleted(9, 80), deleted(5, 70), deleted(7, 60)];
    with_list(Search::default(), rows, |list| {
        list.refresh(page(vec![deleted(1, 90), deleted(9, 80)], 100));
        assert_eq!(numbers(list), [1, 9, 5, 7]);
        let taken = list.take_out(|id| *id == row(5).client_id);
        list.put_in(taken);
        assert_eq!(numbers(list), [1, 9, 5, 7]);
    });
}

#[test]
fn rows_come_back_to_their_place_and_are_counted_once() {
    with_list(Search::default(), vec![row(9), row(7), row(5)], |list| {
        let taken = list.take_out(|id| *id == row(7).client_id);
        list.count(-1);
        assert_eq!((numbers(list), list.total.get_untracked()), (vec![9, 5], 99));
        list.put_in(taken.clone());
        list.put_in(taken);
        assert_eq!((numbers(list), list.total.get_untracked()), (vec![9, 7, 5], 100));
    });
}

#[test]
fn a_row_that_did_not_change_stays_the_same_one() {
    with_list(Search::default(), vec![row(9), row(7)], |list| {
        let before = list.at(0).expect("a row");
        list.refresh(page(vec![row(9), used(7, 1)], 100));
        assert!(Arc::ptr_eq(&before, &list.at(0).expect("a row")));
        assert_eq!(list.at(1).expect("a row").last_used_at, Some(Timestamp(1)));
    });
}

#[test]
fn rows_that_go_leave_the_others_in_their_groups() {
    let rows = (0..100).rev().map(row).collect();
    with_list(Search::default(), rows, |list| {
        let [second, third] = [1, 2].map(|group| list.group(group));
        let taken = list.take_out(|id| *id == row(95).client_id || *id == row(85).client_id);
        assert_eq!(list.group(1), [&second[..4], &second[5..]].concat());
        assert_eq!(list.group(2), third);
        list.put_in(taken);
        assert_eq!([1, 2].map(|group| list.group(group)), [second, third]);
    });
}

#[test]
fn a_row_that_changed_and_moved_takes_no_other_along() {
    let sort = SortBy::LastUsed.first();
    let rows: Vec<_> = (0..50).map(|number| used(number, 1000 - number)).collect();
    with_list(Search { sort, ..Search::default() }, rows.clone(), |list| {
        let third = list.group(2);
        let mut fresh = rows;
        let mut used_now = fresh.remove(25);
        used_now.last_used_at = Some(Timestamp(2000));
        fresh.insert(0, used_now);
        list.refresh(page(fresh, 100));
        assert_eq!(list.group(0).len(), 11);
        assert_eq!(list.group(2), [&third[..5], &third[6..]].concat());
    });
}
