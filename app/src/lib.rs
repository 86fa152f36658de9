//! What people see of Configo: pages, components, and the server functions they call.
//!
//! The crate is compiled twice: with `ssr` into the server, where it renders HTML, and with
//! `hydrate` into WebAssembly, where it hydrates that HTML.
//!
//! | module | holds |
//! | --- | --- |
//! | [`app`] | providers and the route table |
//! | [`api`] | server functions, one file per noun; `api::ssr` is the only glue to `authority` |
//! | [`pages`] | one file per page |
//! | [`components`] | what pages are made of |
//! | [`lazy`] | code splitting: the pages that are not in the first WebAssembly chunk |
//! | [`browser`] | one file per capability of a browser, each with what it does on the server |
//! | [`table`] | the table of applications, active or deleted: its state machine and its view |
//! | [`delete_restore`] | deleting and restoring, and undoing either |
//! | [`state`], [`context`] | state that pages share until the next page load |
//! | [`texts`] | every text of the interface |
//!
//! # To add a server function
//! Write it into the file of its noun in `api` with an explicit `endpoint` and `protocol = Call`, take
//! the account from `ssr::signed_in()`, and add a row for it to the ownership matrix in
//! `server/tests`. Pages call it through `Reauthentication::retry_when_signed_out`.
//!
//! # To add a form
//! Put `hidden_fields::for_account()` into it.
//!
//! # To add a page
//! Write it into `pages`, name it in [`lazy::LazyView`], add its route to [`app::App`], and a line with its guard to
//! `server/src/router.rs`.

#![expect(missing_docs, reason = "a program and no library: docs say what names can't")]
// A page is one deeply nested type.
#![recursion_limit = "512"]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` and `hydrate` exclude each other: build the front end by itself");
#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
compile_error!("choose `ssr` (server) or `hydrate` (browser)");

pub mod api;
pub mod app;
pub mod browser;
pub mod components;
pub mod context;
pub mod delete_restore;
pub mod element_ids;
pub mod lazy;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod state;
pub mod table;
pub mod texts;
