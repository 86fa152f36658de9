//! The events that the state of a table takes in, and the effects that it returns.

use super::focus::{Cell, Columns, Movement};
use super::loading::{Request, Retry};
use domain::application::{Application, ApplicationSummary, ClientId};
use domain::change::ApplicationSelector;
use domain::pagination::{Cursor, Page};
use domain::search::Search;
use std::ops::Range;

#[derive(Clone, Debug)]
pub enum Event {
    /// The first page, rendered by the server or loaded by the route's resource.
    Started(Search, Page<ApplicationSummary>),
    /// The table is in the document and interactive. `returning`: *Back* or *Forward* led here, and
    /// nothing has the focus. `is_later_page`: the server rendered another page than the first, as
    /// the links for browsers without scripts request it.
    Mounted {
        returning: bool,
        is_later_page: bool,
    },
    /// The page of the table was left.
    Unmounted,
    /// The URL asks for this search.
    Searched(Search),
    /// The reply to an [`Effect::Fetch`]; an error is a message for the user.
    Arrived {
        request: Request,
        result: Result<Page<ApplicationSummary>, String>,
        more_has_focus: bool,
    },
    LoadMore,
    Retried(Retry),
    /// The rows may have changed on the server: reload the first page or `all` loaded rows. If they
    /// `changed` for sure, a reply that is in flight is stale.
    Refresh {
        all: bool,
        changed: bool,
    },
    /// The visible columns may have changed.
    Resized(Columns),
    /// These rows are visible, at this scroll position in pixels.
    Scrolled {
        visible: Range<usize>,
        offset: f64,
        more_has_focus: bool,
    },
    /// The rows that are visible after the paint that [`Effect::MeasureAfterPaint`] waited for.
    Painted(Range<usize>),
    Printing(bool),
    /// An element received the focus: a cell of the grid, or another element (`None`).
    Focused(Option<Cell>),
    /// `pointerdown` on a cell of the grid, or elsewhere (`None`).
    Pressed(Option<Cell>),
    Moved(Movement),
    /// A checkbox was changed: of a row or of the header (`None`); `range`: with Shift.
    Ticked {
        row: Option<ClientId>,
        checked: bool,
        range: bool,
    },
    /// The selection of the focused row was toggled by a key.
    Toggled,
    SelectedAll,
    SelectionCleared,
    /// `count` chosen rows are being deleted or restored: remove them optimistically. If no row is
    /// left, the focus moves to the element with the `id` in `fallback`.
    Removing {
        id: u32,
        chosen: ApplicationSelector,
        count: u32,
        fallback: &'static str,
    },
    /// The server confirmed the removal, or the rows no longer existed.
    Removed(u32),
    NotRemoved(u32),
    /// Rows were restored or created. The first becomes the tab stop.
    Inserted(Vec<ApplicationSummary>),
    /// Rows were removed without a preceding [`Event::Removing`].
    RemovedElsewhere(Vec<ClientId>),
    /// A deleted application was erased. If no row is left, the focus moves to the element with this
    /// `id`.
    Erased(ClientId, &'static str),
    Edited(Application),
    /// The rows are outdated: reload them, now or at the next mount.
    Invalidated,
}

/// What the runtime has to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Request rows after `after`: `limit` of them, or one page. A quiet request was not initiated
    /// by the user and never asks to sign in again.
    Fetch {
        request: Request,
        search: Search,
        after: Option<Cursor>,
        limit: Option<u32>,
        quiet: bool,
    },
    /// Focus a cell and scroll its row into view; if rows are about to be removed, once more after
    /// that.
    Focus {
        cell: Cell,
        rows_go: bool,
    },
    /// If the focus is lost once the rows are rendered, focus this cell without scrolling.
    RestoreFocus(Cell),
    /// Focus the element with this `id`.
    FocusElement(&'static str),
    Scroll(f64),
    /// Send [`Event::Painted`] after the next paint.
    MeasureAfterPaint,
    /// Show an error toast with *Retry*.
    ShowFailure(Retry, String),
    /// Remove that toast.
    HideFailure,
}
