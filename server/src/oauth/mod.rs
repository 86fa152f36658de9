//! Handlers of the authorization server, one file per endpoint. Each reads its request, calls the
//! `authority` once or twice (authentication, then the use case), and writes the response of its RFC.
//! None decides anything, and only [`error`] knows the error codes.
//!
//! # To add an endpoint
//! A file here named after it, its path in `domain::endpoints`, a line in
//! [`router::table`](crate::router::table) with its class (is it called from pages of other
//! origins?), its entry in [`metadata`] if there is one, and a file of tests with the sections of its
//! RFC in their names.

pub mod authorization_response;
pub mod authorize;
pub mod authorize_path;
pub mod client_auth;
pub mod client_request;
pub mod error;
pub mod introspect;
pub mod metadata;
pub mod parameters;
pub mod revoke;
pub mod test_flow;
pub mod token;
