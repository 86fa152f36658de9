//! Values and rules that the browser and the server share.
//!
//! Everything here is a pure function of its arguments. There is no I/O, no async, no clock, no
//! randomness and no user-interface framework, so the same rule that marks a line red while you
//! type is the rule that refuses the request on the server.
//!
//! # To add a rule
//! Put it into the `parse` of the value that it is about, give it a variant in that value's error
//! with the sentence a person reads, and a property in `tests/properties.rs`.
//!
//! # To add a permission
//! Permissions are data: `[[permission]]` in `configo.toml`. [`permission::Catalogue::default`]
//! holds the ten that Configo publishes.

pub mod account;
pub mod application;
mod application_kind;
pub mod audit;
pub mod change;
mod checked_text;
pub mod client_secret;
pub mod endpoints;
pub mod grant;
pub mod identifier_format;
pub mod issued_credentials;
pub mod link;
pub mod pagination;
pub mod permission;
pub mod pkce;
pub mod problem;
pub mod redirect_uri;
pub mod refused_request;
pub mod resource_server;
pub mod search;
pub mod session;
pub mod text;
pub mod time;
