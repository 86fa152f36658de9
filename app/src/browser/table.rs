//! The DOM of the table: finding cells, measuring which rows are visible, and writing the roles and
//! attributes of the grid pattern (WAI-ARIA APG, "Grid") to rows that the server rendered as a plain
//! table.

use super::document::{element_by_id, elements};
use super::focus;
use crate::table::focus::{Cell, Columns};
use crate::table::summary::{RowState, Summary};
use domain::application::ClientId;
use std::ops::Range;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, FocusOptions, HtmlElement, HtmlInputElement, HtmlTableCellElement,
    ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// Focusable elements in a cell. A cell without one is focused itself.
const WIDGETS: &str = "a[href], button, input:not([type=hidden])";

/// The form of *Load more*.
const MORE: &str = "[data-action=more]";

/// How many rows are measured. One chunk, because its rows are adjacent.
const MEASURED: usize = 10;

pub fn table() -> Option<HtmlElement> {
    element_by_id("grid")
}

fn all(within: &Element, selector: &str) -> impl Iterator<Item = Element> + use<> {
    elements(within.query_selector_all(selector).ok())
}

/// The cell that an element is in.
pub fn cell_of(element: &Element) -> Option<Cell> {
    let cell = element.closest("#grid :is(td, th)").ok()??;
    let column = cell.dyn_ref::<HtmlTableCellElement>()?.cell_index();
    Some(Cell { row: row_of(&cell), column: usize::try_from(column).ok()? })
}

pub fn focused_cell() -> Option<Cell> {
    focus::focused().as_ref().and_then(cell_of)
}

/// The application whose row an element is in.
pub fn row_of(element: &Element) -> Option<ClientId> {
    let row = element.closest("#grid tr[data-id]").ok()??;
    ClientId::parse(&row.get_attribute("data-id")?).ok()
}

pub fn more_has_focus() -> bool {
    focus::is_in(MORE)
}

/// The columns that are visible at the current width.
pub fn columns() -> Columns {
    let of = |selector: &str| {
        let row = table().and_then(|table| table.query_selector(selector).ok().flatten());
        let cells = row.iter().flat_map(|row| all(row, ":scope > :is(th, td)"));
        let visible = cells.enumerate().filter(|(_, cell)| focusable_in_cell(cell).is_some());
        visible.map(|(column, _)| column).collect()
    };
    Columns { header: of("thead tr"), body: of("tr[data-id]") }
}

/// The element to focus in a cell: its widget or itself; `None` if it is not visible. Visually
/// hidden elements are clipped to one pixel.
fn focusable_in_cell(cell: &Element) -> Option<HtmlElement> {
    let widget = cell.query_selector(WIDGETS).ok().flatten();
    let target: HtmlElement = widget.unwrap_or_else(|| cell.clone()).dyn_into().ok()?;
    let is_visible = |element: &Element| element.get_bounding_client_rect().width() > 1.0;
    (is_visible(cell) && is_visible(&target)).then_some(target)
}

fn row_element(row: Option<&ClientId>) -> Option<Element> {
    let selector =
        row.map_or_else(|| "thead tr".to_owned(), |id| format!("tr[data-id=\"{}\"]", id.as_str()));
    table()?.query_selector(&selector).ok()?
}

/// Focuses a cell without scrolling. Returns whether it is in the document.
pub fn focus_without_scroll(cell: &Cell) -> bool {
    let element = row_element(cell.row.as_ref())
        .and_then(|row| row.children().item(u32::try_from(cell.column).ok()?));
    let Some(target) = element.as_ref().and_then(focusable_in_cell) else { return false };
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    target.focus_with_options(&options).is_ok()
}

