//! Client secrets: their digests and last four characters, and who authenticates by them.

use super::{StoreError, Tx, applications};
use crate::secrets::digest::Digest;
use domain::account::AccountId;
use domain::application::{ApplicationKind, ClientId};
use domain::permission::ScopeSet;
use domain::time::Timestamp;

/// An application that works, and whether the secret that it named is one of its own.
pub(crate) struct CredentialRecord {
    pub(crate) kind: ApplicationKind,
    pub(crate) permissions: ScopeSet,
    pub(crate) secret_is_right: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    permissions: String,
    secret_is_right: bool,
}

/// An application that works, and whether $2 is the digest of one of its secrets.
pub(super) const CREDENTIALS: &str = "SELECT application.kind, application.permissions, \
     client_secret.digest IS NOT NULL AS secret_is_right \
     FROM application \
     JOIN account AS owner ON owner.account_id = application.account_id \
     LEFT JOIN client_secret ON client_secret.digest = $2 \
     AND client_secret.client_id = application.client_id \
     WHERE application.client_id = $1 AND application.deleted_at IS NULL \
     AND owner.disabled_at IS NULL";

impl Tx {
    /// Adds a client secret.
    pub(crate) async fn insert_secret(
        &mut self,
        application: &ClientId,
        digest: Digest,
        last_four: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO client_secret (digest, client_id, last_four, created_at) \
             VALUES ($1, $2, $3, $4)",
        )
        .bind(digest.as_bytes())
        .bind(application.as_str())
        .bind(last_four)
        .bind(at.0)
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// Removes a secret of an account's application, unless it is the last one; `false` if nothing
    /// was removed.
    pub(crate) async fn delete_secret(
        &mut self,
        owner: &AccountId,
        application: &ClientId,
        last_four: &str,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "DELETE FROM client_secret WHERE client_id = $1 AND last_four = $2 \
             AND EXISTS (SELECT 1 FROM application WHERE application.client_id = $1 \
             AND application.account_id = $3 AND application.deleted_at IS NULL) \
             AND (SELECT count(*) FROM client_secret AS other WHERE other.client_id = $1) > 1",
        )
        .bind(application.as_str())
        .bind(last_four)
        .bind(owner.as_str())
        .execute(self.connection()?)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// What there is to know about an application that names a secret. One look-up, whether or not
    /// there is such an application.
    pub(crate) async fn credentials(
        &mut self,
        application: &ClientId,
        secret: Option<Digest>,
    ) -> Result<Option<CredentialRecord>, StoreError> {
        let row: Option<Row> = sqlx::query_as(CREDENTIALS)
            .bind(application.as_str())
            .bind(secret.as_ref().map(Digest::as_bytes))
            .fetch_optional(self.connection()?)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(CredentialRecord {
            kind: applications::kind(&row.kind)?,
            permissions: applications::scope(&row.permissions)?,
            secret_is_right: row.secret_is_right,
        }))
    }
}
