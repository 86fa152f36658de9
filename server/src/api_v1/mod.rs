//! The API that tokens open: `/api/v1`. Small, and complete for what an application needs first:
//! whose token is this, and what may it do?
//!
//! # To add an endpoint
//! A handler with `#[utoipa::path]` in a file here, named in [`openapi`]; a line in
//! [`router::table`](crate::router::table). A test compares the two.

pub mod bearer;
mod me;
pub mod openapi;
mod token;

pub use me::me;
pub use token::token;
