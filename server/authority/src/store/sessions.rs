//! Sessions. Every lookup joins on the account's state, so disabling an account ends them all.

use super::{StoreError, Tx};
use crate::secrets::digest::Digest;
use domain::account::{AccountId, Email, PersonName};
use domain::session::SignedIn;
use domain::time::Timestamp;

/// A session that is about to exist.
pub(crate) struct NewSessionRow<'a> {
    pub(crate) digest: Digest,
    pub(crate) account: &'a AccountId,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) address: Option<String>,
    pub(crate) user_agent: Option<String>,
}

/// A session that works.
pub(crate) struct SessionRecord {
    pub(crate) signed_in: SignedIn,
    pub(crate) last_seen_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: String,
    email: String,
    name: String,
    last_seen_at: i64,
}

impl Tx {
    /// Adds a session.
    pub(crate) async fn insert_session(
        &mut self,
        session: NewSessionRow<'_>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO session \
             (digest, account_id, created_at, last_seen_at, expires_at, address, user_agent) \
             VALUES ($1, $2, $3, $3, $4, $5, $6)",
        )
        .bind(session.digest.as_bytes())
        .bind(session.account.as_str())
        .bind(session.at.0)
        .bind(session.expires_at.0)
        .bind(session.address)
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
        let row: Option<Row> = sqlx::query_as(
            "SELECT account.account_id, account.email, account.name, session.last_seen_at \
             FROM session JOIN account ON account.account_id = session.account_id \
             WHERE session.digest = $1 AND session.expires_at > $2 \
             AND session.last_seen_at > $3 AND account.disabled_at IS NULL",
        )
        .bind(digest.as_bytes())
        .bind(now.0)
        .bind(idle_since.0)
        .fetch_optional(self.connection()?)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SessionRecord {
            signed_in: SignedIn {
                account: AccountId::try_from(row.account_id).map_err(StoreError::corrupt)?,
                email: Email::try_from(row.email).map_err(StoreError::corrupt)?,
                name: PersonName::try_from(row.name).map_err(StoreError::corrupt)?,
            },
            last_seen_at: Timestamp(row.last_seen_at),
        }))
    }

    /// Notes that a session was used.
    pub(crate) async fn touch_session(
        &mut self,
        digest: Digest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE session SET last_seen_at = $2 WHERE digest = $1 AND last_seen_at < $2")
            .bind(digest.as_bytes())
            .bind(now.0)
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// Ends one session.
    pub(crate) async fn delete_session(&mut self, digest: Digest) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM session WHERE digest = $1")
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
        sqlx::query("DELETE FROM session WHERE account_id = $1")
            .bind(account.as_str())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }
}
