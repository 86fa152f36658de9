//! Authorization codes. A code is spent by one statement whose WHERE holds all that the code is
//! bound to, so a wrong caller spends nothing, and only one of many concurrent callers succeeds.

use super::error::StoreError;
use super::query::{query, query_as};
use super::rows;
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::permission::ScopeSet;
use domain::redirect_uri::RedirectUri;
use domain::time::Timestamp;

/// A code to insert.
pub(crate) struct NewCode<'a> {
    pub(crate) digest: Digest,
    pub(crate) grant: &'a str,
    pub(crate) application: &'a ClientId,
    pub(crate) family: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) scope: &'a ScopeSet,
    pub(crate) code_challenge: &'a str,
    pub(crate) expires_at: Timestamp,
}

/// The values that must match to spend a code.
pub(crate) struct SpendCode<'a> {
    pub(crate) digest: Digest,
    pub(crate) application: &'a ClientId,
    /// Compared only if it was sent.
    pub(crate) redirect_uri: Option<&'a str>,
    pub(crate) code_challenge: &'a str,
    pub(crate) at: Timestamp,
}

/// The content of a spent code.
pub(crate) struct SpentCode {
    pub(crate) grant: String,
    pub(crate) family: String,
    pub(crate) scope: ScopeSet,
    pub(crate) permissions: ScopeSet,
    /// The redirect URI to which it was sent.
    pub(crate) redirect_uri: String,
    /// The redirect URIs of its application.
    pub(crate) redirect_uris: Vec<RedirectUri>,
}

/// A code that could not be spent, to find out why.
pub(crate) struct RefusedCode {
    pub(crate) family: String,
    pub(crate) redirect_uri: String,
    pub(crate) code_challenge: String,
    pub(crate) spent: bool,
    pub(crate) expired: bool,
}

impl RefusedCode {
    /// Whether another redirect URI was sent than the code was sent to.
    pub(crate) fn is_for_other_redirect_uri(&self, sent: Option<&str>) -> bool {
        sent.is_some_and(|sent| sent != self.redirect_uri)
    }
}

#[derive(sqlx::FromRow)]
struct SpentRow {
    grant_id: String,
    family_id: String,
    scope: String,
    permissions: String,
    redirect_uri: String,
    redirect_uris: Option<String>,
}

#[derive(sqlx::FromRow)]
struct RefusedRow {
    family_id: String,
    redirect_uri: String,
    code_challenge: String,
    expires_at: i64,
    spent_at: Option<i64>,
}

/// Spends a code. The WHERE has everything that it is bound to and every state that forbids it.
pub(super) const SPEND_CODE: &str = "UPDATE authorization_code SET spent_at = $5 \
     WHERE digest = $1 AND client_id = $2 AND ($3 IS NULL OR redirect_uri = $3) AND code_challenge = $4 \
     AND spent_at IS NULL AND expires_at > $5 \
     AND EXISTS (SELECT 1 FROM working_grant \
     WHERE working_grant.grant_id = authorization_code.grant_id) \
     RETURNING grant_id, family_id, scope, redirect_uri, (SELECT permissions FROM application \
     WHERE application.client_id = authorization_code.client_id) AS permissions, \
     (SELECT string_agg(uri, ' ' ORDER BY position) FROM redirect_uri \
     WHERE redirect_uri.client_id = authorization_code.client_id) AS redirect_uris";

/// Adds a code of a grant that works.
pub(super) const INSERT_CODE: &str = "INSERT INTO authorization_code \
     (digest, grant_id, client_id, family_id, \
     redirect_uri, scope, code_challenge, expires_at) \
     SELECT $1, grant_id, client_id, $4, $5, $6, $7, $8 FROM working_grant \
     WHERE grant_id = $2 AND client_id = $3";

impl Tx {
    /// Adds a code, if its grant exists and application and accounts are active; `false` otherwise.
    pub(crate) async fn insert_code(&mut self, code: NewCode<'_>) -> Result<bool, StoreError> {
        let affected = query(INSERT_CODE)
            .bind(code.digest.as_bytes())
            .bind(code.grant)
            .bind(code.application.as_str())
            .bind(code.family)
            .bind(code.redirect_uri)
            .bind(code.scope.to_string())
            .bind(code.code_challenge)
            .bind(code.expires_at.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(affected == 1)
    }

    /// Spends a code; `None` if it is unknown, spent, expired, or another application's, if
    /// redirect URI or challenge differ, or if application, grant or account was deleted or
    /// disabled.
    pub(crate) async fn spend_code(
        &mut self,
        spend: SpendCode<'_>,
    ) -> Result<Option<SpentCode>, StoreError> {
        let row: Option<SpentRow> = query_as(SPEND_CODE)
            .bind(spend.digest.as_bytes())
            .bind(spend.application.as_str())
            .bind(spend.redirect_uri)
            .bind(spend.code_challenge)
            .bind(spend.at.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SpentCode {
            grant: row.grant_id,
            family: row.family_id,
            scope: rows::scope(&row.scope)?,
            permissions: rows::scope(&row.permissions)?,
            redirect_uri: row.redirect_uri,
            redirect_uris: rows::redirect_uris(row.redirect_uris.as_deref()),
        }))
    }

    /// Deletes a code that was not spent.
    pub(crate) async fn delete_unspent_code(&mut self, digest: Digest) -> Result<(), StoreError> {
        query("DELETE FROM authorization_code WHERE digest = $1 AND spent_at IS NULL")
            .bind(digest.as_bytes())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// A code of this application that could not be spent.
    pub(crate) async fn refused_code(
        &mut self,
        digest: Digest,
        application: &ClientId,
        now: Timestamp,
    ) -> Result<Option<RefusedCode>, StoreError> {
        let row: Option<RefusedRow> = query_as(
            "SELECT family_id, redirect_uri, code_challenge, expires_at, spent_at \
             FROM authorization_code WHERE digest = $1 AND client_id = $2",
        )
        .bind(digest.as_bytes())
        .bind(application.as_str())
        .fetch_optional(self.connection()?)
        .await?;
        Ok(row.map(|row| RefusedCode {
            family: row.family_id,
            redirect_uri: row.redirect_uri,
            code_challenge: row.code_challenge,
            spent: row.spent_at.is_some(),
            expired: row.expires_at <= now.as_millis(),
        }))
    }
}
