//! The tables that are copied, and their columns.

/// A table of both engines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The columns of the primary key, in its order; they come first in the rows that are read.
    pub(super) key: &'static [&'static str],
    /// The other columns. Not those that the database computes.
    pub(super) columns: &'static [&'static str],
}

impl Table {
    /// All columns that are copied.
    pub(super) fn all_columns(&self) -> impl Iterator<Item = &'static str> {
        self.key.iter().chain(self.columns).copied()
    }
}

/// What belongs to a database and not to its data: which program may use it, and failures that one
/// server counts in memory.
#[cfg(test)]
pub(super) const NOT_COPIED: [&str; 3] = ["_sqlx_migrations", "failure_limit", "schema_level"];

/// A table stands after those that it refers to.
pub(crate) const TABLES: [Table; 17] = [
    Table {
        name: "account",
        key: &["account_id"],
        columns: &[
            "email",
            "name",
            "password_hash",
            "created_at",
            "disabled_at",
            "live_count",
            "deleted_count",
            "password_set_at",
            "password_set_by",
        ],
    },
    Table {
        name: "session",
        key: &["digest"],
        columns: &[
            "account_id",
            "created_at",
            "last_seen_at",
            "expires_at",
            "address",
            "user_agent",
        ],
    },
    Table {
        name: "link",
        key: &["digest"],
        columns: &["purpose", "email", "created_at", "expires_at"],
    },
    Table {
        name: "application",
        key: &["client_id"],
        columns: &[
            "account_id",
            "name",
            "kind",
            "permissions",
            "permission_count",
            "created_at",
            "updated_at",
            "deleted_at",
            "version",
            "last_used_at",
            "name_key",
            "search_text",
            "change_id",
        ],
    },
    Table {
        name: "redirect_uri",
        key: &["client_id", "position"],
        columns: &["uri", "last_used_at"],
    },
    Table {
        name: "client_secret",
        key: &["digest"],
        columns: &[
            "client_id",
            "last_four",
            "created_at",
            "last_used_at",
            "removed_at",
            "superseded_until",
            "idempotency_key",
        ],
    },
    Table {
        name: "idempotency_key",
        key: &["account_id", "idempotency_key"],
        columns: &["client_id", "created_at", "action", "session", "secret"],
    },
    Table {
        name: "audit_event",
        key: &["event_id"],
        columns: &["at", "action", "account_id", "client_id", "name", "address", "user_agent"],
    },
    Table {
        name: "account_grant",
        key: &["grant_id"],
        columns: &["account_id", "client_id", "scope", "created_at", "updated_at", "last_used_at"],
    },
    Table {
        name: "consent",
        key: &["digest"],
        columns: &[
            "session",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "code_challenge",
            "expires_at",
            "answer",
            "code",
        ],
    },
    Table {
        name: "authorization_code",
        key: &["digest"],
        columns: &[
            "grant_id",
            "client_id",
            "family_id",
            "redirect_uri",
            "scope",
            "code_challenge",
            "expires_at",
            "spent_at",
        ],
    },
    Table {
        name: "token_family",
        key: &["family_id"],
        columns: &["grant_id", "scope", "created_at", "expires_at", "redirect_uri"],
    },
    Table {
        name: "refresh_token",
        key: &["digest"],
        columns: &["family_id", "parent", "created_at", "expires_at", "spent_at", "graced_at"],
    },
    Table {
        name: "access_token",
        key: &["digest"],
        columns: &["client_id", "family_id", "scope", "created_at", "expires_at"],
    },
    Table {
        name: "resource_server",
        key: &["resource_server_id"],
        columns: &["name", "digest", "last_four", "permissions", "created_at"],
    },
    Table {
        name: "refused_request",
        key: &["client_id", "reason", "value"],
        columns: &["count", "last_at"],
    },
    Table {
        name: "test_flow",
        key: &["digest"],
        columns: &["session", "client_id", "redirect_uri", "salt", "expires_at"],
    },
];
