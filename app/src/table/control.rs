//! Mounts a table on its page: binds the commands of the grid, and translates DOM events to table
//! events. The actions on rows belong to the pages.

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

/// How long a request may take before the table becomes `aria-busy`.
const BUSY_DELAY: Duration = Duration::from_millis(150);

/// Makes a table interactive until the current owner is disposed.
pub fn mount_table(table: Table) {
    // Browsers without scripts page by URL; once hydrated, the table starts at the first page.
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
    // In an effect, because the rows must be in the document.
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
        // In a right-to-left page, the arrow keys keep their visual direction.
        commands.bind(command, move || {
            let by = if window::is_right_to_left() { -by } else { by };
            table.send(Event::Moved(Movement::Columns(by)));
        });
    }
}

fn listen_to_pointer_and_focus(table: Table, commands: Commands) {
    window::on("focusin", move |event| {
        // The main region is where lost focus is parked: the grid does not lose its cell to that.
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
            // A click on text beside the widget of a cell.
            dom::focus_without_scroll(&cell);
        }
    });
}

/// Reports the element that received the focus.
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
    // New rows change which rows are visible; the first ones also make the columns measurable.
    Effect::new(move |had_rows: Option<bool>| {
        table.gap_after();
        let has_rows = table.summary(|summary| summary.loaded > 0);
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

/// Refreshes the rows when the tab becomes visible, the browser is online again, or applications
/// were deleted or restored.
fn listen_to_return(table: Table) {
    window::on("online", move |_| table.send(Event::Refresh { all: true, changed: false }));
    window::on("visibilitychange", move |_| {
        if !window::is_hidden() {
            table.send(Event::Refresh { all: true, changed: false });
        }
    });
    window::on("focus", move |event| {
        // Only the window's own `focus`; that of elements does not bubble.
        if target(&event).is_none() {
            table.send(Event::Refresh { all: true, changed: false });
        }
    });
    let changes = expect_context::<Changes>();
    Effect::new(move |earlier: Option<()>| {
        changes.track();
        if earlier.is_some() {
            // The table of active applications was updated optimistically, so refreshing one page is
            // enough to see whether the server agrees. The table of deleted ones was not.
            table.send(Event::Refresh { all: table.source == Source::Deleted, changed: true });
        }
    });
}

/// Sets `is_busy` while the table waits for the server, after [`BUSY_DELAY`].
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

/// Adopts checkboxes and focus from before hydration.
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
