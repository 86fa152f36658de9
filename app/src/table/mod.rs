//! The table of applications, live or deleted.
//!
//! ```text
//! event ──▶ TableState::update(event) ──▶ effects ──▶ runtime (fetch, focus, scroll, messages)
//!                    ▲                                    │
//!                    └─────── Arrived, Painted, … ◀───────┘
//! ```
//!
//! | file | answers for |
//! | --- | --- |
//! | [`event`] | what happens to a table, and what it asks of the browser |
//! | [`state`] | the state, and how each event changes it |
//! | [`loading`] | which rows are being read, and whose answer counts |
//! | [`removal`] | rows that leave at once and return if the server refuses |
//! | [`focus`] | where the focus is, and where a key moves it |
//! | [`rows`], [`selection`], [`viewport`] | the order of rows, which are selected, which are in the document |
//! | [`summary`], [`handle`] | the signals that follow from the state |
//! | [`control`], [`runtime`] | what people do becomes events; effects become the browser's work |
//! | [`view`], [`cells`], [`load_more`], [`selection_bar`] | what is rendered |
//! | [`source`], [`delete_restore`] | what is asked of the server |
//!
//! All but the last three lines know no signals and no browser; their tests are in `tests`.

pub mod cells;
pub mod control;
pub mod delete_restore;
pub mod event;
pub mod focus;
pub mod handle;
pub mod load_more;
pub mod loading;
pub mod removal;
pub mod rows;
pub mod runtime;
pub mod selection;
pub mod selection_bar;
pub mod source;
pub mod state;
pub mod summary;
#[cfg(test)]
mod tests;
pub mod view;
pub mod viewport;
