//! What pages share while the browser stays on the dashboard. Nothing here outlives a reload.

use crate::browser::preferences::{self, Theme};
use domain::application::ApplicationDraft;
use leptos::prelude::*;

/// The theme, for all that show it and change it.
#[derive(Clone, Copy)]
pub struct ThemeChoice(RwSignal<Theme>);

impl ThemeChoice {
    /// That of this page.
    pub fn from_page() -> Self {
        Self(RwSignal::new(preferences::theme()))
    }

    /// Which it is.
    pub fn get(self) -> Theme {
        self.0.get()
    }

    /// Changes it, here and for a year.
    pub fn set(self, theme: Theme) {
        self.0.set(theme);
        preferences::set_theme(theme);
    }

    /// Light, dark, as the system is set, and light again.
    pub fn next(self) {
        self.set(match self.0.get_untracked() {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
            Theme::System => Theme::Light,
        });
    }
}

/// How many modal dialogs are open: what lies outside of one is inert.
#[derive(Clone, Copy, Default)]
pub struct Modals(pub RwSignal<u32>);

/// What is being deleted and restored, and what was: lists are read again then.
#[derive(Clone, Copy, Default)]
pub struct Changes {
    done: RwSignal<u32>,
    in_flight: StoredValue<u32>,
    queued_undos: StoredValue<u32>,
}

impl Changes {
    /// Notes that a change begins.
    pub fn begin(self) {
        self.in_flight.update_value(|count| *count += 1);
    }

    /// Notes that a change ended. Returns whether the last thing is to be taken back at once; what
    /// failed is not.
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

    /// Forgets what was asked to be taken back: nothing is left that could be.
    pub fn clear_queued_undos(self) {
        self.queued_undos.set_value(0);
    }

    /// Runs what asks again after each change.
    pub fn track(self) {
        self.done.track();
    }

    /// Has one more thing taken back as soon as what is under way is done. Returns whether anything
    /// is.
    pub fn queue_undo(self) -> bool {
        let any = self.in_flight.get_value() > 0;
        if any {
            self.queued_undos.update_value(|asked| *asked += 1);
        }
        any
    }
}

/// Where a form dialog came from, and what was typed into one that was left by *Back*.
#[derive(Clone, Copy, Default)]
pub struct FormOpener {
    /// Whether the form was opened from a page, so that closing it goes back there.
    pub opened_here: StoredValue<bool>,
    /// The id of the element that gets the focus when the form closes.
    pub focus: StoredValue<Option<String>>,
    /// What was typed into the form of a new application.
    pub draft: StoredValue<Option<ApplicationDraft>>,
}

impl FormOpener {
    /// Notes that a form is about to open, and where the focus goes when it closes.
    pub fn opening(self, focus: String) {
        self.opened_here.set_value(true);
        self.focus.set_value(Some(focus));
    }
}
