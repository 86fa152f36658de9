//! Reading a list: the next page, all of it, or what is there already once more.

use super::Grid;
use crate::api::{self, ApiError};
use crate::browser::{focus, grid as dom};
use crate::components::toast::Act;
use crate::list::NAME_COLUMN;
use domain::application::{ApplicationSummary, ClientId};
use domain::page::{Cursor, MAX_PAGE_SIZE, PAGE_SIZE, Page};
use domain::search::Search;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// The form of *Load more*, and what is tried again when that failed.
pub(super) const MORE: &str = "[data-act=more]";

/// What is tried again when a search failed.
const SEARCH: &str = "search";

/// Which of an account's two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Those that work.
    Live,
    /// Those that were deleted.
    Deleted,
}

impl Source {
    async fn page(
        self,
        search: Search,
        after: Option<Cursor>,
        limit: Option<u32>,
    ) -> Result<Page<ApplicationSummary>, ApiError> {
        match self {
            Self::Live => api::applications::list(search, after, limit).await,
            Self::Deleted => api::applications::deleted(after, limit).await,
        }
    }
}

/// How long a question may take before the table says that it waits.
const PATIENCE: Duration = Duration::from_millis(150);

/// A question that is under way: the table is busy as long as this lives.
struct Busy(Option<TimeoutHandle>);

impl Busy {
    fn begin() -> Self {
        Self(set_timeout_with_handle(|| dom::show_busy(true), PATIENCE).ok())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(handle) = self.0 {
            handle.clear();
        }
        dom::show_busy(false);
    }
}

impl Grid {
    /// Starts over with what a search finds. Of several, the last one's answer counts.
    pub fn load(self, search: Search) {
        let Some(asked) = self.list.ask() else { return };
        self.wanted.set_value(Some(search.clone()));
        self.stalled.set_value(false);
        spawn_local(async move {
            let busy = Busy::begin();
            let read = || self.source.page(search.clone(), None, None);
            let found = self.again.through(read).await;
            drop(busy);
            if self.wanted.try_get_value().is_none() {
                // The page was left meanwhile.
                return;
            }
            let Some(now) = self.list.version().filter(|now| asked.is_last_asked(*now)) else {
                return;
            };
            match found {
                // Rows came or went meanwhile, which the answer may not know.
                Ok(_) if now != asked => self.load(search),
                Ok(page) => {
                    self.toasts.withdraw(SEARCH);
                    self.list.start(search, page);
                }
                Err(error) => {
                    let retry = Arc::new(move || self.load(search.clone()));
                    self.toasts.fail_with_retry(SEARCH, error.0.message, retry);
                }
            }
        });
    }

    /// Stays with the search whose rows are there: another that is under way, or failed, is of no
    /// use any more.
    pub fn stay(self) {
        let shown = self.list.search.get_value();
        if self.wanted.get_value().is_some_and(|wanted| Some(wanted) != shown) {
            self.list.ask();
            self.wanted.set_value(shown);
            self.withdraw();
        }
    }

    /// Offers no longer to try again.
    pub(super) fn withdraw(self) {
        self.toasts.withdraw(SEARCH);
        self.toasts.withdraw(MORE);
    }

    /// Reads the next page, as somebody asked for.
    pub fn read_more(self) {
        self.read_on(false);
    }

    /// Reads the next page before somebody asks. What failed is not tried again by itself, until
    /// the list could be read.
    pub(super) fn read_ahead(self) {
        if !self.stalled.get_value() {
            self.read_on(true);
        }
    }

    /// Reads what is missing, and goes to the last row.
    pub(super) fn read_to_the_end(self) {
        if self.list.next.with_untracked(Option::is_none) {
            self.go_to_last();
        } else {
            self.to_the_end.set_value(true);
            self.left_for_the_end.set_value(self.list.place.get_value());
            self.read_on(false);
        }
    }

    fn go_to_last(self) {
        let last = self.list.rows.with_untracked(Vec::len).saturating_sub(1);
        self.go_to(Some(last), self.column());
    }

