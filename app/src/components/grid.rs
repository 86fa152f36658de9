//! The grid pattern over a table of applications: one tab stop that is remembered, movement,
//! selection, and which rows stand in the document. Browser only; it comes with the second part of
//! the program and finds the table there.
//!
//! It decides nothing about applications: what a row can be asked for is its page's.

mod moving;
pub mod reading;

use super::sign_in_again::SignInAgain;
use super::toast::Toasts;
use crate::browser::{focus, grid as dom, page};
use crate::components::shortcuts::{Command, Commands};
use crate::list::{List, NAME_COLUMN, Place};
use crate::selection::Selection;
use domain::application::ClientId;
use domain::search::Search;
use leptos::prelude::*;
use reading::{MORE, Source};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// How near the end of what was read the reader comes before more is read.
const AHEAD: usize = 25;

/// Rows that are printed at most.
const ON_PAPER: usize = 1000;

/// A grid that is alive.
#[derive(Clone, Copy)]
pub struct Grid {
    /// Its rows.
    pub list: List,
    /// What is selected of them.
    pub selection: Selection,
    source: Source,
    commands: Commands,
    toasts: Toasts,
    again: SignInAgain,
    /// Whether the focus is in the grid, or was when what had it went.
    has_focus: StoredValue<bool>,
    /// What the reader asked to see last.
    wanted: StoredValue<Option<Search>>,
    reading: StoredValue<bool>,
    /// Whether the list is read to its end.
    to_the_end: StoredValue<bool>,
    /// Where the focus was when the end was asked for.
    left_for_the_end: StoredValue<Option<Place>>,
    /// Whether reading ahead failed.
    stalled: StoredValue<bool>,
    refreshing: StoredValue<bool>,
    /// Whether the reader is to be led to where they were.
    returning: StoredValue<bool>,
    /// Whether rows near those in sight are about to be drawn.
    looking: StoredValue<bool>,
    /// Whether the page is being printed: paper does not scroll, so all rows are there then.
    printing: StoredValue<bool>,
    /// Whether the row of the focus is to be brought into sight once others went.
    revealing: StoredValue<bool>,
}

impl Grid {
    /// Brings the table of this page to life until the component that asks is gone.
    pub fn attach(list: List, selection: Selection, source: Source) -> Self {
        let grid = Self {
            list,
            selection,
            source,
            commands: expect_context(),
            toasts: expect_context(),
            again: expect_context(),
            has_focus: StoredValue::new(false),
            wanted: StoredValue::new(None),
            reading: StoredValue::new(false),
            to_the_end: StoredValue::new(false),
            left_for_the_end: StoredValue::new(None),
            stalled: StoredValue::new(false),
            refreshing: StoredValue::new(false),
            returning: StoredValue::new(page::came_back()),
            looking: StoredValue::new(false),
            printing: StoredValue::new(false),
            revealing: StoredValue::new(false),
        };
        let commands = grid.commands;
        grid.bind_movement(commands);
        commands.bind(Command::Select, move || grid.toggle());
        commands.bind(Command::SelectAll, move || selection.set_all());

        page::on("focusin", move |event| {
            if let Some(target) = element(&event) {
                grid.focus_came(&target);
            }
        });
        page::on("pointerdown", move |event| {
            let inside = element(&event).is_some_and(|target| dom::place_of(&target).is_some());
            grid.has_focus.set_value(inside);
        });
        page::on("click", move |event| {
            let Some(target) = element(&event) else { return };
            if target.matches("#grid input.tick").unwrap_or(false) {
                let shift = event
                    .dyn_ref::<web_sys::MouseEvent>()
                    .is_some_and(web_sys::MouseEvent::shift_key);
                grid.ticked(&target, shift);
            } else if focus::is_lost()
                && let Some(target) = dom::place_of(&target).as_ref().and_then(dom::target)
            {
                // On a text beside the widget of a cell: a gap has neither.
                dom::focus_still(&target);
            }
        });
        for moved in ["scroll", "resize"] {
            page::on(moved, move |_| grid.look());
        }
        page::on("beforeprint", move |_| {
            grid.printing.set_value(true);
            grid.list.look_at(&(0..ON_PAPER));
        });
        page::on("afterprint", move |_| {
            grid.printing.set_value(false);
            grid.look();
        });
        page::on_mutation(move || {
            grid.settle();
            grid.look();
        });
        Effect::new(move |_| {
            selection.count();
            grid.mark();
        });
        on_cleanup(move || grid.withdraw());
        commands.row.set_value(false);
        grid.settle();
        request_animation_frame(move || grid.look());
        grid
    }

    /// Reads the list again whenever the tab comes back into sight, or the connection does.
    pub fn refresh_when_seen(self) {
        page::on("online", move |_| self.refresh());
        page::on("visibilitychange", move |_| {
            if !focus::document().hidden() {
                self.refresh();
            }
        });
        page::on("focus", move |event| {
            // The window's own: that of an element does not bubble up to it.
            if element(&event).is_none() {
                self.refresh();
            }
        });
    }

