//! The table of applications, active or deleted: a grid (WAI-ARIA APG) with a state machine.
//!
//! ```text
//! event ──▶ TableState::update(event) ──▶ effects ──▶ runtime (fetch, focus, scroll, messages)
//!                    ▲                                    │
//!                    └─────── Arrived, Painted, … ◀───────┘
//! ```
//!
//! | file | answers for |
//! | --- | --- |
//! | [`event`] | events, which the state takes in, and effects, which it returns |
//! | [`state`], `update` | the state, and how each event changes it |
//! | [`loading`], `fetching` | which request is in flight, and which replies are stale |
//! | [`pending_removal`], `mutations` | optimistic removal of rows, which return if the server refuses |
//! | [`focus`], `navigation` | the focused cell, and where keys and removals move it |
//! | [`rows`], [`selection`], [`viewport`] | the order of rows, which are selected, which are rendered |
//! | [`summary`], [`handle`] | the signals that are derived from the state |
//! | [`control`], [`runtime`] | DOM events become table events; effects are executed |
//! | [`view`], [`cells`], [`load_more`], [`selection_bar`] | components |
//! | [`source`] | the server functions |
//!
//! The modules of the first five lines are pure (no signals, no browser); their tests are in `tests`.

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
pub mod pending_removal;
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
