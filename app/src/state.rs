//! What pages share while the browser stays on the dashboard. Nothing here outlives a reload.

use domain::application::{Application, ApplicationDraft, ApplicationSummary, ClientId};
use domain::page::{Cursor, Page};
use leptos::prelude::*;

/// The rows of the table as far as they were read, newest first.
#[derive(Clone, Copy, Default)]
pub struct List {
    /// The rows.
    pub rows: RwSignal<Vec<ApplicationSummary>>,
    /// Where the next page starts.
    pub next: RwSignal<Option<Cursor>>,
    /// Rows in the whole list.
    pub total: RwSignal<u32>,
}

impl List {
    /// Starts over with the first page.
    pub fn start(self, page: Page<ApplicationSummary>) {
        self.rows.set(page.rows);
        self.next.set(page.next);
        self.total.set(page.total);
    }

    /// Adds the next page.
    pub fn extend(self, page: Page<ApplicationSummary>) {
        self.rows.update(|rows| {
            let fresh: Vec<_> = page
                .rows
                .into_iter()
                .filter(|row| rows.iter().all(|known| known.client_id != row.client_id))
                .collect();
            rows.extend(fresh);
        });
        self.next.set(page.next);
        self.total.set(page.total);
    }

    /// Puts a created or restored row where it belongs, if that part of the list was read.
    pub fn insert(self, row: ApplicationSummary) {
        self.total.update(|total| *total += 1);
        let more = self.next.with_untracked(Option::is_some);
        self.rows.update(|rows| {
            let key = |row: &ApplicationSummary| (row.created_at, row.client_id.clone());
            let place = rows.partition_point(|known| key(known) > key(&row));
            if place < rows.len() || !more {
                rows.insert(place, row);
            }
        });
    }

    /// Shows what an edit changed.
    pub fn replace(self, application: &Application) {
        self.rows.update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.client_id == application.client_id) {
                *row = application.summary();
            }
        });
    }

    /// Takes a row out and returns the one to look at next: the following, else the one before.
    pub fn remove(self, id: &ClientId) -> Option<ClientId> {
        let mut neighbour = None;
        let mut removed = false;
        self.rows.update(|rows| {
            if let Some(index) = rows.iter().position(|row| row.client_id == *id) {
                rows.remove(index);
                removed = true;
                neighbour =
                    rows.get(index).or_else(|| rows.last()).map(|row| row.client_id.clone());
            }
        });
        if removed {
            self.total.update(|total| *total = total.saturating_sub(1));
        }
        neighbour
    }
}

/// How many modal dialogs are open: what lies outside of one is inert.
#[derive(Clone, Copy, Default)]
pub struct Modals(pub RwSignal<u32>);

/// Where a form dialog came from, and what was typed into one that was left by *Back*.
#[derive(Clone, Copy, Default)]
pub struct FormReturn {
    /// Whether the form was opened from a page, so that closing it goes back there.
    pub opened_here: StoredValue<bool>,
    /// The id of the element that gets the focus when the form closes.
    pub focus: StoredValue<Option<String>>,
    /// What was typed into the form of a new application.
    pub kept: StoredValue<Option<ApplicationDraft>>,
}

impl FormReturn {
    /// Notes that a form is about to open, and where the focus goes when it closes.
    pub fn opening(self, focus: String) {
        self.opened_here.set_value(true);
        self.focus.set_value(Some(focus));
    }
}

/// The `id` of the element that opens the form of a new application.
pub const ADD_ID: &str = "add";

/// The `id` of the link with an application's name in the table.
pub fn name_id(id: &ClientId) -> String {
    format!("name-{}", id.as_str())
}

/// The `id` of the button that edits an application.
pub fn edit_id(id: &ClientId) -> String {
    format!("edit-{}", id.as_str())
}