    /// The row that has the focus, or had it last.
    pub fn row(self) -> Option<ClientId> {
        let row = self.list.place.get_value()?.row?;
        self.list.position(&row).map(|_| row)
    }

    /// Brings the table in line with the list: what was added, where the tab stop is, and where the
    /// focus is if what had it went.
    fn settle(self) {
        let Some(table) = dom::table() else { return };
        let first = |group| untrack(|| self.list.window(|window| window.rows(group).start));
        dom::dress(&table, self.list.total.get_untracked(), first);
        self.mark();
        if self.returning.try_update_value(std::mem::take).unwrap_or(false) {
            // The gaps first, so that the page is long enough.
            dom::rows_in_sight(&table);
            page::scroll_to(self.list.scrolled.get_value());
            self.has_focus
                .set_value(focus::is_lost() && self.list.place.with_value(Option::is_some));
        }
        let place = self.tab_stop();
        dom::set_tab_stop(&place);
        if let Some(row) = self.row() {
            // It may be in another group of rows now; where it had to go for that, it comes back.
            self.list.hold(Some(&row));
            if place.row != Some(row) {
                return;
            }
        }
        let reveals = self.revealing.try_update_value(std::mem::take).unwrap_or(false);
        if !self.has_focus.get_value() {
            return;
        }
        if focus::is_lost() || reveals && focus::is_in("#grid") {
            if reveals {
                dom::focus(&place);
            } else if let Some(target) = dom::target(&place) {
                dom::focus_still(&target);
            }
        }
    }

    /// Where the tab stop is: where the focus was, else at the first row in sight.
    fn tab_stop(self) -> Place {
        let known = self.list.place.get_value().filter(|place| {
            place.row.as_ref().is_none_or(|row| self.list.position(row).is_some())
                && dom::target(place).is_some()
        });
        known.unwrap_or_else(|| {
            let rows = dom::table().as_ref().and_then(dom::rows_in_sight);
            let first = rows.map_or(0, |rows| rows.start);
            let row = self.list.at(first).map(|row| row.client_id.clone());
            Place { row, column: NAME_COLUMN }
        })
    }

    fn focus_came(self, target: &Element) {
        let place = dom::place_of(target);
        // The main region is where a lost focus waits: it is the grid's still.
        if target.id() == focus::MAIN {
            return;
        }
        self.has_focus.set_value(place.is_some());
        if let Some(place) = place {
            dom::set_tab_stop(&place);
            self.list.hold(place.row.as_ref());
            self.commands.row.set_value(place.row.is_some());
            self.list.place.set_value(Some(place));
        }
    }

    /// Looks which rows are in sight, and has those drawn that are missing. What is only near them
    /// is drawn once the browser has shown what the reader did.
    fn look(self) {
        let Some(table) = dom::table() else { return };
        if self.printing.try_get_value() != Some(false) {
            return;
        }
        self.list.scrolled.set_value(page::scrolled());
        let Some(rows) = dom::rows_in_sight(&table) else { return };
        self.read_ahead_of(rows.end);
        if !untrack(|| self.list.window(|window| window.covers(&rows))) {
            self.list.look_at(&rows);
        }
        if !self.looking.get_value() {
            self.looking.set_value(true);
            page::after_paint(move || {
                // The page may have been left meanwhile.
                if self.looking.try_set_value(false).is_none()
                    && !self.printing.get_value()
                    && let Some(rows) = dom::table().as_ref().and_then(dom::rows_in_sight)
                {
                    self.list.look_at(&rows);
                }
            });
        }
    }

    /// Near the end of what was read, reads on.
    fn read_ahead_of(self, end: usize) {
        let read = self.list.rows.with_untracked(Vec::len);
        // Who is about to press *Load more* keeps it under the finger.
        if end + AHEAD > read
            && self.list.next.with_untracked(Option::is_some)
            && !focus::is_in(MORE)
        {
            self.read_ahead();
        }
    }

    fn mark(self) {
        let (count, total) = untrack(|| (self.selection.count(), self.list.total.get()));
        untrack(|| dom::mark(|id| self.selection.has(id), count, total));
    }

    fn toggle(self) {
        if let Some(row) = self.row() {
            let selected = !untrack(|| self.selection.has(&row));
            self.selection.set(&row, selected);
            self.selection.anchor.set_value(Some(row));
        }
    }

    /// A checkbox was pressed, which has changed already.
    fn ticked(self, tick: &Element, range: bool) {
        let checked = tick
            .dyn_ref::<web_sys::HtmlInputElement>()
            .is_some_and(web_sys::HtmlInputElement::checked);
        match dom::row_of(tick) {
            None if checked => self.selection.set_all(),
            None => self.selection.clear(),
            Some(row) => {
                if range {
                    self.selection.extend_to(&row, checked);
                } else {
                    self.selection.set(&row, checked);
                }
                self.selection.anchor.set_value(Some(row));
            }
        }
    }
}

/// What an event happened to.
pub fn element(event: &web_sys::Event) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}
