//! State that pages share, provided as context by `App`. Nothing here outlives a page load.

use crate::browser::preferences::{self, Theme};
use domain::application::ApplicationDraft;
use leptos::prelude::*;

/// The chosen theme.
#[derive(Clone, Copy)]
pub struct ThemeChoice(RwSignal<Theme>);

impl ThemeChoice {
    pub fn from_page() -> Self {
        Self(RwSignal::new(preferences::theme()))
    }

    pub fn get(self) -> Theme {
        self.0.get()
    }

    /// Sets the theme, and stores it in a cookie for a year.
    pub fn set(self, theme: Theme) {
        self.0.set(theme);
        preferences::set_theme(theme);
    }

    /// Cycles through light, dark and system.
    pub fn next(self) {
        self.set(match self.0.get_untracked() {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
            Theme::System => Theme::Light,
        });
    }
}

/// How many modal dialogs are open: everything outside of the topmost one is inert.
#[derive(Clone, Copy, Default)]
pub struct Modals(pub RwSignal<u32>);

/// Counts deletions and restorations: those in flight, and those that succeeded, so that tables
/// can refresh.
#[derive(Clone, Copy, Default)]
pub struct Changes {
    done: RwSignal<u32>,
    in_flight: StoredValue<u32>,
    queued_undos: StoredValue<u32>,
}

impl Changes {
    pub fn begin(self) {
        self.in_flight.update_value(|count| *count += 1);
    }

    /// Call when a change succeeded (`done`) or failed. Returns whether an undo that was queued
    /// while it was in flight must run now. A failure drops the queued undos.
    pub fn end(self, done: bool) -> bool {
        self.in_flight.update_value(|count| *count = count.saturating_sub(1));
        if done {
            self.done.update(|count| *count = count.wrapping_add(1));
        } else {
            self.clear_queued_undos();
        }
        let asked = self.queued_undos.get_value();
        let now = self.in_flight.get_value() == 0 && asked > 0;
        if now {
            self.queued_undos.set_value(asked - 1);
        }
        now
    }

    /// Drops queued undos: there is nothing left to undo.
    pub fn clear_queued_undos(self) {
        self.queued_undos.set_value(0);
    }

    /// Subscribes the current reactive observer to successful changes.
    pub fn track(self) {
        self.done.track();
    }

    /// Queues an undo for when the changes in flight have completed. Returns whether any is in
    /// flight.
    pub fn queue_undo(self) -> bool {
        let any = self.in_flight.get_value() > 0;
        if any {
            self.queued_undos.update_value(|asked| *asked += 1);
        }
        any
    }
}

/// What opened a form dialog, and the draft of a form that was left by *Back*.
#[derive(Clone, Copy, Default)]
pub struct FormOpener {
    /// Whether the form was opened by a navigation inside the app, so that closing it goes one
    /// step back in the history.
    pub opened_here: StoredValue<bool>,
    /// The `id` of the element that gets the focus when the form closes.
    pub focus: StoredValue<Option<String>>,
    /// The unsaved draft of a new application.
    pub draft: StoredValue<Option<ApplicationDraft>>,
}

impl FormOpener {
    /// Call before navigating to a form; `focus` is the `id` that gets the focus when it closes.
    pub fn opened_from(self, focus: String) {
        self.opened_here.set_value(true);
        self.focus.set_value(Some(focus));
    }
}
