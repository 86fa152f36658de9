//! The HTTP server of Configo, and its command line.
//!
//! A request passes, from the outside in: [`web::listener`] (sockets and timers),
//! [`web::similar_paths`] (slashes and spellings of paths), [`web::telemetry`], then the layers that
//! [`router`] puts around every route (security headers, the form of refusals, proof of origin,
//! session, body limit, compression). It ends at a handler: a page of the dashboard ([`html`]), a
//! server function ([`server_functions`]), a plain form ([`forms`]), an endpoint of OAuth ([`oauth`])
//! or of the API for access tokens ([`api_v1`]), or an embedded file ([`web::site`]). A handler reads
//! the request, calls the `authority`, and writes the reply; it decides nothing.
//!
//! # To add a route
//! One line in [`router::table`], with its class of headers and its guard. A test requests every line
//! of that table without being signed in.
//!
//! # To add a form
//! A file in [`forms`] named after its noun. The reply to a good form is a redirect (303); the reply
//! to a bad one is the form again, with the status of its problem and what was typed.

#![expect(missing_docs, reason = "a program and no library: docs say what names can't")]
// Leptos' views are one type per page.
#![recursion_limit = "512"]

pub mod api_v1;
pub mod cli;
pub mod config;
pub mod forms;
pub mod html;
pub mod oauth;
pub mod problem;
pub mod router;
pub mod server_functions;
pub mod state;
pub mod web;
