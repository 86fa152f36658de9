//! One file per page.
//!
//! `sign_in`, `link` and `error` are plain HTML and exist on the server alone; the others make up
//! the dashboard.

pub mod application;
pub mod applications;
pub mod deleted;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
pub mod link;
pub mod not_found;
#[cfg(feature = "ssr")]
pub mod sign_in;
