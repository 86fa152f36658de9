//! What the grid pattern (WAI-ARIA APG, "Grid") does to a plain table: roles, one tab stop, row
//! numbers. Browser only. The table stays what the server wrote; this is laid over it.

use super::focus::document;
use crate::list::Place;
use domain::application::ClientId;
use std::ops::Range;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, FocusOptions, HtmlElement, HtmlInputElement, HtmlTableCellElement, NodeList,
    ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// The groups of rows that stand in the document.
const GROUPS: &str = "tbody[data-group]";

/// What the focus goes to in a cell, if there is one.
const WIDGETS: &str = "a[href], button, input:not([type=hidden])";

/// The table on this page.
pub fn table() -> Option<HtmlElement> {
    document().get_element_by_id("grid")?.dyn_into().ok()
}

/// The elements of a list.
pub fn elements(list: Option<NodeList>) -> impl Iterator<Item = Element> {
    let list = list.into_iter();
    list.flat_map(|list| {
        (0..list.length()).filter_map(move |index| list.get(index)?.dyn_into::<Element>().ok())
    })
}

fn all(within: &Element, selector: &str) -> impl Iterator<Item = Element> + use<> {
    elements(within.query_selector_all(selector).ok())
}

/// The cell of the grid that an element is in.
pub fn place_of(element: &Element) -> Option<Place> {
    let cell = element.closest("#grid :is(td, th)").ok()??;
    let column = cell.dyn_ref::<HtmlTableCellElement>()?.cell_index();
    Some(Place { row: row_of(&cell), column: usize::try_from(column).ok()? })
}

/// The application whose row an element is in.
pub fn row_of(element: &Element) -> Option<ClientId> {
    let row = element.closest("#grid tr[data-id]").ok()??;
    ClientId::parse(&row.get_attribute("data-id")?).ok()
}

/// How many columns there are.
pub fn columns() -> usize {
    header().map_or(0, |row| row.child_element_count() as usize)
}

fn header() -> Option<Element> {
    table()?.query_selector("thead tr").ok()?
}

fn row_element(place: &Place) -> Option<Element> {
    match &place.row {
        None => header(),
        Some(id) => {
            let selector = format!("tr[data-id=\"{}\"]", id.as_str());
            table()?.query_selector(&selector).ok()?
        }
    }
}

/// What the focus goes to at a place; `None` if that is not in the document, or not in sight at
/// this width.
pub fn target(place: &Place) -> Option<HtmlElement> {
    let cell = row_element(place)?.children().item(u32::try_from(place.column).ok()?)?;
    let widget = cell.query_selector(WIDGETS).ok().flatten();
    let target: HtmlElement = widget.unwrap_or(cell).dyn_into().ok()?;
    // What only assistive technology hears is clipped to a pixel.
    (target.get_bounding_client_rect().width() > 1.0).then_some(target)
}

/// Says that the table waits for the server, or that it does not any more.
pub fn show_busy(busy: bool) {
    let more = document().query_selector("[data-act=more] button").ok().flatten();
    for element in table().map(Into::into).into_iter().chain(more) {
        let _ = if busy {
            element.set_attribute("aria-busy", "true")
        } else {
            element.remove_attribute("aria-busy")
        };
    }
}

/// Gives the focus to a place of the grid and brings its row into sight.
pub fn focus(place: &Place) -> bool {
    let Some(target) = target(place) else { return false };
    focus_still(&target);
    if let Some(row) = row_element(place) {
        let near = ScrollIntoViewOptions::new();
        near.set_block(ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&near);
    }
    true
}

/// Gives the focus to an element where it stands.
pub fn focus_still(target: &HtmlElement) {
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    let _ = target.focus_with_options(&still);
}

/// Makes a place the grid's one tab stop. Returns whether it is there.
pub fn set_tab_stop(place: &Place) -> bool {
    let (Some(table), Some(target)) = (table(), target(place)) else { return false };
    if target.get_attribute("tabindex").as_deref() == Some("0") {
        return true;
    }
    for stop in all(&table, "[tabindex=\"0\"]") {
        if stop != *target.as_ref() {
            let _ = stop.set_attribute("tabindex", "-1");
        }
    }
    let _ = target.set_attribute("tabindex", "0");
    true
}

/// Makes a grid of the table, and of what was added to it since. `total` is the number of rows in
/// the whole list, `first` where a group of rows begins in it.
pub fn dress(table: &HtmlElement, total: u32, first: impl Fn(usize) -> usize) {
    if table.get_attribute("role").as_deref() != Some("grid") {
        let _ = table.set_attribute("role", "grid");
        let _ = table.set_attribute("aria-multiselectable", "true");
        if let Some(header) = header() {
            let _ = header.set_attribute("aria-rowindex", "1");
            for cell in all(&header, "th") {
                dress_cell(&cell);
            }
        }
    }
    let _ = table.set_attribute("aria-rowcount", &(u64::from(total) + 1).to_string());
    for group in all(table, GROUPS) {
        let number = group.get_attribute("data-group").and_then(|text| text.parse().ok());
        // The header is the first row of all.
        let first = first(number.unwrap_or(0)) + 2;
        for (offset, row) in all(&group, "tr").enumerate() {
            let index = (first + offset).to_string();
            let known = row.get_attribute("aria-rowindex");
            if known.as_deref() != Some(index.as_str()) {
                let _ = row.set_attribute("aria-rowindex", &index);
            }
            if known.is_none() {
                for cell in all(&row, "td") {
                    let _ = cell.set_attribute("role", "gridcell");
                    dress_cell(&cell);
                }
            }
        }
    }
}

/// Takes a cell out of the tab order; the tab stop is set by itself.
fn dress_cell(cell: &Element) {
    let widgets: Vec<Element> = all(cell, WIDGETS).collect();
    for target in if widgets.is_empty() { vec![cell.clone()] } else { widgets } {
        let _ = target.set_attribute("tabindex", "-1");
    }
}

/// Shows what is selected: `count` of `total`.
pub fn mark(has: impl Fn(&ClientId) -> bool, count: u32, total: u32) {
    let Some(table) = table() else { return };
    for row in all(&table, "tr[data-id]") {
        let Some(id) = row_of(&row) else { continue };
        let selected = has(&id);
        let text = if selected { "true" } else { "false" };
        if row.get_attribute("aria-selected").as_deref() == Some(text) {
            continue;
        }
        let _ = row.set_attribute("aria-selected", text);
        if let Some(tick) = tick(&row) {
            tick.set_checked(selected);
        }
    }
    if let Some(tick) = header().as_ref().and_then(tick) {
        tick.set_checked(count > 0 && count == total);
        tick.set_indeterminate(count > 0 && count < total);
    }
}

fn tick(row: &Element) -> Option<HtmlInputElement> {
    row.query_selector("input.tick").ok()??.dyn_into().ok()
}

/// Measures a row for the gaps, and says which rows are in sight.
pub fn rows_in_sight(table: &HtmlElement) -> Option<Range<usize>> {
    let group = all(table, GROUPS).next()?;
    let rows = group.child_element_count();
    let height = group.get_bounding_client_rect().height() / f64::from(rows);
    if height < 1.0 {
        return None;
    }
    let _ = table.style().set_property("--row-height", &format!("{height}px"));
    let first = table.query_selector("tbody").ok()??;
    let above = -first.get_bounding_client_rect().top();
    let window = leptos::prelude::window().inner_height().ok()?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounded, not negative"
    )]
    let count = |pixels: f64| (pixels.max(0.0) / height) as usize;
    Some(count(above)..count(above + window) + 1)
}
