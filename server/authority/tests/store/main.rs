//! The contract suite of authority and store: everything is called through `Authority`, with a
//! fixed clock and seeded randomness.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod applications;
mod authorization;
mod changes;
mod client_authentication;
mod client_secrets;
mod consents;
mod copy;
mod failures;
mod files;
mod fixture;
mod flow;
mod grants;
mod impact;
mod last_used;
mod levels;
mod links;
mod ownership;
mod paging;
mod postgres;
mod races;
mod redirect_uris;
mod refresh_tokens;
mod refused_requests;
mod resource_servers;
mod revocation;
mod schemas;
mod search;
mod sessions;
mod statements;
mod sweep;
mod test_flow;
mod tokens;
