//! What happens to a table, and what it asks of the browser in return.

use super::focus::{Cell, Columns, Movement};
use super::loading::{Request, Retry};
use domain::application::{Application, ApplicationSummary, ClientId};
use domain::change::Chosen;
use domain::page::{Cursor, Page};
use domain::search::Search;
use std::ops::Range;

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The first page came with the document, or as the data of its route.
    Started(Search, Page<ApplicationSummary>),
    /// The page of the table is there and answers.
    Mounted {
        /// Whether a step in the tab's history led here while nothing had the focus.
        returning: bool,
        /// Whether the document shows a later page, as the links without scripts do.
        is_later_page: bool,
    },
    /// The page of the table is left.
    Unmounted,
    /// The URL asks for this search.
    Searched(Search),
    /// The server answered a [`Effect::Fetch`]; the text of an error is for people.
    Arrived {
        /// Which.
        request: Request,
        /// The page, or why there is none.
        result: Result<Page<ApplicationSummary>, String>,
        /// Whether *Load more* has the focus.
        more_has_focus: bool,
    },
    /// *Load more* was pressed.
    LoadMore,
    /// *Retry* was pressed.
    Retried(Retry),
    /// The rows may have changed on the server: the first page, or all that was read, is read anew.
    Refresh {
        /// Whether all is.
        all: bool,
    },
    /// The columns in sight may have changed.
    Resized(Columns),
    /// These rows are in sight, at this scroll position in pixels.
    Scrolled {
        /// The rows.
        in_sight: Range<usize>,
        /// The position.
        offset: f64,
        /// Whether *Load more* has the focus.
        more_has_focus: bool,
    },
    /// As [`Event::Scrolled`], after the browser painted what was in sight.
    Painted(Range<usize>),
    /// Printing begins or ends.
    Printing(bool),
    /// An element got the focus: a cell of the grid, or another.
    Focused(Option<Cell>),
    /// A pointer was pressed on a cell of the grid, or elsewhere.
    Pressed(Option<Cell>),
    /// A key moves the focus.
    Moved(Movement),
    /// A checkbox was changed: of a row, or of the header.
    Ticked {
        /// The row; `None` for the header.
        row: Option<ClientId>,
        /// What it is now.
        checked: bool,
        /// Whether Shift was held.
        range: bool,
    },
    /// The row with the focus is selected, or taken out.
    Toggled,
    /// All are selected.
    SelectedAll,
    /// None is.
    SelectionCleared,
    /// Rows are being deleted or restored, and leave this table before the server agreed.
    Removing {
        /// Tells removals apart.
        id: u32,
        /// Which rows.
        chosen: Chosen,
        /// How many those are.
        count: u32,
        /// The `id` of the element that gets the focus if no row stays.
        fallback: &'static str,
    },
    /// The server agreed, or the rows were gone already.
    Removed(u32),
    /// The server did not agree.
    NotRemoved(u32),
    /// Rows came back, or were made. The first is where the focus goes.
    Inserted(Vec<ApplicationSummary>),
    /// These went without being asked from here first.
    Gone(Vec<ClientId>),
    /// One was erased. Without another row, the focus goes to the element with this `id`.
    Erased(ClientId, &'static str),
    /// An application was edited.
    Edited(Application),
    /// The rows can't be relied on any more: they are read anew, now or when they are shown next.
    Invalidated,
}

/// What the browser is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the server for rows.
    Fetch {
        /// Named by the answer.
        request: Request,
        /// For what.
        search: Search,
        /// After which row.
        after: Option<Cursor>,
        /// How many, if not a page.
        limit: Option<u32>,
        /// Whether nobody asked for it: then nobody is asked to sign in again.
        quiet: bool,
    },
    /// Give a cell the focus and bring its row into sight.
    Focus {
        /// Which.
        cell: Cell,
        /// Whether rows before it are about to go: then once more after they went.
        rows_go: bool,
    },
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
