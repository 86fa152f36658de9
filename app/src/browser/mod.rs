//! What only a browser can do: the one folder that names `web_sys` and `js_sys`.
//!
//! One file per capability. Each function says what it does on the server, where most do nothing.

pub mod account;
#[cfg(feature = "hydrate")]
pub mod clipboard;
#[cfg(feature = "hydrate")]
pub mod date;
#[cfg(feature = "hydrate")]
pub mod download;
#[cfg(feature = "hydrate")]
pub mod focus;
#[cfg(feature = "hydrate")]
pub mod form;
#[cfg(feature = "hydrate")]
pub mod grid;
#[cfg(feature = "hydrate")]
pub mod keyboard;
#[cfg(feature = "hydrate")]
pub mod page;
pub mod preference;
#[cfg(feature = "hydrate")]
pub mod search_form;
#[cfg(feature = "hydrate")]
pub mod session;
