//! Consent questions: validated authorization requests that wait for an answer.

use super::error::StoreError;
use super::query::{query, query_as};
use super::rows;
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::time::Timestamp;

/// The most questions that wait for one session; the oldest are deleted.
const PER_SESSION: i64 = 20;

/// A validated authorization request, which is granted if the answer is yes.
pub(crate) struct ConsentRecord {
    pub(crate) application: ClientId,
    pub(crate) redirect_uri: String,
    pub(crate) scope: ScopeSet,
    pub(crate) state: Option<String>,
    pub(crate) code_challenge: String,
}

/// A stored question with its answer.
pub(crate) struct AskedConsent {
    pub(crate) question: ConsentRecord,
    /// `None` until it is answered.
    pub(crate) allowed: Option<bool>,
    /// The last code that was issued for the answer.
    pub(crate) code: Option<Digest>,
}

const ALLOW: &str = "allow";
const DENY: &str = "deny";

#[derive(sqlx::FromRow)]
struct Row {
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: Option<String>,
    code_challenge: String,
    answer: Option<String>,
    code: Option<Vec<u8>>,
}

/// Adds a consent question of a session and an application that work.
pub(super) const INSERT_CONSENT: &str = "INSERT INTO consent (digest, session, client_id, redirect_uri, scope, state, \
     code_challenge, expires_at) \
     SELECT $1, session.digest, working_application.client_id, $4, $5, $6, $7, $8 \
     FROM session \
     JOIN working_account ON working_account.account_id = session.account_id \
     JOIN working_application ON working_application.client_id = $3 \
     WHERE session.digest = $2";

/// A consent question whose session and application work.
pub(super) const CONSENT: &str = "SELECT client_id, redirect_uri, scope, state, code_challenge, answer, code \
     FROM consent WHERE digest = $1 AND session = $2 AND expires_at > $3 \
     AND EXISTS (SELECT 1 FROM working_application \
     WHERE working_application.client_id = consent.client_id) \
     AND EXISTS (SELECT 1 FROM session \
     JOIN working_account ON working_account.account_id = session.account_id \
     WHERE session.digest = consent.session AND session.expires_at > $3)";

impl Tx {
    /// Stores a question for one session; `false` if session, account or application ended or was
    /// disabled.
    pub(crate) async fn insert_consent(
        &mut self,
        digest: Digest,
        session: Digest,
        question: &ConsentRecord,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        query(
            "DELETE FROM consent WHERE session = $1 AND digest NOT IN \
             (SELECT digest FROM consent WHERE session = $1 ORDER BY expires_at DESC LIMIT $2)",
        )
        .bind(session.as_bytes())
        .bind(PER_SESSION - 1)
        .execute(self.connection()?)
        .await?;
        let affected = query(INSERT_CONSENT)
            .bind(digest.as_bytes())
            .bind(session.as_bytes())
            .bind(question.application.as_str())
            .bind(&question.redirect_uri)
            .bind(question.scope.to_string())
            .bind(question.state.as_deref())
            .bind(&question.code_challenge)
            .bind(expires_at.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(affected == 1)
    }

    /// A question of this session; `None` if there is none, it expired, or session, account or
    /// application ended or was disabled.
    pub(crate) async fn consent(
        &mut self,
        digest: Digest,
        session: Digest,
        now: Timestamp,
    ) -> Result<Option<AskedConsent>, StoreError> {
        let row: Option<Row> = query_as(CONSENT)
            .bind(digest.as_bytes())
            .bind(session.as_bytes())
            .bind(now.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let code = row.code.as_deref().map(Digest::from_stored).transpose();
        Ok(Some(AskedConsent {
            question: ConsentRecord {
                application: ClientId::try_from(row.client_id).map_err(StoreError::corrupt)?,
                redirect_uri: row.redirect_uri,
                scope: rows::scope(&row.scope)?,
                state: row.state,
                code_challenge: row.code_challenge,
            },
            allowed: row.answer.map(|answer| answer == ALLOW),
            code: code.map_err(StoreError::corrupt)?,
        }))
    }

    /// Stores the answer to a question and its code. The question is found by the same answer until
    /// `expires_at`.
    pub(crate) async fn answer_consent(
        &mut self,
        digest: Digest,
        allowed: bool,
        code: Option<Digest>,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE consent SET answer = $2, code = $3, \
             expires_at = CASE WHEN answer IS NULL THEN $4 ELSE expires_at END WHERE digest = $1",
        )
        .bind(digest.as_bytes())
        .bind(if allowed { ALLOW } else { DENY })
        .bind(code.as_ref().map(Digest::as_bytes))
        .bind(expires_at.as_millis())
        .execute(self.connection()?)
        .await?;
        Ok(())
    }
}
