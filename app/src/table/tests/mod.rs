//! Tests of the state machine, by events: no browser, no signals, no clock.

mod focus;
mod loading;
mod removal;
mod rows;
mod selection;
mod viewport;

use super::event::{Effect, Event};
use super::focus::Cell;
use super::loading::Request;
use super::rows::Row;
use super::state::TableState;
use domain::application::{ApplicationKind, ApplicationName, ApplicationSummary, ClientId};
use domain::change::ApplicationSelector;
use domain::pagination::{Cursor, Page};
use domain::search::Search;
use domain::time::Timestamp;

fn id(number: i64) -> ClientId {
    ClientId::parse(&format!("cfgo_app_{number:022}")).expect("a client ID")
}

fn row(number: i64) -> ApplicationSummary {
    ApplicationSummary {
        client_id: id(number),
        name: ApplicationName::parse(&format!("Shop {number}")).expect("a name"),
        kind: ApplicationKind::Confidential,
        permissions: 1,
        created_at: Timestamp::from_millis(number),
        deleted_at: None,
        last_used_at: None,
    }
}

/// Rows, named by their time of creation, the newest first.
fn rows(numbers: impl IntoIterator<Item = i64>) -> Vec<ApplicationSummary> {
    numbers.into_iter().map(row).collect()
}

/// A page that is not the last one.
fn page(rows: Vec<ApplicationSummary>, total: u32) -> Page<ApplicationSummary> {
    let last = rows.last().map(|last| last.client_id.clone());
    let next = last.map(|client_id| Cursor { client_id, key: String::new() });
    Page { rows, next, total }
}

/// The last page of a table.
fn last_page(rows: Vec<ApplicationSummary>, total: u32) -> Page<ApplicationSummary> {
    Page { next: None, ..page(rows, total) }
}

fn search(text: &str) -> Search {
    Search { text: text.to_owned(), ..Search::default() }
}

fn cell(number: i64, column: usize) -> Cell {
    Cell { row: Some(id(number)), column }
}

fn these(numbers: &[i64]) -> ApplicationSelector {
    ApplicationSelector::These(numbers.iter().map(|number| id(*number)).collect())
}

/// A driver: a table, and the requests that it made.
struct Driver {
    state: TableState,
    requests: Vec<Effect>,
}

impl Driver {
    /// A mounted table whose first page, not the last one, has these rows.
    fn new(numbers: impl IntoIterator<Item = i64>) -> Self {
        Self::with(page(rows(numbers), 100))
    }

    fn with(page: Page<ApplicationSummary>) -> Self {
        let mut driver = Self { state: TableState::default(), requests: Vec::new() };
        driver.send(Event::Started(Search::default(), page));
        driver.send(Event::Mounted { returning: false, is_later_page: false });
        assert!(driver.requests.is_empty(), "what came with the document is not read again");
        driver
    }

    /// Sends an event and returns its effects without requests.
    fn send(&mut self, event: Event) -> Vec<Effect> {
        let effects = self.state.update(event);
        let is_request = |effect: &Effect| matches!(effect, Effect::Fetch { .. });
        let (requests, others) = effects.into_iter().partition(is_request);
        self.requests.extend::<Vec<_>>(requests);
        others
    }

    /// The only request since the last call, by its number.
    fn request(&mut self) -> Request {
        match &std::mem::take(&mut self.requests)[..] {
            [Effect::Fetch { request, .. }] => *request,
            other => panic!("one request, not {other:?}"),
        }
    }

    fn answer(&mut self, request: Request, page: Page<ApplicationSummary>) -> Vec<Effect> {
        self.send(Event::Arrived { request, result: Ok(page), more_has_focus: false })
    }

    fn fail(&mut self, request: Request) -> Vec<Effect> {
        let result = Err("no answer".to_owned());
        self.send(Event::Arrived { request, result, more_has_focus: false })
    }

    fn scroll(&mut self, first: usize, end: usize) -> Vec<Effect> {
        let (visible, offset) = (first..end, 0.0);
        self.send(Event::Scrolled { visible, offset, more_has_focus: false })
    }

    fn remove(&mut self, removal: u32, chosen: ApplicationSelector, count: u32) -> Vec<Effect> {
        self.send(Event::Removing { id: removal, chosen, count, fallback: "add" })
    }

    fn focus(&mut self, number: i64, column: usize) {
        self.send(Event::Focused(Some(cell(number, column))));
    }

    fn numbers(&self) -> Vec<i64> {
        self.state.rows.as_slice().iter().map(|row: &Row| row.created_at.as_millis()).collect()
    }

    fn total(&self) -> u32 {
        self.state.rows.total
    }
}
