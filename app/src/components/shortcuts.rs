//! Keys: which there are, and who carries out what they ask for.

mod commands;
mod table;

pub use commands::{Commands, KeyOutcome, hint};
pub use table::{Command, SHORTCUTS, Shortcut, Where, aria_keyshortcuts, is_character};

#[cfg(test)]
mod tests;
