//! Brings the table of a page to life: what people do becomes events, and keys become commands.
//! What a row can be asked for is its page's.

use super::event::Event;
use super::focus::{Movement, PAGE_ROWS};
use super::handle::Table;
use super::runtime::Runtime;
use super::source::Source;
use crate::browser::document::target;
use crate::browser::{focus, table as dom, window};
use crate::components::shortcuts::{Command, Commands};
use crate::pages::query;
use crate::state::Changes;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, MouseEvent};

/// How long an answer may take before the table says that it waits.
const BUSY_DELAY: Duration = Duration::from_millis(150);

/// Brings a table to life until the component that asks is gone.
pub fn mount_table(table: Table) {
    // A URL that begins in the middle is one for browsers without scripts.
    let is_later_page = query::get(&window::query(), "after").is_some();
    let runtime = Runtime::new(table);
    table.attach(Callback::new(move |effect| runtime.run(effect)));
    on_cleanup(move || table.detach());
    let commands = expect_context::<Commands>();
    bind_movement(table, commands);
    commands.bind(Command::Select, move || table.send(Event::Toggled));
    commands.bind(Command::SelectAll, move || table.send(Event::SelectedAll));
    listen_to_pointer_and_focus(table, commands);
    listen_to_view(table);
    listen_to_return(table);
    show_waiting(table);
    let returning = window::arrived_by_history();
    // Once the rows are in the document.
    Effect::new(move |_| adopt_page(table, commands, returning, is_later_page));
}

fn bind_movement(table: Table, commands: Commands) {
    for (command, movement) in [
        (Command::Up, Movement::Rows(-1)),
        (Command::Down, Movement::Rows(1)),
        (Command::PageUp, Movement::Rows(-PAGE_ROWS)),
        (Command::PageDown, Movement::Rows(PAGE_ROWS)),
        (Command::RowStart, Movement::Columns(isize::MIN)),
        (Command::RowEnd, Movement::Columns(isize::MAX)),
        (Command::First, Movement::First),
        (Command::Last, Movement::Last),
        (Command::ExtendUp, Movement::Extend(-1)),
        (Command::ExtendDown, Movement::Extend(1)),
    ] {
        commands.bind(command, move || table.send(Event::Moved(movement)));
    }
    for (command, by) in [(Command::Left, -1), (Command::Right, 1)] {
        // Where the page reads from the right, the keys are what they look like.
        commands.bind(command, move || {
            let by = if window::is_right_to_left() { -by } else { by };
            table.send(Event::Moved(Movement::Columns(by)));
        });
    }
}

fn listen_to_pointer_and_focus(table: Table, commands: Commands) {
    window::on("focusin", move |event| {
        // The main region is where a lost focus waits: it is the grid's still.
        if let Some(target) = target(&event).filter(|target| target.id() != focus::MAIN) {
            focused(table, commands, &target);
        }
    });
    window::on("pointerdown", move |event| {
        if let Some(target) = target(&event) {
            table.send(Event::Pressed(dom::cell_of(&target)));
        }
    });
    window::on("click", move |event| {
        let Some(target) = target(&event) else { return };
        if let Some(tick) = tick(&target) {
            let range = event.dyn_ref::<MouseEvent>().is_some_and(MouseEvent::shift_key);
            let (row, checked) = (dom::row_of(&target), tick.checked());
            table.send(Event::Ticked { row, checked, range });
        } else if focus::is_unfocused()
            && let Some(cell) = dom::cell_of(&target)
        {
            // On a text beside the widget of a cell.
            dom::focus_without_scroll(&cell);
        }
    });
}

/// Tells the table that an element has the focus.
fn focused(table: Table, commands: Commands, target: &Element) {
    let cell = dom::cell_of(target);
    if let Some(cell) = &cell {
        commands.has_row_context.set_value(cell.row.is_some());
    }
    table.send(Event::Focused(cell));
}

fn listen_to_view(table: Table) {
    let scrolled = move || {
        if let Some(visible) = dom::visible_rows() {
            let (offset, more_has_focus) = (window::scroll_offset(), dom::more_has_focus());
            table.send(Event::Scrolled { visible, offset, more_has_focus });
        }
    };
    let resized = move || {
        table.send(Event::Resized(dom::columns()));
        scrolled();
    };
    window::on("scroll", move |_| scrolled());
    window::on("resize", move |_| resized());
    window::on("beforeprint", move |_| table.send(Event::Printing(true)));
    window::on("afterprint", move |_| {
        table.send(Event::Printing(false));
        scrolled();
    });
    // What is in sight changes with the rows, and with the first of them the columns.
    Effect::new(move |had_rows: Option<bool>| {
        table.gap_after();
        let has_rows = table.summary(|summary| summary.read > 0);
        request_animation_frame(move || {
            if has_rows && had_rows != Some(true) {
                resized();
            } else {
                scrolled();
            }
        });
        has_rows
    });
}

/// Reads the rows once more when the tab comes back into sight, or the connection does, and after
/// changes that were made from elsewhere.
fn listen_to_return(table: Table) {
    window::on("online", move |_| table.send(Event::Refresh { all: true, changed: false }));
    window::on("visibilitychange", move |_| {
        if !window::is_hidden() {
            table.send(Event::Refresh { all: true, changed: false });
        }
    });
    window::on("focus", move |event| {
        // The window's own: that of an element does not bubble up to it.
        if target(&event).is_none() {
            table.send(Event::Refresh { all: true, changed: false });
        }
    });
    let changes = expect_context::<Changes>();
    Effect::new(move |earlier: Option<()>| {
        changes.track();
        if earlier.is_some() {
            // What was deleted or restored from here is gone already; one page tells whether the
            // server agrees. The other table hears of it here first.
            table.send(Event::Refresh { all: table.source == Source::Deleted, changed: true });
        }
    });
}

/// Says that the table waits for the server once that takes long.
fn show_waiting(table: Table) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        if table.is_loading() {
            let show = move || {
                table.is_busy.try_set(true);
            };
            timer.set_value(set_timeout_with_handle(show, BUSY_DELAY).ok());
        } else if table.is_busy.get_untracked() {
            table.is_busy.set(false);
        }
    });
}

/// Takes over what a person did before the page answered: what is ticked and what has the focus.
fn adopt_page(table: Table, commands: Commands, returning: bool, is_later_page: bool) {
    commands.has_row_context.set_value(false);
    let returning = returning && focus::is_unfocused();
    table.send(Event::Mounted { returning, is_later_page });
    for row in dom::ticked_rows() {
        table.send(Event::Ticked { row: Some(row), checked: true, range: false });
    }
    if let Some(target) = focus::focused().filter(|_| dom::focused_cell().is_some()) {
        focused(table, commands, &target);
    }
}

/// The checkbox of a row or of the header, if an element is one.
fn tick(target: &Element) -> Option<HtmlInputElement> {
    let is_tick = target.matches("#grid input.checkbox").unwrap_or(false);
    target.clone().dyn_into().ok().filter(|_| is_tick)
}
