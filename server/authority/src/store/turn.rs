//! Whether a transaction shares the database.

/// Whether other transactions may write meanwhile. With SQLite they never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Together,
    /// Waits until no other transaction writes, and lets none begin: there can't be a conflict.
    Alone,
}
