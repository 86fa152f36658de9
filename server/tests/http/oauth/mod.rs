//! The authorization server over HTTP, one file per RFC or endpoint. The decisions of the authority have
//! tests of their own; these are about requests and responses.

mod authorize;
mod clients;
mod cors;
mod flow;
mod introspect;
mod metadata;
mod oauth2_crate;
mod refused_requests;
mod resources;
mod revoke;
mod stops;
mod token;
