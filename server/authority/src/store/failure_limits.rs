//! Failures that are counted in the database: PostgreSQL only. Each statement is a transaction of its
//! own; see `postgres::Database::failures`.

use super::error::StoreError;
use super::query::{query, query_scalar};
use super::tx::Tx;
use crate::secrets::digest::Digest;

/// The most rows that one statement deletes.
const BATCH: i64 = 500;

/// GCRA. `free_at` is when the key owes nothing any more; a failure moves it on by the interval $3, but
/// not beyond $4. Of two that run at once the second one waits, and compares what the first one wrote.
const SPEND: &str = "INSERT INTO failure_limit AS counted (key, free_at) VALUES ($1, $2 + $3) \
     ON CONFLICT (key) DO UPDATE SET free_at = GREATEST(counted.free_at, $2) + $3 \
     WHERE GREATEST(counted.free_at, $2) + $3 <= $4 RETURNING TRUE";

impl Tx {
    /// Counts a failure, if the key owes less than `latest` afterwards. Times are in microseconds.
    pub(crate) async fn spend_failure(
        &mut self,
        key: Digest,
        now: i64,
        interval: i64,
        latest: i64,
    ) -> Result<bool, StoreError> {
        let counted: Option<bool> = query_scalar(SPEND)
            .bind(key.as_bytes())
            .bind(now)
            .bind(interval)
            .bind(latest)
            .fetch_optional(self.connection()?)
            .await?;
        Ok(counted.is_some())
    }

    /// When a key owes nothing any more.
    pub(crate) async fn failures_free_at(
        &mut self,
        key: Digest,
    ) -> Result<Option<i64>, StoreError> {
        query_scalar("SELECT free_at FROM failure_limit WHERE key = $1")
            .bind(key.as_bytes())
            .fetch_optional(self.connection()?)
            .await
    }

    /// Takes one failure back. What lies in the past counts as owing nothing.
    pub(crate) async fn refund_failure(
        &mut self,
        key: Digest,
        interval: i64,
    ) -> Result<(), StoreError> {
        query("UPDATE failure_limit SET free_at = free_at - $2 WHERE key = $1")
            .bind(key.as_bytes())
            .bind(interval)
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// Deletes keys that owe nothing; `true` if there may be more. The time is compared twice, because
    /// a key may fail again between finding and deleting it.
    pub(crate) async fn sweep_failures(&mut self, now: i64) -> Result<bool, StoreError> {
        let affected = query(
            "DELETE FROM failure_limit WHERE free_at <= $1 AND key IN \
             (SELECT key FROM failure_limit WHERE free_at <= $1 LIMIT $2)",
        )
        .bind(now)
        .bind(BATCH)
        .execute(self.connection()?)
        .await?;
        Ok(affected >= BATCH.unsigned_abs())
    }
}
