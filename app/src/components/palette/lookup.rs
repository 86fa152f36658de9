//! Searches applications for the palette.

use crate::api;
use crate::components::reauthentication::Reauthentication;
use domain::application::ApplicationSummary;
use domain::search::{Search, fold};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

const LIMIT: u32 = 8;

/// How long typing must pause before a request is sent.
const DEBOUNCE: Duration = Duration::from_millis(60);

/// Results, and the text that was searched for.
#[derive(Clone, Default)]
struct Found {
    needle: String,
    rows: Vec<ApplicationSummary>,
}

/// A debounced search in which only the reply to the latest request is used.
#[derive(Clone, Copy)]
pub(super) struct Lookup {
    reauth: Reauthentication,
    found: RwSignal<Found>,
    /// The number of the latest request: replies to earlier ones are dropped.
    latest: StoredValue<u32>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Lookup {
    /// Starts with an empty search.
    pub(super) fn start() -> Self {
        let lookup = Self {
            reauth: expect_context(),
            found: RwSignal::default(),
            latest: StoredValue::default(),
            timer: StoredValue::default(),
        };
        lookup.ask(String::new());
        on_cleanup(move || lookup.cancel_timer());
        lookup
    }

    /// Searches for what is typed, debounced.
    pub(super) fn typed(self, text: String) {
        self.cancel_timer();
        let handle = set_timeout_with_handle(move || self.ask(text), DEBOUNCE);
        self.timer.set_value(handle.ok());
    }

    /// The results; until the reply arrives, those of the previous results that match.
    pub(super) fn found(self, needle: &str) -> Vec<ApplicationSummary> {
        self.found.with(|found| {
            let is_answer = found.needle == needle;
            let fits =
                |row: &&ApplicationSummary| is_answer || fold(row.name.as_str()).contains(needle);
            found.rows.iter().filter(fits).cloned().collect()
        })
    }

    fn cancel_timer(self) {
        if let Some(handle) = self.timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }

    fn ask(self, text: String) {
        let needle = fold(text.trim());
        let search = Search { text, ..Search::default() };
        self.latest.update_value(|latest| *latest += 1);
        let latest = self.latest.get_value();
        leptos::task::spawn_local(async move {
            let ask = || api::applications::list(search.clone(), None, Some(LIMIT));
            if let Ok(page) = self.reauth.retry_when_signed_out(ask).await
                && self.latest.try_get_value() == Some(latest)
            {
                self.found.set(Found { needle, rows: page.rows });
            }
        });
    }
}
