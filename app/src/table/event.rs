//! What happens to a table, and what it asks of the browser in return.

use super::focus::{Cell, Columns, Movement};
use super::loading::{Request, Retry};
use domain::application::{Application, ApplicationSummary, ClientId};
use domain::change::ApplicationSelector;
use domain::pagination::{Cursor, Page};
use domain::search::Search;
use std::ops::Range;

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The first page came with the document, or as the data of its route.
    Started(Search, Page<ApplicationSummary>),
    /// The page of the table is there and answers. `returning`: a step in the tab's history led
    /// here, and nothing has the focus. `is_later_page`: the document begins with a later page, as
    /// the links without scripts have it.
    Mounted {
        returning: bool,
        is_later_page: bool,
    },
    /// The page of the table is left.
    Unmounted,
    /// The URL asks for this search.
    Searched(Search),
    /// The server answered an [`Effect::Fetch`]; an error is a text for people.
    Arrived {
        request: Request,
        result: Result<Page<ApplicationSummary>, String>,
        more_has_focus: bool,
    },
    LoadMore,
    Retried(Retry),
    /// The rows may have changed on the server: the first page, or all that was read, is read anew.
    Refresh {
        all: bool,
        changed: bool,
    },
    /// The columns in sight may have changed.
    Resized(Columns),
    /// These rows are in sight, at this scroll position in pixels.
    Scrolled {
        visible: Range<usize>,
        offset: f64,
        more_has_focus: bool,
    },
    /// As [`Event::Scrolled`], after the browser painted what was in sight.
    Painted(Range<usize>),
    Printing(bool),
    /// An element got the focus: a cell of the grid, or another.
    Focused(Option<Cell>),
    /// A pointer was pressed on a cell of the grid, or elsewhere.
    Pressed(Option<Cell>),
    Moved(Movement),
    /// A checkbox was changed: of a row, or of the header (`None`), or with Shift, up to a row.
    Ticked {
        row: Option<ClientId>,
        checked: bool,
        range: bool,
    },
    /// The row with the focus is selected, or taken out.
    Toggled,
    SelectedAll,
    SelectionCleared,
    /// `count` chosen rows are being deleted or restored, and leave before the server agreed. If no
    /// row stays, the focus goes to the element with the `id` of `fallback`.
    Removing {
        id: u32,
        chosen: ApplicationSelector,
        count: u32,
        fallback: &'static str,
    },
    /// The server agreed, or the rows were gone already.
    Removed(u32),
    NotRemoved(u32),
    /// Rows came back, or were made. The first is where the focus goes.
    Inserted(Vec<ApplicationSummary>),
    /// These went without being asked from here first.
    RemovedElsewhere(Vec<ClientId>),
    /// One was erased. Without another row, the focus goes to the element with this `id`.
    Erased(ClientId, &'static str),
    Edited(Application),
    /// The rows can't be relied on any more: they are read anew, now or when they are shown next.
    Invalidated,
}

/// What the browser is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the server for rows after `after`; `limit` of them, if not a page. A quiet request was
    /// nobody's, so nobody is asked to sign in again for it.
    Fetch {
        request: Request,
        search: Search,
        after: Option<Cursor>,
        limit: Option<u32>,
        quiet: bool,
    },
    /// Give a cell the focus and bring its row into sight; if rows are about to go, once more after
    /// they went.
    Focus { cell: Cell, rows_go: bool },
    /// If nothing has the focus once the rows are rendered, give it to this cell; nothing scrolls.
    RestoreFocus(Cell),
    /// Give the element with this `id` the focus.
    FocusElement(&'static str),
    /// Scroll the window to so many pixels.
    Scroll(f64),
    /// Say which rows are in sight after the browser painted.
    MeasureAfterPaint,
    /// Say what failed, and offer to try again.
    ShowFailure(Retry, String),
    /// Offer no longer to try again.
    HideFailure,
}
