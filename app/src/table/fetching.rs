//! Loading rows. A reply is used only if its request is the one in `loading`; others are stale.

use super::event::Effect;
use super::focus::DEFAULT_COLUMN;
use super::loading::{Loading, Reason, Request, Retry};
use super::rows::Rows;
use super::state::{Freshness, TableState, finds_the_same};
use super::viewport::Viewport;
use domain::application::ApplicationSummary;
use domain::pagination::{MAX_PAGE_SIZE, PAGE_SIZE, Page};
use domain::search::Search;

/// The next page is prefetched when fewer than this many loaded rows follow the visible ones.
const PREFETCH_ROWS: usize = 25;

impl TableState {
    /// Handles the search in the URL. If it is the one that is shown, another search that is in flight
    /// or failed is dropped.
    pub(super) fn search_for(&mut self, search: Search) -> Vec<Effect> {
        if self.freshness == Freshness::Invalid || self.search.as_ref() != Some(&search) {
            self.clear_selection_for(&search);
            return self.load(search);
        }
        match &self.loading {
            Loading::FirstPage { search: other, .. } | Loading::Failed(Retry::Search(other))
                if *other != search =>
            {
                self.loading = Loading::Idle;
                vec![Effect::HideFailure]
            }
            _ => Vec::new(),
        }
    }

    /// Loads the first page of a search.
    pub(super) fn load(&mut self, search: Search) -> Vec<Effect> {
        self.refresh_due = None;
        let request = self.new_request();
        self.loading = Loading::FirstPage { request, search };
        self.fetch()
    }

    pub(super) fn fetch_next(&mut self, reason: Reason) -> Vec<Effect> {
        if self.rows.next.is_none() {
            return match reason {
                Reason::End { .. } => self.go_to_last(),
                Reason::Scroll | Reason::Button => Vec::new(),
            };
        }
        match &mut self.loading {
            Loading::FirstPage { .. } => return Vec::new(),
            Loading::NextPage { reason: known, .. } => {
                if matches!(reason, Reason::End { .. }) {
                    *known = reason;
                }
                return Vec::new();
            }
            Loading::Refresh { limit, .. } => self.refresh_due = Some(*limit),
            Loading::Idle | Loading::Failed(_) => {}
        }
        let request = self.new_request();
        self.loading = Loading::NextPage { request, reason };
        self.fetch()
    }

    /// Loads the next page when the visible rows are near the end. A failed load is retried only by the
    /// user.
    pub(super) fn prefetch(&mut self, more_has_focus: bool) -> Vec<Effect> {
        let is_near = self.visible.end + PREFETCH_ROWS > self.rows.loaded();
        let may = matches!(self.loading, Loading::Idle | Loading::Refresh { failed: None, .. });
        // Not while *Load more* has the focus: the button would move or disappear.
        if is_near && may && !more_has_focus && self.rows.next.is_some() {
            self.fetch_next(Reason::Scroll)
        } else {
            Vec::new()
        }
    }

    /// Reloads the first rows in the background: if that fails, the rows stay as they are. A failed
    /// search is retried. If the server's rows `changed`, a refresh that is in flight is restarted.
    pub(super) fn refresh(&mut self, all: bool, changed: bool) -> Vec<Effect> {
        if self.search.is_none() {
            return Vec::new();
        }
        let read = u32::try_from(self.rows.loaded()).unwrap_or(u32::MAX);
        let limit = if all { read.clamp(PAGE_SIZE, MAX_PAGE_SIZE) } else { PAGE_SIZE };
        let (limit, failed) = match std::mem::take(&mut self.loading) {
            Loading::Idle => (limit, None),
            Loading::Failed(Retry::Search(search)) => return self.load(search),
            Loading::Failed(retry) => (limit, Some(retry)),
            Loading::Refresh { limit: known, failed, .. } if changed || known < limit => {
                (limit.max(known), failed)
            }
            busy => {
                if matches!(busy, Loading::NextPage { .. }) {
                    self.refresh_due = self.refresh_due.max(Some(limit));
                }
                self.loading = busy;
                return Vec::new();
            }
        };
        self.start_refresh(limit, failed)
    }

    fn start_refresh(&mut self, limit: u32, failed: Option<Retry>) -> Vec<Effect> {
        let request = self.new_request();
        self.loading = Loading::Refresh { request, limit, failed };
        self.fetch()
    }

    pub(super) fn retry(&mut self, retry: Retry) -> Vec<Effect> {
        match retry {
            Retry::Search(search) => self.load(search),
            Retry::More => self.fetch_next(Reason::Button),
            Retry::End => self.fetch_next(Reason::End { from: self.focus.cell().cloned() }),
        }
    }