    fn read_on(self, ahead: bool) {
        if self.reading.get_value() {
            return;
        }
        self.reading.set_value(true);
        spawn_local(async move {
            let busy = Busy::begin();
            let mut read = self.next_page(ahead).await;
            while matches!(read, Ok(true)) && self.to_the_end.try_get_value() == Some(true) {
                read = self.next_page(false).await;
            }
            drop(busy);
            // The page may have been left meanwhile.
            let Some(to_the_end) = self.to_the_end.try_update_value(std::mem::take) else { return };
            self.reading.set_value(false);
            match read {
                Ok(_) => {
                    self.stalled.set_value(false);
                    self.toasts.withdraw(MORE);
                    // Who went elsewhere meanwhile stays there.
                    let place = self.list.place.get_value();
                    if to_the_end
                        && self.has_focus.get_value()
                        && place == self.left_for_the_end.get_value()
                    {
                        self.go_to_last();
                    }
                }
                Err(error) => {
                    self.stalled.set_value(true);
                    let retry: Act = if to_the_end {
                        Arc::new(move || self.read_to_the_end())
                    } else {
                        Arc::new(move || self.read_more())
                    };
                    self.toasts.fail_with_retry(MORE, error.0.message, retry);
                }
            }
        });
    }

    /// Reads one more page. Returns whether there is another.
    async fn next_page(self, ahead: bool) -> Result<bool, ApiError> {
        let Some(after) = self.list.next.get_untracked() else { return Ok(false) };
        let search = self.list.search.get_value().unwrap_or_default();
        let asked = self.list.version();
        let limit = self.to_the_end.try_get_value().unwrap_or(false).then_some(MAX_PAGE_SIZE);
        let read = || self.source.page(search.clone(), Some(after.clone()), limit);
        let page = if ahead { read().await? } else { self.again.through(read).await? };
        if asked.is_none()
            || self.list.version() != asked
            || self.list.next.with_untracked(|next| next.as_ref() != Some(&after))
        {
            return Ok(false);
        }
        let first = self.list.rows.with_untracked(Vec::len);
        // Where *Load more* goes with its last press, reading goes on at the first new row.
        let goes = page.next.is_none() && focus::is_in(MORE);
        self.list.extend(page);
        if goes {
            self.go_to(Some(first), NAME_COLUMN);
        }
        Ok(self.list.next.with_untracked(Option::is_some))
    }

    /// Reads what was read once more, up to [`MAX_PAGE_SIZE`] rows.
    pub fn refresh(self) {
        let read = self.list.rows.with_untracked(Vec::len);
        self.refresh_first(u32::try_from(read).unwrap_or(u32::MAX));
    }

    /// Reads the first rows once more, quietly: what can't be read now stays as it is. What was
    /// searched for in vain is searched for again.
    pub fn refresh_first(self, rows: u32) {
        let Some(search) = self.list.search.get_value() else { return };
        if let Some(wanted) = self.wanted.get_value().filter(|wanted| *wanted != search) {
            return self.load(wanted);
        }
        if self.refreshing.get_value() {
            return;
        }
        let limit = rows.clamp(PAGE_SIZE, MAX_PAGE_SIZE);
        let asked = self.list.version();
        self.refreshing.set_value(true);
        spawn_local(async move {
            let read = self.source.page(search.clone(), None, Some(limit)).await;
            let left = self.refreshing.try_update_value(|refreshing| *refreshing = false).is_none();
            // Another search may have begun, whose answer is not there yet.
            if let Ok(page) = read
                && !left
                && self.list.version() == asked
                && self.list.search.get_value() == Some(search)
            {
                self.stalled.set_value(false);
                let before = self.ids();
                self.list.refresh(page);
                let now = self.ids();
                self.selection.forget(before.difference(&now));
            }
        });
    }

    fn ids(self) -> HashSet<ClientId> {
        self.list.rows.with_untracked(|rows| rows.iter().map(|row| row.client_id.clone()).collect())
    }
}
