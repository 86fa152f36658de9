use super::*;
use crate::table::focus::{Columns, Movement};

fn focused(effects: &[Effect]) -> Option<(Cell, bool)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Focus { cell, rows_go } => Some((cell.clone(), *rows_go)),
        _ => None,
    })
}

#[test]
fn after_a_removal_the_next_row_has_the_focus_else_the_previous_else_the_fallback() {
    let mut table = Driver::with(last_page(rows([9, 8, 7]), 3));
    table.focus(8, 5);
    assert_eq!(focused(&table.remove(1, these(&[8]), 1)), Some((cell(7, 5), true)));
    assert_eq!(focused(&table.remove(2, these(&[7]), 1)), Some((cell(9, 5), true)));
    assert_eq!(table.remove(3, these(&[9]), 1), [Effect::FocusElement("add")]);
}

#[test]
fn the_focus_moves_to_the_neighbor_of_a_row_removed_by_another_rows_button() {
    let mut table = Driver::new([9, 8, 7]);
    table.focus(9, 1);
    // By the pointer, without moving the focus.
    assert_eq!(focused(&table.remove(1, these(&[8]), 1)), Some((cell(7, 1), true)));
}

#[test]
fn after_removing_several_rows_the_first_remaining_one_has_the_focus() {
    let mut table = Driver::new([9, 8, 7, 6]);
    table.focus(8, 1);
    assert_eq!(focused(&table.remove(1, these(&[9, 8, 7]), 3)), Some((cell(6, 1), true)));
    // … after the focused one.
    let mut table = Driver::new([9, 8, 7, 6]);
    table.focus(7, 1);
    assert_eq!(focused(&table.remove(1, these(&[9, 7]), 2)), Some((cell(6, 1), true)));
}

#[test]
fn a_removal_from_another_page_moves_no_focus() {
    let mut table = Driver::new([9, 8]);
    table.focus(9, 1);
    table.send(Event::Unmounted);
    assert_eq!(table.remove(1, these(&[9]), 1), []);
    assert_eq!(table.state.tab_stop(), Some(cell(8, 1)), "its neighbor is where one comes back to");
}

#[test]
fn the_focus_moves_to_the_neighbor_of_a_row_removed_elsewhere() {
    let mut table = Driver::new([9, 8, 7]);
    table.focus(8, 4);
    table.send(Event::Refresh { all: true, changed: false });
    let request = table.request();
    let effects = table.answer(request, last_page(rows([9, 7]), 2));
    assert_eq!(effects, [Effect::RestoreFocus(cell(7, 4))]);
    table.send(Event::Focused(None));
    table.send(Event::Refresh { all: true, changed: false });
    let request = table.request();
    assert_eq!(table.answer(request, last_page(rows([9]), 1)), [], "it is elsewhere");
    assert_eq!(table.state.tab_stop(), Some(cell(9, 4)));
}

#[test]
fn a_new_row_is_the_tab_stop() {
    let mut table = Driver::new([9, 8]);
    table.send(Event::Inserted(rows([10])));
    assert_eq!(table.state.tab_stop(), Some(cell(10, 1)));
    assert_eq!(table.state.active_row(), Some(id(10)));
}

#[test]
fn a_press_elsewhere_takes_the_focus_out_of_the_grid() {
    let mut table = Driver::new([9, 8]);
    table.focus(9, 1);
    table.send(Event::Pressed(None));
    assert_eq!(table.send(Event::RemovedElsewhere(Vec::new())), []);
    table.send(Event::Pressed(Some(cell(9, 1))));
    assert_eq!(table.send(Event::RemovedElsewhere(Vec::new())), [Effect::RestoreFocus(cell(9, 1))]);
}

#[test]
fn keys_move_by_rows() {
    let header = Cell { row: None, column: 1 };
    for (from, movement, to) in [
        (cell(9, 1), Movement::Rows(1), cell(8, 1)),
        (cell(9, 1), Movement::Rows(-1), header.clone()),
        (header.clone(), Movement::Rows(-1), header.clone()),
        (header.clone(), Movement::Rows(1), cell(9, 1)),
        (header.clone(), Movement::Rows(10), cell(6, 1)),
        (cell(8, 1), Movement::Rows(-10), cell(9, 1)),
        (cell(8, 1), Movement::Rows(10), cell(6, 1)),
        (cell(8, 3), Movement::First, cell(9, 3)),
        (cell(8, 3), Movement::Last, cell(6, 3)),
        (cell(8, 3), Movement::Enter, cell(8, 3)),
    ] {
        let mut table = Driver::with(last_page(rows([9, 8, 7, 6]), 4));
        table.send(Event::Focused(Some(from.clone())));
        let effects = table.send(Event::Moved(movement));
        assert_eq!(focused(&effects), Some((to, false)), "{from:?} {movement:?}");
    }
}

#[test]
fn keys_move_by_visible_columns() {
    for (from, by, to) in [(1, 1, 4), (4, -1, 1), (4, isize::MIN, 0), (0, isize::MAX, 7), (7, 1, 7)]
    {
        let mut table = Driver::new([9, 8]);
        table.send(Event::Resized(Columns { header: vec![1, 4], body: vec![0, 1, 4, 6, 7] }));
        table.focus(9, from);
        let effects = table.send(Event::Moved(Movement::Columns(by)));
        assert_eq!(focused(&effects), Some((cell(9, to), false)), "{from} {by}");
    }
}

#[test]
fn a_hidden_column_has_no_tab_stop() {
    let mut table = Driver::new([9, 8]);
    table.focus(8, 4);
    table.send(Event::Resized(Columns { header: vec![1], body: vec![0, 1] }));
    assert_eq!(table.state.tab_stop(), Some(cell(9, 1)));
}

#[test]
fn without_a_focused_cell_the_first_visible_row_is_the_tab_stop() {
    let mut table = Driver::new((1..=50).rev());
    assert_eq!(table.state.tab_stop(), Some(cell(50, 1)));
    table.scroll(20, 30);
    assert_eq!(table.state.tab_stop(), Some(cell(30, 1)));
    assert_eq!(focused(&table.send(Event::Moved(Movement::Enter))), Some((cell(30, 1), false)));
    let mut empty = Driver::with(last_page(Vec::new(), 0));
    assert_eq!(empty.state.tab_stop(), None);
    assert_eq!(empty.send(Event::Moved(Movement::Rows(1))), []);
}

#[test]
fn back_restores_scroll_position_and_focus() {
    let mut table = Driver::new((1..=50).rev());
    table.scroll(20, 30);
    table.send(Event::Scrolled { visible: 20..30, offset: 812.0, more_has_focus: false });
    table.focus(25, 1);
    table.send(Event::Unmounted);
    let effects = table.send(Event::Mounted { returning: true, is_later_page: false });
    assert_eq!(effects, [Effect::Scroll(812.0), Effect::RestoreFocus(cell(25, 1))]);
    table.send(Event::Unmounted);
    assert_eq!(table.send(Event::Mounted { returning: false, is_later_page: false }), []);
}
