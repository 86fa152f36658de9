//! Keys: which there are, and who carries out what they ask for.

mod commands;
mod table;

pub use commands::{Commands, KeyOutcome, keyshortcuts};
pub use table::{
    Command, SHORTCUTS, Shortcut, ShortcutScope, aria_keyshortcuts, is_character, key_labels,
};

#[cfg(test)]
mod tests;
