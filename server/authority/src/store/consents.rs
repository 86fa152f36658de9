//! Questions that consent pages ask: what was validated waits here for its answer.

use super::{StoreError, Tx, applications};
use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::time::Timestamp;

/// The most questions that wait for one session; the oldest give way.
const PER_SESSION: i64 = 20;

/// What was validated, and is granted if the answer is yes.
pub(crate) struct ConsentRecord {
    pub(crate) application: ClientId,
    pub(crate) redirect_uri: String,
    pub(crate) scope: ScopeSet,
    pub(crate) state: Option<String>,
    pub(crate) code_challenge: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: Option<String>,
    code_challenge: String,
}

impl Tx {
    /// Keeps a question for one session; `false` if session, account or application stopped.
    pub(crate) async fn insert_consent(
        &mut self,
        digest: Digest,
        session: Digest,
        question: &ConsentRecord,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        sqlx::query(
            "DELETE FROM consent WHERE session = $1 AND digest NOT IN \
             (SELECT digest FROM consent WHERE session = $1 ORDER BY expires_at DESC LIMIT $2)",
        )
        .bind(session.as_bytes())
        .bind(PER_SESSION - 1)
        .execute(self.connection()?)
        .await?;
        let done = sqlx::query(
            "INSERT INTO consent (digest, session, client_id, redirect_uri, scope, state, \
             code_challenge, expires_at) \
             SELECT $1, session.digest, application.client_id, $4, $5, $6, $7, $8 FROM session \
             JOIN account ON account.account_id = session.account_id \
             JOIN application ON application.client_id = $3 \
             WHERE session.digest = $2 AND account.disabled_at IS NULL \
             AND application.deleted_at IS NULL",
        )
        .bind(digest.as_bytes())
        .bind(session.as_bytes())
        .bind(question.application.as_str())
        .bind(&question.redirect_uri)
        .bind(question.scope.to_string())
        .bind(question.state.as_deref())
        .bind(&question.code_challenge)
        .bind(expires_at.0)
        .execute(self.connection()?)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes a question that was put to this session, so that it is answered once; `None` if there
    /// is none, it waited too long, or session, account or application stopped.
    pub(crate) async fn take_consent(
        &mut self,
        digest: Digest,
        session: Digest,
        now: Timestamp,
    ) -> Result<Option<ConsentRecord>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "DELETE FROM consent WHERE digest = $1 AND session = $2 AND expires_at > $3 \
             AND EXISTS (SELECT 1 FROM application \
             JOIN account AS owner ON owner.account_id = application.account_id \
             WHERE application.client_id = consent.client_id \
             AND application.deleted_at IS NULL AND owner.disabled_at IS NULL) \
             AND EXISTS (SELECT 1 FROM session \
             JOIN account ON account.account_id = session.account_id \
             WHERE session.digest = consent.session AND session.expires_at > $3 \
             AND account.disabled_at IS NULL) \
             RETURNING client_id, redirect_uri, scope, state, code_challenge",
        )
        .bind(digest.as_bytes())
        .bind(session.as_bytes())
        .bind(now.0)
        .fetch_optional(self.connection()?)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(ConsentRecord {
            application: ClientId::try_from(row.client_id).map_err(StoreError::corrupt)?,
            redirect_uri: row.redirect_uri,
            scope: applications::scope(&row.scope)?,
            state: row.state,
            code_challenge: row.code_challenge,
        }))
    }
}
