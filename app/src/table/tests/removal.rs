use super::*;
use crate::table::summary::Summary;

#[test]
fn rows_are_removed_at_once_and_return_if_the_server_refuses() {
    let mut table = Driver::new([9, 8, 7]);
    table.remove(1, these(&[8]), 1);
    assert_eq!((table.numbers(), table.total()), (vec![9, 7], 99));
    table.send(Event::NotRemoved(1));
    assert_eq!((table.numbers(), table.total()), (vec![9, 8, 7], 100));
    // The event arrives twice: the rows return once, and are refreshed once.
    table.send(Event::NotRemoved(1));
    assert_eq!((table.numbers(), table.total()), (vec![9, 8, 7], 100));
    table.request();
}

#[test]
fn a_next_page_in_flight_is_requested_again_after_a_removal() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::LoadMore);
    let before = table.request();
    table.remove(1, these(&[8]), 1);
    let after = table.request();
    table.answer(before, page(rows([7, 6]), 100));
    assert_eq!(table.numbers(), [9], "that answer did not know");
    // The reply may be from before the deletion: removed rows stay removed.
    table.answer(after, page(rows([8, 7]), 100));
    assert_eq!(table.numbers(), [9, 7]);
    table.send(Event::Removed(1));
    assert_eq!(table.numbers(), [9, 7]);
}

#[test]
fn a_search_in_flight_is_requested_again_when_the_server_confirms() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Searched(search("a")));
    table.request();
    table.remove(1, these(&[8]), 1);
    let during = table.request();
    table.send(Event::Removed(1));
    let after = table.request();
    table.answer(during, last_page(rows([9, 8]), 2));
    assert_eq!(table.numbers(), [9]);
    table.answer(after, last_page(rows([9]), 1));
    assert_eq!((table.numbers(), table.total()), (vec![9], 1));
}

#[test]
fn a_refresh_in_flight_is_requested_again_after_a_removal() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Refresh { all: true, changed: false });
    let before = table.request();
    table.remove(1, these(&[8]), 1);
    let after = table.request();
    table.answer(before, page(rows([9, 8]), 100));
    assert_eq!((table.numbers(), table.total()), (vec![9], 99));
    table.answer(after, page(rows([9]), 99));
    assert_eq!((table.numbers(), table.total()), (vec![9], 99));
}

#[test]
fn refused_rows_that_another_search_finds_are_read_with_it() {
    let mut table = Driver::new([9, 8]);
    table.remove(1, these(&[8]), 1);
    table.send(Event::Searched(search("a")));
    let request = table.request();
    table.answer(request, last_page(rows([9, 8]), 2));
    assert_eq!((table.numbers(), table.total()), (vec![9], 1));
    table.send(Event::NotRemoved(1));
    let request = table.request();
    table.answer(request, last_page(rows([9, 8]), 2));
    assert_eq!((table.numbers(), table.total()), (vec![9, 8], 2));
}

#[test]
fn removing_all_of_one_search_keeps_the_rows_of_another() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Searched(search("a")));
    let request = table.request();
    table.answer(request, last_page(rows([9]), 1));
    table.send(Event::SelectedAll);
    let (chosen, count) = table.state.chosen();
    table.remove(1, chosen, count);
    table.send(Event::Searched(Search::default()));
    let request = table.request();
    table.answer(request, last_page(rows([8, 7]), 2));
    assert_eq!((table.numbers(), table.total()), (vec![8, 7], 2));
    assert_eq!(table.state.has_applications, Some(true));
}

#[test]
fn after_a_refusal_there_are_as_many_as_the_server_says() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::SelectedAll);
    let (chosen, count) = table.state.chosen();
    table.remove(1, chosen, count);
    // The tab becomes visible again before the server has replied.
    table.send(Event::Refresh { all: true, changed: false });
    let request = table.request();
    table.answer(request, page(rows([9, 8]), 100));
    let summary = Summary::of(&table.state);
    assert_eq!((table.numbers(), summary.total, summary.next), (vec![], 0, None));
    table.send(Event::NotRemoved(1));
    let request = table.request();
    table.answer(request, page(rows([9, 8]), 100));
    assert_eq!((table.numbers(), table.total()), (vec![9, 8], 100));
}

#[test]
fn a_refusal_while_unmounted_invalidates_the_rows() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Unmounted);
    table.remove(1, these(&[8]), 1);
    table.send(Event::NotRemoved(1));
    assert!(table.requests.is_empty() && !table.state.can_show(&Search::default()));
}

#[test]
fn all_matching_rows_are_removed_loaded_or_not() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::SelectedAll);
    let (chosen, count) = table.state.chosen();
    assert_eq!(count, 100);
    let effects = table.remove(1, chosen, count);
    assert_eq!(effects, [Effect::FocusElement("add")]);
    let summary = Summary::of(&table.state);
    assert_eq!((summary.total, summary.next, summary.selected), (0, None, 0));
    assert_eq!(summary.has_applications, Some(false));
    table.send(Event::NotRemoved(1));
    let summary = Summary::of(&table.state);
    assert_eq!((table.numbers(), summary.total), (vec![9, 8], 100));
    assert!(summary.next.is_some() && summary.has_applications == Some(true));
}

#[test]
fn removing_all_results_of_a_search_does_not_empty_the_account() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Searched(search("a")));
    let request = table.request();
    table.answer(request, last_page(rows([9]), 1));
    table.remove(1, these(&[9]), 1);
    assert_eq!(table.state.has_applications, Some(true));
    assert_eq!(table.total(), 0);
}

#[test]
fn restored_rows_are_inserted_and_counted_once() {
    let mut table = Driver::new([9, 7]);
    table.send(Event::Inserted(rows([8])));
    table.send(Event::Inserted(rows([8])));
    assert_eq!((table.numbers(), table.total()), (vec![9, 8, 7], 101));
    table.send(Event::RemovedElsewhere(vec![id(8), id(5)]));
    assert_eq!((table.numbers(), table.total()), (vec![9, 7], 100));
}

#[test]
fn a_removed_row_in_a_stale_reply_is_not_counted() {
    let mut table = Driver::with(last_page(rows([9]), 1));
    table.remove(1, these(&[9]), 1);
    table.send(Event::Refresh { all: false, changed: false });
    let request = table.request();
    table.answer(request, last_page(rows([9]), 1));
    assert_eq!((table.total(), table.state.has_applications), (0, Some(false)));
}

#[test]
fn two_removals_at_once_return_each_by_itself() {
    let mut table = Driver::new([9, 8, 7]);
    table.remove(1, these(&[9]), 1);
    table.remove(2, these(&[7]), 1);
    table.send(Event::NotRemoved(1));
    assert_eq!((table.numbers(), table.total()), (vec![9, 8], 99));
    table.send(Event::Removed(2));
    assert_eq!((table.numbers(), table.total()), (vec![9, 8], 99));
}
