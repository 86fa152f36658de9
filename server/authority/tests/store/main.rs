//! The contract of the store, as the doors see it: everything here goes through `Authority`, with
//! a clock that stands still and randomness that repeats itself.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod applications;
mod files;
mod house;
mod links;
mod ownership;
mod paging;
mod sessions;
