//! Taking away what is of no more use, a batch at a time, so that nobody waits long for the writer.

use super::{StoreError, Tx};
use domain::account::AccountId;
use domain::application::ClientId;
use domain::time::Timestamp;

/// The most rows that one statement takes away.
const BATCH: i64 = 500;

impl Tx {
    /// Removes sessions that ended or were idle since before `idle_since`; `true` if there may be
    /// more.
    pub(crate) async fn sweep_sessions(
        &mut self,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "DELETE FROM session WHERE digest IN \
             (SELECT digest FROM session WHERE expires_at <= $1 OR last_seen_at <= $2 LIMIT $3)",
        )
        .bind(now.0)
        .bind(idle_since.0)
        .bind(BATCH)
        .execute(self.connection()?)
        .await?;
        Ok(is_full(done.rows_affected()))
    }

    /// Removes links that have expired; `true` if there may be more.
    pub(crate) async fn sweep_links(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "DELETE FROM link WHERE digest IN \
             (SELECT digest FROM link WHERE expires_at <= $1 LIMIT $2)",
        )
        .bind(now.0)
        .bind(BATCH)
        .execute(self.connection()?)
        .await?;
        Ok(is_full(done.rows_affected()))
    }

    /// Removes idempotency keys made at or before `until`; `true` if there may be more.
    pub(crate) async fn sweep_idempotency_keys(
        &mut self,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "DELETE FROM idempotency_key WHERE (account_id, idempotency_key) IN \
             (SELECT account_id, idempotency_key FROM idempotency_key \
             WHERE created_at <= $1 LIMIT $2)",
        )
        .bind(until.0)
        .bind(BATCH)
        .execute(self.connection()?)
        .await?;
        Ok(is_full(done.rows_affected()))
    }

    /// Applications deleted at or before `until`, with their owners: as many as are erased at once.
    pub(crate) async fn deleted_before(
        &mut self,
        until: Timestamp,
    ) -> Result<Vec<(AccountId, ClientId)>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT account_id, client_id FROM application WHERE deleted_at <= $1 \
             ORDER BY deleted_at LIMIT $2",
        )
        .bind(until.0)
        .bind(BATCH / 10)
        .fetch_all(self.connection()?)
        .await?;
        rows.into_iter()
            .map(|(account, application)| {
                Ok((
                    AccountId::try_from(account).map_err(StoreError::corrupt)?,
                    ClientId::try_from(application).map_err(StoreError::corrupt)?,
                ))
            })
            .collect()
    }
}

fn is_full(rows: u64) -> bool {
    rows >= BATCH.unsigned_abs()
}
