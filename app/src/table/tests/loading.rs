use super::*;
use crate::table::focus::Movement;
use crate::table::loading::Retry;
use domain::pagination::MAX_PAGE_SIZE;
use domain::search::SortBy;

/// The last requests: search text, whether for the first page, and limit.
fn asked(driver: &mut Driver) -> Vec<(String, bool, Option<u32>)> {
    let requests = std::mem::take(&mut driver.requests);
    let asked = requests.iter().filter_map(|effect| match effect {
        Effect::Fetch { search, after, limit, .. } => {
            Some((search.text.clone(), after.is_none(), *limit))
        }
        _ => None,
    });
    asked.collect()
}

#[test]
fn of_two_searches_the_last_one_counts_whichever_reply_is_late() {
    for late_first in [false, true] {
        let mut table = Driver::new([9, 8]);
        table.send(Event::Searched(search("a")));
        let first = table.request();
        table.send(Event::Searched(search("ab")));
        let second = table.request();
        if !late_first {
            table.answer(first, page(rows([9]), 1));
            assert_eq!(table.numbers(), [9, 8], "an answer that nobody waits for");
        }
        table.answer(second, last_page(rows([8]), 1));
        table.answer(first, page(rows([9]), 1));
        assert_eq!(table.numbers(), [8]);
        assert_eq!(table.state.search.as_ref(), Some(&search("ab")));
        assert!(!table.state.is_loading());
    }
}

#[test]
fn the_search_that_is_shown_again_needs_no_other() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Searched(search("a")));
    let request = table.request();
    assert!(table.state.is_loading());
    table.send(Event::Searched(Search::default()));
    table.answer(request, last_page(rows([9]), 1));
    assert_eq!(table.numbers(), [9, 8]);
    assert!(!table.state.is_loading() && table.requests.is_empty());
    // … nor does one that failed.
    table.send(Event::Searched(search("a")));
    let request = table.request();
    table.fail(request);
    assert_eq!(table.send(Event::Searched(Search::default())), [Effect::HideFailure]);
    table.send(Event::Refresh { all: true, changed: false });
    assert_eq!(asked(&mut table), [(String::new(), true, Some(50))]);
}

#[test]
fn a_failed_search_is_retried_by_the_button_and_by_a_refresh() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Searched(search("a")));
    let request = table.request();
    let failure = Effect::ShowFailure(Retry::Search(search("a")), "no answer".to_owned());
    assert!(table.fail(request) == std::slice::from_ref(&failure));
    assert_eq!(table.numbers(), [9, 8], "what was shown stays");
    for event in
        [Event::Retried(Retry::Search(search("a"))), Event::Refresh { all: true, changed: false }]
    {
        table.send(event);
        let request = table.request();
        assert!(table.fail(request) == std::slice::from_ref(&failure));
    }
    table.send(Event::Refresh { all: true, changed: false });
    let request = table.request();
    assert!(table.answer(request, last_page(rows([9]), 1)).contains(&Effect::HideFailure));
    assert_eq!(table.numbers(), [9]);
}

#[test]
fn the_next_page_is_prefetched_near_the_end_once() {
    let mut table = Driver::new((51..=100).rev());
    table.scroll(0, 20);
    assert!(table.requests.is_empty(), "the end is far");
    table.scroll(10, 30);
    table.scroll(12, 32);
    let request = table.request();
    table.answer(request, last_page(rows((1..=50).rev()), 100));
    assert_eq!(table.state.rows.loaded(), 100);
    assert_eq!(table.requests, []);
}

#[test]
fn nothing_is_prefetched_while_load_more_has_the_focus() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Scrolled { visible: 0..9, offset: 0.0, more_has_focus: true });
    assert_eq!(table.requests, []);
    table.send(Event::LoadMore);
    let request = table.request();
    // The last press removes the button: the focus moves to the first new row.
    let result = Ok(last_page(rows([7, 6]), 4));
    let effects = table.send(Event::Arrived { request, result, more_has_focus: true });
    assert!(effects.contains(&Effect::Focus { cell: cell(7, 1), rows_go: false }), "{effects:?}");
}

#[test]
fn a_next_page_that_failed_is_retried_on_request_only() {
    let mut table = Driver::new([9, 8]);
    table.scroll(0, 9);
    let request = table.request();
    let effects = table.fail(request);
    assert!(effects.contains(&Effect::ShowFailure(Retry::More, "no answer".to_owned())));
    table.scroll(0, 9);
    assert_eq!(table.requests, [], "not unasked");
    // A refresh in the background that fails keeps the failure; one that succeeds clears it.
    table.send(Event::Refresh { all: false, changed: false });
    let request = table.request();
    table.fail(request);
    table.scroll(0, 9);
    assert_eq!(table.requests, []);
    table.send(Event::Refresh { all: false, changed: false });
    let request = table.request();
    table.answer(request, page(rows([9, 8]), 100));
    table.scroll(0, 9);
    let request = table.request();
    table.fail(request);
    table.send(Event::Retried(Retry::More));
    let request = table.request();
    table.answer(request, last_page(rows([7]), 3));
    assert_eq!(table.numbers(), [9, 8, 7]);
}

