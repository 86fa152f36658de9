//! Sessions. Every lookup joins on the account's state, so disabling an account ends them all.

use super::error::StoreError;
use super::query::{query, query_as};
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::account::{AccountId, Email, PersonName};
use domain::session::SignedIn;
use domain::time::Timestamp;

/// A session to insert.
pub(crate) struct NewSessionRow<'a> {
    pub(crate) digest: Digest,
    pub(crate) account: &'a AccountId,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) ip: Option<String>,
    pub(crate) user_agent: Option<String>,
}

/// A session in a list.
pub(crate) struct SessionRow {
    pub(crate) digest: Digest,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) ip: Option<String>,
    pub(crate) user_agent: Option<String>,
}

/// A valid session.
pub(crate) struct SessionRecord {
    pub(crate) signed_in: SignedIn,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: String,
    email: String,
    name: String,
    created_at: i64,
    last_seen_at: i64,
}

#[derive(sqlx::FromRow)]
struct ListRow {
    digest: Vec<u8>,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
    address: Option<String>,
    user_agent: Option<String>,
}

/// The session of a token.
pub(super) const SESSION: &str = "SELECT account.account_id, account.email, account.name, session.created_at, \
     session.last_seen_at FROM session \
     JOIN working_account AS account ON account.account_id = session.account_id \
     WHERE session.digest = $1 AND session.expires_at > $2 AND session.last_seen_at > $3";

impl Tx {
    /// Adds a session.
    pub(crate) async fn insert_session(
        &mut self,
        session: NewSessionRow<'_>,
    ) -> Result<(), StoreError> {
        query(
            "INSERT INTO session \
             (digest, account_id, created_at, last_seen_at, expires_at, address, user_agent) \
             VALUES ($1, $2, $3, $3, $4, $5, $6)",
        )
        .bind(session.digest.as_bytes())
        .bind(session.account.as_str())
        .bind(session.at.as_millis())
        .bind(session.expires_at.as_millis())
        .bind(session.ip)
        .bind(session.user_agent)
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// The session of a token, unless it ended, was idle since before `idle_since`, or its account
    /// is disabled.
    pub(crate) async fn session(
        &mut self,
        digest: Digest,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let row: Option<Row> = query_as(SESSION)
            .bind(digest.as_bytes())
            .bind(now.as_millis())
            .bind(idle_since.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SessionRecord {
            signed_in: SignedIn {
                account: AccountId::try_from(row.account_id).map_err(StoreError::corrupt)?,
                email: Email::try_from(row.email).map_err(StoreError::corrupt)?,
                name: PersonName::try_from(row.name).map_err(StoreError::corrupt)?,
            },
            created_at: Timestamp::from_millis(row.created_at),
            last_seen_at: Timestamp::from_millis(row.last_seen_at),
        }))
    }

    /// Stores that a session was used.
    pub(crate) async fn touch_session(
        &mut self,
        digest: Digest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        query("UPDATE session SET last_seen_at = $2 WHERE digest = $1 AND last_seen_at < $2")
            .bind(digest.as_bytes())
            .bind(now.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// The valid sessions of an account, most recently used first.
    pub(crate) async fn sessions_of(
        &mut self,
        account: &AccountId,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let rows: Vec<ListRow> = query_as(
            "SELECT digest, created_at, last_seen_at, expires_at, address, user_agent \
             FROM session WHERE account_id = $1 AND expires_at > $2 AND last_seen_at > $3 \
             ORDER BY last_seen_at DESC, digest",
        )
        .bind(account.as_str())
        .bind(now.as_millis())
        .bind(idle_since.as_millis())
        .fetch_all(self.connection()?)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(SessionRow {
                    digest: Digest::from_stored(&row.digest).map_err(StoreError::corrupt)?,
                    created_at: Timestamp::from_millis(row.created_at),
                    last_seen_at: Timestamp::from_millis(row.last_seen_at),
                    expires_at: Timestamp::from_millis(row.expires_at),
                    ip: row.address,
                    user_agent: row.user_agent,
                })
            })
            .collect()
    }

    /// Ends a session of an account; `false` if it has none with this digest.
    pub(crate) async fn delete_session_of(
        &mut self,
        account: &AccountId,
        digest: Digest,
    ) -> Result<bool, StoreError> {
        let affected = query("DELETE FROM session WHERE account_id = $1 AND digest = $2")
            .bind(account.as_str())
            .bind(digest.as_bytes())
            .execute(self.connection()?)
            .await?;
        Ok(affected == 1)
    }

    /// Ends all sessions of an account but one. Returns their number.
    pub(crate) async fn delete_other_sessions_of(
        &mut self,
        account: &AccountId,
        kept: Digest,
    ) -> Result<u64, StoreError> {
        let affected = query("DELETE FROM session WHERE account_id = $1 AND digest <> $2")
            .bind(account.as_str())
            .bind(kept.as_bytes())
            .execute(self.connection()?)
            .await?;
        Ok(affected)
    }

    /// Ends one session.
    pub(crate) async fn delete_session(&mut self, digest: Digest) -> Result<(), StoreError> {
        query("DELETE FROM session WHERE digest = $1")
            .bind(digest.as_bytes())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// Ends all sessions of an account.
    pub(crate) async fn delete_sessions_of(
        &mut self,
        account: &AccountId,
    ) -> Result<(), StoreError> {
        query("DELETE FROM session WHERE account_id = $1")
            .bind(account.as_str())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }
}
