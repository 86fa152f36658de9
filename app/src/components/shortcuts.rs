//! Keyboard shortcuts: the table of them, and the registry of handlers.

mod commands;
mod table;

pub use commands::{Commands, KeyOutcome, keyshortcuts};
pub use table::{
    Command, SHORTCUTS, Shortcut, ShortcutScope, aria_keyshortcuts, is_character, key_labels,
};

#[cfg(test)]
mod tests;