#[test]
fn the_end_is_loaded_page_by_page_and_then_focused() {
    let mut table = Driver::new([9, 8]);
    table.focus(9, 4);
    // A page is in flight already: loading to the end continues from there.
    table.scroll(0, 9);
    let request = table.request();
    table.send(Event::Moved(Movement::Last));
    assert_eq!(table.requests, []);
    table.answer(request, page(rows([7]), 5));
    let [Effect::Fetch { request, limit, quiet, .. }] = &table.requests[..] else {
        panic!("{:?}", table.requests)
    };
    assert_eq!((*limit, *quiet), (Some(MAX_PAGE_SIZE), false));
    let request = *request;
    let effects = table.answer(request, last_page(rows([6, 5]), 5));
    assert!(effects.contains(&Effect::Focus { cell: cell(5, 4), rows_go: false }), "{effects:?}");
}

#[test]
fn a_focus_that_moves_while_the_end_is_loaded_stays_there() {
    for elsewhere in [None, Some(cell(8, 1))] {
        let mut table = Driver::new([9, 8]);
        table.focus(9, 1);
        table.send(Event::Moved(Movement::Last));
        let request = table.request();
        table.send(Event::Focused(elsewhere));
        let effects = table.answer(request, last_page(rows([7]), 3));
        assert!(
            !effects.iter().any(|effect| matches!(effect, Effect::Focus { .. })),
            "{effects:?}"
        );
        assert_eq!(table.numbers(), [9, 8, 7]);
    }
}

#[test]
fn a_failed_jump_to_the_end_is_retried_as_one() {
    let mut table = Driver::new([9, 8]);
    table.focus(9, 1);
    table.send(Event::Moved(Movement::Last));
    let request = table.request();
    let effects = table.fail(request);
    assert!(effects.contains(&Effect::ShowFailure(Retry::End, "no answer".to_owned())));
    table.send(Event::Retried(Retry::End));
    assert_eq!(asked(&mut table), [(String::new(), false, Some(MAX_PAGE_SIZE))]);
}

#[test]
fn a_refresh_waits_for_the_next_page_and_gives_way_to_it() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::LoadMore);
    let next = table.request();
    table.send(Event::Refresh { all: true, changed: false });
    assert_eq!(table.requests, []);
    table.answer(next, page(rows([7]), 100));
    let refresh = table.request();
    // The user scrolls near the end before the refresh has arrived.
    table.send(Event::LoadMore);
    let next = table.request();
    table.answer(refresh, page(rows([1]), 1));
    assert_eq!(table.numbers(), [9, 8, 7], "that answer is not waited for any more");
    table.answer(next, page(rows([6]), 100));
    let refresh = table.request();
    table.answer(refresh, page(rows([9, 8, 7]), 99));
    assert_eq!((table.numbers(), table.total()), (vec![9, 8, 7, 6], 99));
}

#[test]
fn a_refresh_in_flight_is_enough_unless_more_rows_are_needed() {
    let mut table = Driver::new((1..=80).rev());
    table.send(Event::Refresh { all: false, changed: false });
    let small = table.request();
    table.send(Event::Refresh { all: false, changed: false });
    assert_eq!(table.requests, []);
    table.send(Event::Refresh { all: true, changed: false });
    let large = table.request();
    assert_ne!(small, large);
    table.send(Event::Refresh { all: true, changed: false });
    assert_eq!(table.requests, []);
}

#[test]
fn a_refresh_from_before_a_change_is_requested_again() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Refresh { all: true, changed: true });
    let before = table.request();
    table.send(Event::Refresh { all: true, changed: true });
    let after = table.request();
    table.answer(before, page(rows([9, 8]), 100));
    table.answer(after, last_page(rows([9]), 1));
    assert_eq!(table.numbers(), [9]);
}

#[test]
fn an_empty_last_page_leaves_the_focus_where_it_is() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::LoadMore);
    let request = table.request();
    let result = Ok(last_page(Vec::new(), 2));
    let effects = table.send(Event::Arrived { request, result, more_has_focus: true });
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Focus { .. })), "{effects:?}");
}

#[test]
fn kept_rows_are_refreshed_and_invalid_ones_are_reloaded() {
    let mut table = Driver::new((1..=80).rev());
    table.send(Event::Unmounted);
    assert!(table.state.can_show(&Search::default()) && !table.state.can_show(&search("a")));
    table.send(Event::Mounted { returning: false, is_later_page: false });
    assert_eq!(asked(&mut table), [(String::new(), true, Some(80))]);
    table.send(Event::Unmounted);
    table.send(Event::Invalidated);
    assert!(!table.state.can_show(&Search::default()));
    assert_eq!(table.requests, [], "not while nobody sees it");
    table.send(Event::Mounted { returning: false, is_later_page: false });
    assert_eq!(asked(&mut table), [(String::new(), true, None)]);
    table.send(Event::Invalidated);
    assert_eq!(asked(&mut table), [(String::new(), true, None)]);
}

#[test]
fn a_reply_for_a_page_that_was_left_is_dropped() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Searched(search("a")));
    let request = table.request();
    assert_eq!(table.send(Event::Unmounted), [Effect::HideFailure]);
    assert_eq!(table.answer(request, last_page(rows([9]), 1)), []);
    assert_eq!(table.numbers(), [9, 8]);
}

#[test]
fn another_order_is_the_same_selection() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Ticked { row: Some(id(8)), checked: true, range: false });
    table.send(Event::Searched(Search { sort: SortBy::Name.first(), ..Search::default() }));
    assert_eq!(table.state.selected(), 1);
    table.send(Event::Searched(search("a")));
    assert_eq!(table.state.selected(), 0);
}
