//! Executes the effects of a table.

use super::event::{Effect, Event};
use super::handle::Table;
use super::loading::Request;
use crate::browser::{focus, table as dom, window};
use crate::components::reauthentication::Reauthentication;
use crate::components::toast::Toasts;
use domain::pagination::Cursor;
use domain::search::Search;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// The name of the toast for failed loads.
const FAILURE: &str = "table";

/// What effects are executed with.
#[derive(Clone, Copy)]
pub struct Runtime {
    table: Table,
    toasts: Toasts,
    reauth: Reauthentication,
}

impl Runtime {
    pub fn new(table: Table) -> Self {
        Self { table, toasts: expect_context(), reauth: expect_context() }
    }

    pub fn run(self, effect: Effect) {
        let table = self.table;
        match effect {
            Effect::Fetch { request, search, after, limit, quiet } => {
                self.fetch(request, search, after, limit, quiet);
            }
            Effect::Focus { cell, rows_go } => {
                let is_there = dom::focus(&cell);
                if rows_go || !is_there {
                    // The row may have to be rendered first, or rows above it removed.
                    request_animation_frame(move || {
                        if focus::is_unfocused() || focus::is_in("#grid") {
                            dom::focus(&cell);
                        }
                    });
                }
            }
            Effect::RestoreFocus(cell) => request_animation_frame(move || {
                if focus::is_unfocused() {
                    dom::focus_without_scroll(&cell);
                }
            }),
            Effect::FocusElement(id) => focus::first_present(vec![id.to_owned()]),
            Effect::Scroll(offset) => request_animation_frame(move || {
                // Sets the height of the gaps first, so that the page is long enough.
                dom::visible_rows();
                window::scroll_to(offset);
            }),
            Effect::MeasureAfterPaint => window::after_paint(move || {
                let rows = dom::visible_rows().unwrap_or_default();
                table.send(Event::Painted(rows));
            }),
            Effect::ShowFailure(retry, text) => {
                let retry = Arc::new(move || table.send(Event::Retried(retry.clone())));
                self.toasts.push_retryable_failure(FAILURE, text, retry);
            }
            Effect::HideFailure => self.toasts.dismiss_retry(FAILURE),
        }
    }

    fn fetch(
        self,
        request: Request,
        search: Search,
        after: Option<Cursor>,
        limit: Option<u32>,
        quiet: bool,
    ) {
        let Self { table, reauth, .. } = self;
        spawn_local(async move {
            let ask = || table.source.page(search.clone(), after.clone(), limit);
            let result = if quiet { ask().await } else { reauth.retry_when_signed_out(ask).await };
            let result = result.map_err(|error| error.0.message);
            let more_has_focus = dom::more_has_focus();
            table.send(Event::Arrived { request, result, more_has_focus });
        });
    }
}