    /// Repeats the request in flight under a new number, because rows were inserted or removed since
    /// and its reply may be stale.
    pub(super) fn restart_request(&mut self) -> Vec<Effect> {
        let new = self.new_request();
        match &mut self.loading {
            Loading::NextPage { .. } if self.rows.next.is_none() => {
                self.loading = Loading::Idle;
                return Vec::new();
            }
            Loading::FirstPage { request, .. }
            | Loading::NextPage { request, .. }
            | Loading::Refresh { request, .. } => *request = new,
            Loading::Idle | Loading::Failed(_) => return Vec::new(),
        }
        self.fetch()
    }

    pub(super) fn receive(
        &mut self,
        request: Request,
        result: Result<Page<ApplicationSummary>, String>,
        more_has_focus: bool,
    ) -> Vec<Effect> {
        if self.loading.request() != Some(request) {
            return Vec::new();
        }
        let mut effects = match (std::mem::take(&mut self.loading), result) {
            (Loading::FirstPage { search, .. }, Ok(page)) => {
                self.freshness = Freshness::Kept;
                self.replace_all(search, page);
                vec![Effect::HideFailure]
            }
            (Loading::NextPage { reason, .. }, Ok(page)) => {
                self.extend(page, reason, more_has_focus)
            }
            (Loading::Refresh { .. }, Ok(page)) => {
                self.refresh_with(page);
                Vec::new()
            }
            (Loading::FirstPage { search, .. }, Err(text)) => {
                self.fail(Retry::Search(search), text)
            }
            (Loading::NextPage { reason: Reason::End { .. }, .. }, Err(text)) => {
                self.fail(Retry::End, text)
            }
            (Loading::NextPage { .. }, Err(text)) => self.fail(Retry::More, text),
            (Loading::Refresh { failed, .. }, Err(_)) => {
                self.loading = failed.map_or(Loading::Idle, Loading::Failed);
                Vec::new()
            }
            (Loading::Idle | Loading::Failed(_), _) => Vec::new(),
        };
        if self.loading == Loading::Idle
            && let Some(limit) = self.refresh_due.take()
        {
            effects.extend(self.start_refresh(limit, None));
        }
        effects
    }

    fn fail(&mut self, retry: Retry, text: String) -> Vec<Effect> {
        self.loading = Loading::Failed(retry.clone());
        vec![Effect::ShowFailure(retry, text)]
    }

    /// Clears the selection unless the new search differs only in the sort order.
    fn clear_selection_for(&mut self, search: &Search) {
        if !finds_the_same(self.search.as_ref(), Some(search)) {
            self.selection.clear();
        }
    }

    /// Replaces all rows by the first page of a search.
    pub(super) fn replace_all(&mut self, search: Search, page: Page<ApplicationSummary>) {
        self.clear_selection_for(&search);
        self.rows = Rows::first_page(search.sort, page);
        self.search = Some(search);
        self.viewport = Viewport::default();
        self.visible = 0..0;
        self.hide_pending();
    }

    fn extend(
        &mut self,
        page: Page<ApplicationSummary>,
        reason: Reason,
        more_has_focus: bool,
    ) -> Vec<Effect> {
        let first = self.rows.loaded();
        self.rows.extend(page);
        self.hide_pending();
        let is_end = self.rows.next.is_none();
        let mut effects = vec![Effect::HideFailure];
        // *Load more* disappears with the last page: move the focus to the first new row.
        if is_end && more_has_focus {
            effects.extend(self.go_to(Some(first), DEFAULT_COLUMN));
        }
        match reason {
            Reason::End { .. } if !is_end => effects.extend(self.fetch_next(reason)),
            Reason::End { from }
                if self.focus.is_inside() && self.focus.cell() == from.as_ref() =>
            {
                effects.extend(self.go_to_last());
            }
            _ => {}
        }
        effects
    }

    fn refresh_with(&mut self, page: Page<ApplicationSummary>) {
        let before = self.rows.as_slice().to_vec();
        self.rows.refresh(page);
        self.hide_pending();
        let now = self.rows.ids();
        let gone = before.iter().map(|row| &row.client_id).filter(|id| !now.contains(id));
        self.selection.forget(gone);
        self.move_to_neighbor(&before);
    }

    fn new_request(&mut self) -> Request {
        self.last_request.0 = self.last_request.0.wrapping_add(1);
        self.last_request
    }

    /// The effect that requests what `loading` says.
    fn fetch(&self) -> Vec<Effect> {
        let shown = || self.search.clone().unwrap_or_default();
        let (request, search, after, limit, quiet) = match &self.loading {
            Loading::FirstPage { request, search } => (request, search.clone(), None, None, false),
            Loading::NextPage { request, reason } => {
                let limit = matches!(reason, Reason::End { .. }).then_some(MAX_PAGE_SIZE);
                let quiet = *reason == Reason::Scroll;
                (request, shown(), self.rows.next.clone(), limit, quiet)
            }
            Loading::Refresh { request, limit, .. } => (request, shown(), None, Some(*limit), true),
            Loading::Idle | Loading::Failed(_) => return Vec::new(),
        };
        vec![Effect::Fetch { request: *request, search, after, limit, quiet }]
    }
}
