//! Test flows that wait for their callback.

use super::error::StoreError;
use super::query::{query, query_as, query_scalar};
use super::tx::Tx;
use crate::secrets::digest::Digest;
use crate::secrets::test_flow::VerifierSalt;
use domain::application::ClientId;
use domain::time::Timestamp;

/// The most test flows that wait for one session; the oldest are deleted.
const PER_SESSION: i64 = 5;

/// Which test flow: by its `state`, and by who may finish it.
#[derive(Clone)]
pub(crate) struct TestFlowKey {
    pub(crate) state: Digest,
    pub(crate) session: Digest,
    pub(crate) application: ClientId,
}

/// A test flow that was waiting.
pub(crate) struct WaitingTestFlow {
    pub(crate) redirect_uri: String,
    pub(crate) salt: VerifierSalt,
}

#[derive(sqlx::FromRow)]
struct Row {
    redirect_uri: String,
    salt: Vec<u8>,
}

/// Adds a test flow of an application that works, by a session of its owner.
pub(super) const INSERT_TEST_FLOW: &str = "INSERT INTO test_flow (digest, session, client_id, redirect_uri, salt, expires_at) \
     SELECT $1, session.digest, application.client_id, $4, $5, $6 \
     FROM session \
     JOIN working_account ON working_account.account_id = session.account_id \
     JOIN application ON application.account_id = session.account_id \
     JOIN working_application ON working_application.client_id = application.client_id \
     WHERE session.digest = $2 AND application.client_id = $3";

/// The condition that a test flow waits, and that its session and application work.
macro_rules! waits {
    () => {
        "FROM test_flow WHERE digest = $1 AND session = $2 AND client_id = $3 AND expires_at > $4 \
         AND EXISTS (SELECT 1 FROM working_application \
         WHERE working_application.client_id = test_flow.client_id) \
         AND EXISTS (SELECT 1 FROM session \
         JOIN working_account ON working_account.account_id = session.account_id \
         WHERE session.digest = test_flow.session AND session.expires_at > $4)"
    };
}

/// Whether a test flow with this redirect URI waits.
pub(super) const IS_WAITING: &str = concat!("SELECT TRUE ", waits!(), " AND redirect_uri = $5");
/// Removes a test flow that waits.
pub(super) const TAKE: &str = concat!("DELETE ", waits!(), " RETURNING redirect_uri, salt");

impl Tx {
    /// Stores a test flow; `false` if the session's account has no such application, or session,
    /// account or application ended or was disabled.
    pub(crate) async fn insert_test_flow(
        &mut self,
        key: &TestFlowKey,
        waiting: &WaitingTestFlow,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        query(
            "DELETE FROM test_flow WHERE session = $1 AND digest NOT IN \
             (SELECT digest FROM test_flow WHERE session = $1 ORDER BY expires_at DESC LIMIT $2)",
        )
        .bind(key.session.as_bytes())
        .bind(PER_SESSION - 1)
        .execute(self.connection()?)
        .await?;
        let affected = query(INSERT_TEST_FLOW)
            .bind(key.state.as_bytes())
            .bind(key.session.as_bytes())
            .bind(key.application.as_str())
            .bind(&waiting.redirect_uri)
            .bind(waiting.salt.as_bytes())
            .bind(expires_at.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(affected == 1)
    }

    /// Whether a test flow waits for its callback at this redirect URI.
    pub(crate) async fn is_test_callback(
        &mut self,
        key: &TestFlowKey,
        redirect_uri: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let found: Option<bool> = query_scalar(IS_WAITING)
            .bind(key.state.as_bytes())
            .bind(key.session.as_bytes())
            .bind(key.application.as_str())
            .bind(now.as_millis())
            .bind(redirect_uri)
            .fetch_optional(self.connection()?)
            .await?;
        Ok(found.is_some())
    }

    /// Removes a test flow that waits, so that it ends once.
    pub(crate) async fn take_test_flow(
        &mut self,
        key: &TestFlowKey,
        now: Timestamp,
    ) -> Result<Option<WaitingTestFlow>, StoreError> {
        let row: Option<Row> = query_as(TAKE)
            .bind(key.state.as_bytes())
            .bind(key.session.as_bytes())
            .bind(key.application.as_str())
            .bind(now.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        let Some(Row { redirect_uri, salt }) = row else { return Ok(None) };
        let salt = VerifierSalt::from_stored(&salt).map_err(StoreError::corrupt)?;
        Ok(Some(WaitingTestFlow { redirect_uri, salt }))
    }
}
