//! How the focus moves in a grid (WAI-ARIA APG, "Grid", keyboard interaction).

use super::Grid;
use crate::browser::{focus, grid as dom};
use crate::components::shortcuts::{Command, Commands};
use crate::list::{NAME_COLUMN, Place};
use domain::application::ClientId;
use leptos::prelude::*;

/// Rows that a page key moves by.
const PAGE: isize = 10;

impl Grid {
    pub(super) fn bind_movement(self, commands: Commands) {
        commands.bind(Command::Up, move || self.move_rows(-1));
        commands.bind(Command::Down, move || self.move_rows(1));
        commands.bind(Command::Left, move || self.move_columns(if is_mirrored() { 1 } else { -1 }));
        commands
            .bind(Command::Right, move || self.move_columns(if is_mirrored() { -1 } else { 1 }));
        commands.bind(Command::RowStart, move || self.move_columns(isize::MIN));
        commands.bind(Command::RowEnd, move || self.move_columns(isize::MAX));
        commands.bind(Command::First, move || self.go_to(Some(0), self.column()));
        commands.bind(Command::Last, move || self.read_to_the_end());
        commands.bind(Command::PageUp, move || self.move_rows(-PAGE));
        commands.bind(Command::PageDown, move || self.move_rows(PAGE));
        commands.bind(Command::ExtendUp, move || self.extend(-1));
        commands.bind(Command::ExtendDown, move || self.extend(1));
    }

    /// Goes to the first row, as it is when nothing was looked at yet.
    pub fn enter(self) {
        let place = self.tab_stop();
        if !dom::focus(&place) {
            self.return_to_place();
        }
    }

    /// Goes to a row (`None` for the header) and column. A row that is not in the document is
    /// brought there first.
    pub fn go_to(self, row: Option<usize>, column: usize) {
        let row = match row {
            None => None,
            Some(position) => match self.list.at(position) {
                Some(row) => Some(row.client_id.clone()),
                None => return,
            },
        };
        self.list.hold(row.as_ref());
        let place = Place { row, column };
        self.list.place.set_value(Some(place.clone()));
        self.has_focus.set_value(true);
        if !dom::focus(&place) {
            request_animation_frame(move || {
                dom::focus(&place);
            });
        }
    }

    /// Goes where the focus was.
    pub fn return_to_place(self) {
        let place = self.tab_stop();
        self.go_to(place.row.and_then(|row| self.list.position(&row)), place.column);
    }

    /// Takes the focus off rows that are about to go: to the next one that stays, else to the one
    /// before, else to the element with the `id` of `fallback`.
    pub fn leave(self, goes: impl Fn(&ClientId) -> bool, fallback: &'static str) {
        let next = self.list.rows.with_untracked(|rows| {
            let goes =
                |position: &usize| rows.get(*position).is_some_and(|row| goes(&row.client_id));
            let active = self.position().filter(goes);
            let from = active.or_else(|| (0..rows.len()).find(goes))?;
            let after = (from..rows.len()).find(|position| !goes(position));
            after.or_else(|| (0..from).rev().find(|position| !goes(position)))
        });
        self.revealing.set_value(true);
        match next {
            Some(position) => self.go_to(Some(position), self.column()),
            None => focus::soon(vec![fallback.to_owned()]),
        }
    }

    /// The column of the focus.
    pub fn column(self) -> usize {
        self.list.place.with_value(|place| place.as_ref().map_or(NAME_COLUMN, |place| place.column))
    }

    fn position(self) -> Option<usize> {
        self.list.place.get_value()?.row.and_then(|row| self.list.position(&row))
    }

    fn move_rows(self, by: isize) {
        let last = self.list.rows.with_untracked(Vec::len).saturating_sub(1);
        // The header stands before the first row; only one step up leads there.
        let next = match self.position() {
            None if by > 0 => Some(usize::try_from(by).unwrap_or(1) - 1),
            None => None,
            Some(0) if by == -1 => None,
            Some(position) => Some(position.saturating_add_signed(by)),
        };
        self.go_to(next.map(|position| position.min(last)), self.column());
    }

    /// Moves among the columns that are in sight at this width.
    fn move_columns(self, by: isize) {
        let row = self.list.place.get_value().and_then(|place| place.row);
        let here = self.column();
        let in_sight =
            |column: &usize| dom::target(&Place { row: row.clone(), column: *column }).is_some();
        let columns: Vec<usize> = (0..dom::columns()).filter(in_sight).collect();
        let at = columns.iter().position(|column| *column == here).unwrap_or(0);
        let next = at.saturating_add_signed(by).min(columns.len().saturating_sub(1));
        if let Some(column) = columns.get(next) {
            dom::focus(&Place { row, column: *column });
        }
    }

    /// Selects from where a range began up to the row that the focus goes to.
    fn extend(self, by: isize) {
        let Some(from) = self.position() else { return self.move_rows(by) };
        let Some(here) = self.list.at(from).map(|row| row.client_id.clone()) else { return };
        if self.selection.anchor.with_value(Option::is_none) {
            self.selection.anchor.set_value(Some(here.clone()));
        }
        let last = self.list.rows.with_untracked(Vec::len).saturating_sub(1);
        let to = from.saturating_add_signed(by).min(last);
        let anchor = self.selection.anchor.get_value().and_then(|row| self.list.position(&row));
        // On the way back to where it began, a range gets smaller.
        let shrinks = anchor.is_some_and(|anchor| from.abs_diff(anchor) > to.abs_diff(anchor));
        if shrinks {
            self.selection.set(&here, false);
        } else if let Some(row) = self.list.at(to) {
            self.selection.set(&here, true);
            self.selection.set(&row.client_id, true);
        }
        self.go_to(Some(to), self.column());
    }
}

/// Whether the page reads from the right: then the keys are what they look like.
fn is_mirrored() -> bool {
    crate::browser::page::is_right_to_left()
}