/// Focuses a cell and scrolls its row into view. Returns whether it is in the document.
pub fn focus(cell: &Cell) -> bool {
    let is_there = focus_without_scroll(cell);
    if let Some(row) = row_element(cell.row.as_ref()).filter(|_| is_there) {
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
    is_there
}

/// Measures the row height, sets it as `--row-height` for the gaps, and returns the visible rows.
pub fn visible_rows() -> Option<Range<usize>> {
    let table = table()?;
    // Rows may differ in height: use the mean of the first chunk.
    let rows: Vec<Element> = all(&table, "tr[data-id]").take(MEASURED).collect();
    let (first, last) =
        (rows.first()?.get_bounding_client_rect(), rows.last()?.get_bounding_client_rect());
    #[expect(clippy::cast_precision_loss, reason = "ten at most")]
    let height = (last.bottom() - first.top()) / rows.len() as f64;
    if height < 1.0 {
        return None;
    }
    // As an integer: formatting floats would add several kilobytes of WebAssembly.
    let row_height = format!("calc({}px / 100)", whole(height * 100.0));
    let _ = table.style().set_property("--row-height", &row_height);
    let body = table.query_selector("tbody").ok()??;
    let above = -body.get_bounding_client_rect().top();
    let window = leptos::prelude::window().inner_height().ok()?.as_f64()?;
    Some(whole(above / height)..whole(above / height + window / height) + 1)
}

/// Truncates; negative numbers become zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at zero")]
const fn whole(number: f64) -> usize {
    number as usize
}

/// The rows whose checkboxes were checked before hydration.
pub fn ticked_rows() -> Vec<ClientId> {
    let Some(table) = table() else { return Vec::new() };
    let ticked = all(&table, "tr[data-id] input.checkbox:checked");
    ticked.filter_map(|tick| row_of(&tick)).collect()
}

/// Writes the differences between two states of a row to its element; `hint` returns the
/// `aria-keyshortcuts` of the widget in a column. One effect per row and not one per attribute: a page
/// of 50 rows has 900 of them. Only differences, because removing a row renumbers all rows below.
pub fn render_row(
    row: &Element,
    before: Option<&RowState>,
    now: &RowState,
    hint: impl Fn(usize) -> Option<String>,
) {
    // Before the table is mounted it stays a plain table.
    if !now.is_grid {
        return;
    }
    let before = before.filter(|before| before.is_grid);
    if before.map(|before| before.position) != Some(now.position) {
        // The header is the first row of all.
        set(row, "aria-rowindex", &(now.position + 2).to_string());
    }
    if before.map(|before| before.selected) != Some(now.selected) {
        set(row, "aria-selected", if now.selected { "true" } else { "false" });
        if let Some(tick) = tick(row) {
            tick.set_checked(now.selected);
        }
    }
    match before {
        None => render_cells(row, "td", "gridcell", now.tab_stop, hint),
        Some(before) if before.tab_stop != now.tab_stop => {
            move_tab_stop(row, before.tab_stop, now.tab_stop);
        }
        Some(_) => {}
    }
}

/// Moves the tab stop (roving tabindex) between columns of a row, into the row or out of it.
fn move_tab_stop(row: &Element, from: Option<usize>, to: Option<usize>) {
    for (column, value) in [(from, "-1"), (to, "0")] {
        let cell = column.and_then(|column| row.children().item(u32::try_from(column).ok()?));
        if let Some(cell) = cell {
            let widget = cell.query_selector(WIDGETS).ok().flatten();
            set(&widget.unwrap_or(cell), "tabindex", value);
        }
    }
}

/// Writes the table's state to its header row.
pub fn render_header(row: &Element, summary: &Summary) {
    if !summary.is_grid {
        return;
    }
    set(row, "aria-rowindex", "1");
    if let Some(tick) = tick(row) {
        let Summary { selected, total, .. } = *summary;
        tick.set_checked(selected > 0 && selected == total);
        tick.set_indeterminate(selected > 0 && selected < total);
    }
    render_cells(row, "th", "columnheader", summary.header_tab_stop, |_| None);
}

/// Sets the role of each cell, and takes all but the tab stop out of the tab order (roving
/// tabindex).
fn render_cells(
    row: &Element,
    cells: &str,
    role: &str,
    tab_stop: Option<usize>,
    hint: impl Fn(usize) -> Option<String>,
) {
    for (column, cell) in all(row, cells).enumerate() {
        set(&cell, "role", role);
        let widgets: Vec<Element> = all(&cell, WIDGETS).collect();
        let is_stop = tab_stop == Some(column);
        for (number, widget) in widgets.iter().enumerate() {
            set(widget, "tabindex", if is_stop && number == 0 { "0" } else { "-1" });
        }
        match (widgets.first(), hint(column)) {
            (None, _) => set(&cell, "tabindex", if is_stop { "0" } else { "-1" }),
            (Some(widget), Some(keys)) => set(widget, "aria-keyshortcuts", &keys),
            (Some(widget), None) => drop(widget.remove_attribute("aria-keyshortcuts")),
        }
    }
}

fn set(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _ = element.set_attribute(name, value);
    }
}

fn tick(row: &Element) -> Option<HtmlInputElement> {
    row.query_selector("input.checkbox").ok()??.dyn_into().ok()
}
