//! `/api/v1`, the API for access tokens. It answers what an application needs first: for which
//! account is this token, and what may it do?
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
