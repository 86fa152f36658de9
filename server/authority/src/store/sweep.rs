//! Deleting rows that are of no more use, a batch at a time, so that nobody waits long for the writer.

use super::connection::Engine;
use super::error::StoreError;
use super::query::{query, query_as, query_scalar};
use super::tx::Tx;
use domain::account::AccountId;
use domain::application::ClientId;
use domain::time::Timestamp;

/// The most rows that one statement deletes.
const BATCH: i64 = 500;

impl Tx {
    /// Whether this transaction may sweep: no other one does, on any node, until it ends.
    pub(crate) async fn take_sweep_turn(&mut self) -> Result<bool, StoreError> {
        // The second number tells schemas of one database apart.
        const TURN: &str =
            "SELECT pg_try_advisory_xact_lock(1668245104, hashtext(current_schema()))";
        match self.engine() {
            // It holds the write lock.
            Engine::Sqlite => Ok(true),
            Engine::Postgres => query_scalar(TURN).fetch_one(self.connection()?).await,
        }
    }

    /// Deletes sessions that ended or were idle since before `idle_since`; `true` if there may be
    /// more.
    pub(crate) async fn sweep_sessions(
        &mut self,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<bool, StoreError> {
        let affected = query(
            "DELETE FROM session WHERE digest IN \
             (SELECT digest FROM session WHERE expires_at <= $1 OR last_seen_at <= $2 LIMIT $3)",
        )
        .bind(now.as_millis())
        .bind(idle_since.as_millis())
        .bind(BATCH)
        .execute(self.connection()?)
        .await?;
        Ok(is_full(affected))
    }

    /// Deletes links that have expired; `true` if there may be more.
    pub(crate) async fn sweep_links(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM link WHERE digest IN \
             (SELECT digest FROM link WHERE expires_at <= $1 LIMIT $2)";
        self.sweep_expired(SWEEP, now).await
    }

    /// Deletes idempotency keys created at or before `until`; `true` if there may be more.
    pub(crate) async fn sweep_idempotency_keys(
        &mut self,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM idempotency_key WHERE (account_id, idempotency_key) IN \
             (SELECT account_id, idempotency_key FROM idempotency_key \
             WHERE created_at <= $1 LIMIT $2)";
        self.sweep_expired(SWEEP, until).await
    }

    /// Deletes secrets that were removed at or before `until`; `true` if there may be more.
    pub(crate) async fn sweep_removed_secrets(
        &mut self,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM client_secret WHERE digest IN \
             (SELECT digest FROM client_secret WHERE removed_at <= $1 LIMIT $2)";
        self.sweep_expired(SWEEP, until).await
    }

    /// Deletes secrets that another one of the same form superseded; `true` if there may be more.
    pub(crate) async fn sweep_superseded_secrets(
        &mut self,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM client_secret WHERE digest IN \
             (SELECT digest FROM client_secret \
             WHERE superseded_until <= $1 AND removed_at IS NULL LIMIT $2)";
        self.sweep_expired(SWEEP, now).await
    }

    /// Deletes consent questions that have expired; `true` if there may be more.
    pub(crate) async fn sweep_consents(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM consent WHERE digest IN \
             (SELECT digest FROM consent WHERE expires_at <= $1 LIMIT $2)";
        self.sweep_expired(SWEEP, now).await
    }

    /// Deletes test flows that have expired; `true` if there may be more.
    pub(crate) async fn sweep_test_flows(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM test_flow WHERE digest IN \
             (SELECT digest FROM test_flow WHERE expires_at <= $1 LIMIT $2)";
        self.sweep_expired(SWEEP, now).await
    }

    /// Deletes codes that expired at or before `until`; `true` if there may be more.
    pub(crate) async fn sweep_codes(&mut self, until: Timestamp) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM authorization_code WHERE digest IN \
             (SELECT digest FROM authorization_code WHERE expires_at <= $1 LIMIT $2)";
        self.sweep_expired(SWEEP, until).await
    }

    /// Deletes access tokens that have expired; `true` if there may be more.
    pub(crate) async fn sweep_access_tokens(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM access_token WHERE digest IN \
             (SELECT digest FROM access_token WHERE expires_at <= $1 LIMIT $2)";
        self.sweep_expired(SWEEP, now).await
    }

    /// Deletes refresh tokens that have expired, spent or not; `true` if there may be more.
    pub(crate) async fn sweep_refresh_tokens(
        &mut self,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM refresh_token WHERE digest IN \
             (SELECT digest FROM refresh_token WHERE expires_at <= $1 LIMIT $2)";
        self.sweep_expired(SWEEP, now).await
    }

    /// Deletes families that have expired; `true` if there may be more.
    pub(crate) async fn sweep_families(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM token_family WHERE family_id IN \
             (SELECT family_id FROM token_family WHERE expires_at <= $1 LIMIT $2)";
        self.sweep_expired(SWEEP, now).await
    }

    /// Deletes audit events of `until` or earlier; `true` if there may be more. Identifiers of events
    /// rise with time, so it is enough to look at the oldest ones; there is no index by time.
    pub(crate) async fn sweep_audit_events(
        &mut self,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        const SWEEP: &str = "DELETE FROM audit_event WHERE event_id IN \
             (SELECT event_id FROM \
             (SELECT event_id, at FROM audit_event ORDER BY event_id LIMIT $2) AS oldest \
             WHERE at <= $1)";
        self.sweep_expired(SWEEP, until).await
    }

    async fn sweep_expired(
        &mut self,
        statement: &'static str,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let affected = query(statement)
            .bind(until.as_millis())
            .bind(BATCH)
            .execute(self.connection()?)
            .await?;
        Ok(is_full(affected))
    }

    /// Deletes some of the tokens and grants of a deleted application, so that erasing it is short;
    /// `true` if there may be more. An application that was restored in the meantime keeps the
    /// rest.
    pub(crate) async fn sweep_application(&mut self, id: &ClientId) -> Result<bool, StoreError> {
        const TOKENS: &str = "DELETE FROM access_token WHERE digest IN \
             (SELECT digest FROM access_token WHERE client_id = $1 LIMIT $2) \
             AND EXISTS (SELECT 1 FROM application \
             WHERE application.client_id = $1 AND application.deleted_at IS NOT NULL)";
        const GRANTS: &str = "DELETE FROM account_grant WHERE grant_id IN \
             (SELECT grant_id FROM account_grant WHERE client_id = $1 LIMIT $2) \
             AND EXISTS (SELECT 1 FROM application \
             WHERE application.client_id = $1 AND application.deleted_at IS NOT NULL)";
        let mut more = false;
        for (statement, batch) in [(TOKENS, BATCH), (GRANTS, BATCH / 10)] {
            let affected =
                query(statement).bind(id.as_str()).bind(batch).execute(self.connection()?).await?;
            more |= affected >= batch.unsigned_abs();
        }
        Ok(more)
    }

    /// Applications deleted at or before `until`, with their owners: as many as are erased at once.
    pub(crate) async fn deleted_before(
        &mut self,
        until: Timestamp,
    ) -> Result<Vec<(AccountId, ClientId)>, StoreError> {
        let rows: Vec<(String, String)> = query_as(
            "SELECT account_id, client_id FROM application WHERE deleted_at <= $1 \
             ORDER BY deleted_at LIMIT $2",
        )
        .bind(until.as_millis())
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
