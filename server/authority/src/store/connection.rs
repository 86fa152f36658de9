//! The two database engines, and a connection to either.

use super::postgres::session::Session;
use sqlx::SqliteConnection;

/// Which database a statement runs on. Asked only where the two need different SQL: searching
/// (`search`), the turn of the sweep (`sweep`), the time (`tx`) and numbering events after a copy
/// (`copy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The function that tells where in its first argument its second one begins; 0 if nowhere.
    pub(super) fn position_function(self) -> &'static str {
        match self {
            Self::Sqlite => "instr",
            Self::Postgres => "strpos",
        }
    }
}

/// A borrowed connection.
pub(super) enum Connection<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut Session),
}

impl<'c> From<&'c mut SqliteConnection> for Connection<'c> {
    fn from(connection: &'c mut SqliteConnection) -> Self {
        Self::Sqlite(connection)
    }
}

impl<'c> From<&'c mut Session> for Connection<'c> {
    fn from(session: &'c mut Session) -> Self {
        Self::Postgres(session)
    }
}

impl<'a> From<&'a mut Connection<'_>> for Connection<'a> {
    fn from(connection: &'a mut Connection<'_>) -> Self {
        match connection {
            Connection::Sqlite(connection) => Self::Sqlite(connection),
            Connection::Postgres(session) => Self::Postgres(session),
        }
    }
}
