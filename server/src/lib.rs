//! Everything of Configo that speaks HTTP, and its command line.
//!
//! A request passes, from the outside in: [`web::listener`] (sockets and timers),
//! [`web::near_miss`] (slashes and spellings), [`web::telemetry`], then what [`router`] puts around
//! every route (security headers, the form of refusals, proof of origin, session, body limit,
//! compression), and ends at a door: a page of the dashboard ([`page`]), a server
//! function ([`api`]), a plain form ([`forms`]), an endpoint of OAuth ([`oauth`]) or of the API that
//! tokens open ([`api_v1`]), or an embedded file ([`web::site`]). A door reads
//! the request, asks the `authority` once, and writes the answer; it decides nothing.
//!
//! # To add a route
//! One line in [`router::table`], with its class of headers and its guard. A test asks every line
//! of that table as somebody who is not signed in.
//!
//! # To add a form
//! A file in [`forms`] named after its noun. A good post goes on by 303, a bad one returns the form
//! with the status of its problem and what was typed.

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
