//! The applications that match what is typed into the palette.

use crate::api;
use crate::components::reauthentication::Reauthentication;
use domain::application::ApplicationSummary;
use domain::search::{Search, fold};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// The most that are asked for.
const MOST: u32 = 8;

/// How long typing rests before the server is asked.
const REST: Duration = Duration::from_millis(60);

/// What was found, and what it was asked for by.
#[derive(Clone, Default)]
struct Found {
    needle: String,
    rows: Vec<ApplicationSummary>,
}

/// Asks the server. Of several answers the last one counts.
#[derive(Clone, Copy)]
pub(super) struct Lookup {
    again: Reauthentication,
    found: RwSignal<Found>,
    /// The number of the question of which the answer counts.
    question: StoredValue<u32>,
    resting: StoredValue<Option<TimeoutHandle>>,
}

impl Lookup {
    /// Begins with what there is before anything is typed.
    pub(super) fn start() -> Self {
        let lookup = Self {
            again: expect_context(),
            found: RwSignal::default(),
            question: StoredValue::default(),
            resting: StoredValue::default(),
        };
        lookup.ask(String::new());
        on_cleanup(move || lookup.stop());
        lookup
    }

    /// Asks for what is typed, as soon as typing rests.
    pub(super) fn typed(self, text: String) {
        self.stop();
        let rested = set_timeout_with_handle(move || self.ask(text), REST);
        self.resting.set_value(rested.ok());
    }

    /// What was found. Until the answer is there, what matches of the one before.
    pub(super) fn found(self, needle: &str) -> Vec<ApplicationSummary> {
        self.found.with(|found| {
            let is_answer = found.needle == needle;
            let fits =
                |row: &&ApplicationSummary| is_answer || fold(row.name.as_str()).contains(needle);
            found.rows.iter().filter(fits).cloned().collect()
        })
    }

    fn stop(self) {
        if let Some(handle) = self.resting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }

    fn ask(self, text: String) {
        let needle = fold(text.trim());
        let search = Search { text, ..Search::default() };
        self.question.update_value(|question| *question += 1);
        let question = self.question.get_value();
        leptos::task::spawn_local(async move {
            let ask = || api::applications::list(search.clone(), None, Some(MOST));
            if let Ok(page) = self.again.retry_when_signed_out(ask).await
                && self.question.try_get_value() == Some(question)
            {
                self.found.set(Found { needle, rows: page.rows });
            }
        });
    }
}
