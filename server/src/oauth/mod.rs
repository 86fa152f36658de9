//! The doors of the authorization server, one file per endpoint. Each reads its request, asks the
//! `authority` once or twice (who is it? then what?), and writes the answer of its RFC. None
//! decides anything, and only [`error`] knows the codes of errors.
//!
//! # To add an endpoint
//! A file here named after it, its path in `domain::endpoints`, a line in
//! [`router::table`](crate::router::table) with its class (does a browser of another origin call
//! it?), its entry in [`metadata`] if there is one, and a file of tests named after its RFC.

pub mod authorization_response;
pub mod authorize;
pub mod client_auth;
pub mod client_request;
pub mod error;
pub mod introspect;
pub mod metadata;
pub mod parameters;
pub mod revoke;
pub mod test_flow;
pub mod token;
