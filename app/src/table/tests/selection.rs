use super::*;
use crate::table::focus::Movement;

fn selected(table: &Driver) -> Vec<i64> {
    let selection = &table.state.selection;
    table.numbers().into_iter().filter(|number| selection.contains(&id(*number))).collect()
}

fn tick(table: &mut Driver, number: i64, checked: bool, range: bool) {
    table.send(Event::Ticked { row: Some(id(number)), checked, range });
}

#[test]
fn a_range_goes_from_the_last_row_that_was_ticked() {
    let mut table = Driver::new([9, 8, 7, 6, 5]);
    tick(&mut table, 6, true, false);
    tick(&mut table, 8, true, true);
    assert_eq!(selected(&table), [8, 7, 6]);
    tick(&mut table, 5, false, true);
    assert!(selected(&table).is_empty());
}

#[test]
fn a_range_shrinks_on_the_way_back() {
    let mut table = Driver::new([9, 8, 7, 6]);
    table.focus(8, 1);
    for (by, expected) in [(1, vec![8, 7]), (1, vec![8, 7, 6]), (-1, vec![8, 7]), (-1, vec![8])] {
        table.send(Event::Moved(Movement::Extend(by)));
        assert_eq!(selected(&table), expected);
    }
    table.send(Event::Moved(Movement::Extend(-1)));
    assert_eq!(selected(&table), [9, 8]);
}

#[test]
fn a_range_starts_at_the_focused_row() {
    let mut table = Driver::new([9, 8, 7, 6]);
    table.focus(9, 1);
    table.send(Event::Toggled);
    table.send(Event::Moved(Movement::Rows(3)));
    table.send(Event::Moved(Movement::Extend(-1)));
    assert_eq!(selected(&table), [9, 7, 6]);
}

#[test]
fn a_selection_made_while_a_search_is_in_flight_is_cleared() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Searched(search("a")));
    let request = table.request();
    table.send(Event::SelectedAll);
    table.answer(request, last_page(rows([8]), 1));
    assert_eq!(table.state.selected(), 0);
}

#[test]
fn all_may_be_selected_but_some() {
    let mut table = Driver::new([9, 8, 7]);
    table.send(Event::Ticked { row: None, checked: true, range: false });
    tick(&mut table, 8, false, false);
    assert_eq!((selected(&table), table.state.selected()), (vec![9, 7], 99));
    let expected = ApplicationSelector::Matching { search: Search::default(), except: vec![id(8)] };
    assert_eq!(table.state.chosen(), (expected, 99));
    table.send(Event::Ticked { row: None, checked: false, range: false });
    assert_eq!(table.state.selected(), 0);
}

#[test]
fn a_key_selects_the_row_that_has_the_focus() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Toggled);
    assert!(selected(&table).is_empty());
    table.focus(8, 1);
    table.send(Event::Toggled);
    assert_eq!(selected(&table), [8]);
    table.send(Event::Toggled);
    assert!(selected(&table).is_empty());
}

#[test]
fn removed_rows_are_not_selected() {
    let mut table = Driver::new([9, 8, 7]);
    for number in [9, 8, 7] {
        tick(&mut table, number, true, false);
    }
    table.remove(1, these(&[9]), 1);
    assert_eq!(table.state.selected(), 2);
    table.send(Event::Refresh { all: true, changed: false });
    let request = table.request();
    table.answer(request, last_page(rows([7]), 1));
    assert_eq!(table.state.chosen(), (these(&[7]), 1));
}
