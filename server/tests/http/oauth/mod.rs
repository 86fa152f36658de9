//! The authorization server over HTTP, one file per RFC or endpoint; what the authority decides is
//! proved in its own tests, here it is what crosses the wire.

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
