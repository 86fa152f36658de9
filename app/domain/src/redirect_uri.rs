//! Redirect URIs: which may be registered, and why others are refused.
//!
//! The accepted set is small on purpose and smaller than what any URL library takes: every text
//! that is accepted is ASCII, and every parser of URLs reads and writes it unchanged, but for an
//! explicit default port (`tests/properties.rs` asks `url`). A near miss gets a suggestion and is
//! never rewritten.

mod error;
mod field;
mod list;
mod matching;
mod path;
mod query;
mod rules;
mod scheme;
mod suggestion;
mod uri;
mod web;

pub use error::RedirectUriError;
pub use field::{lines, parse_lines};
pub use list::split_pasted;
pub use matching::Difference;
pub use rules::{PrivateSchemes, RedirectUriRules};
pub use suggestion::suggest;
pub use uri::{MAX_BYTES, MAX_PER_APPLICATION, RedirectUri};

#[cfg(test)]
mod tests;
