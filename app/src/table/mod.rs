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
//! | [`state`], `update` | the state, and how each event changes it |
//! | [`loading`], `fetching` | which rows are being read, and whose answer counts |
//! | [`removal`], `mutations` | rows that leave at once and return if the server refuses |
//! | [`focus`], `navigation` | where the focus is, and where it goes by a key or when rows go |
//! | [`rows`], [`selection`], [`viewport`] | the order of rows, which are selected, which are in the document |
//! | [`summary`], [`handle`] | the signals that follow from the state |
//! | [`control`], [`runtime`] | what people do becomes events; effects become the browser's work |
//! | [`view`], [`cells`], [`load_more`], [`selection_bar`] | what is rendered |
//! | [`source`] | what is asked of the server |
//!
//! The first six lines know no signals and no browser; their tests are in `tests`.

pub mod cells;
pub mod control;
pub mod event;
mod fetching;
pub mod focus;
pub mod handle;
pub mod load_more;
pub mod loading;
mod mutations;
mod navigation;
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
mod update;
pub mod view;
pub mod viewport;
