//! Client secrets of an application: only digests and last four characters are stored.

use super::error::StoreError;
use super::query::{query, query_scalar};
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::account::AccountId;
use domain::application::ClientId;
use domain::time::Timestamp;

/// A client secret to insert.
pub(crate) struct NewSecret<'a> {
    pub(crate) application: &'a ClientId,
    pub(crate) digest: Digest,
    pub(crate) last_four: &'a str,
    pub(crate) at: Timestamp,
    /// The form, if the same form was answered with another secret before.
    pub(crate) repeated_form: Option<&'a str>,
}

impl Tx {
    /// Adds a client secret.
    pub(crate) async fn insert_secret(&mut self, secret: NewSecret<'_>) -> Result<(), StoreError> {
        query(
            "INSERT INTO client_secret \
             (digest, client_id, last_four, created_at, idempotency_key) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(secret.digest.as_bytes())
        .bind(secret.application.as_str())
        .bind(secret.last_four)
        .bind(secret.at.as_millis())
        .bind(secret.repeated_form)
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// Whether an application has a secret, removed or not, that ends in these four characters.
    pub(crate) async fn has_secret_ending(
        &mut self,
        application: &ClientId,
        last_four: &str,
    ) -> Result<bool, StoreError> {
        let found: Option<bool> =
            query_scalar("SELECT TRUE FROM client_secret WHERE client_id = $1 AND last_four = $2")
                .bind(application.as_str())
                .bind(last_four)
                .fetch_optional(self.connection()?)
                .await?;
        Ok(found.is_some())
    }

    /// Removes an active secret of an account's application, or restores a removed one
    /// (`removed_at` is `None`); `false` if there is none.
    pub(crate) async fn set_secret_removed(
        &mut self,
        owner: &AccountId,
        application: &ClientId,
        last_four: &str,
        removed_at: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let affected = query(
            "UPDATE client_secret SET removed_at = $4, \
             superseded_until = CASE WHEN $4 IS NULL THEN NULL ELSE superseded_until END, \
             idempotency_key = CASE WHEN $4 IS NULL THEN NULL ELSE idempotency_key END \
             WHERE client_id = $1 AND last_four = $2 \
             AND (removed_at IS NULL) = ($4 IS NOT NULL) \
             AND EXISTS (SELECT 1 FROM application WHERE application.client_id = $1 \
             AND application.account_id = $3 AND application.deleted_at IS NULL)",
        )
        .bind(application.as_str())
        .bind(last_four)
        .bind(owner.as_str())
        .bind(removed_at.map(Timestamp::as_millis))
        .execute(self.connection()?)
        .await?;
        Ok(affected == 1)
    }

    /// How many secrets a form was answered with before this one; `None` if this secret was used or
    /// removed.
    pub(crate) async fn unused_secrets_of_form(
        &mut self,
        application: &ClientId,
        digest: Digest,
        key: &str,
    ) -> Result<Option<i64>, StoreError> {
        query_scalar(
            "SELECT (SELECT count(*) FROM client_secret AS other \
             WHERE other.client_id = $1 AND other.idempotency_key = $3) \
             FROM client_secret WHERE digest = $2 AND client_id = $1 \
             AND removed_at IS NULL AND last_used_at IS NULL",
        )
        .bind(application.as_str())
        .bind(digest.as_bytes())
        .bind(key)
        .fetch_optional(self.connection()?)
        .await
    }

    /// Marks a secret as superseded by a later one of the same form: it works until `until`, or
    /// until one of the form's secrets is used.
    pub(crate) async fn supersede_secret(
        &mut self,
        digest: Digest,
        key: &str,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE client_secret SET idempotency_key = $2, superseded_until = $3 \
             WHERE digest = $1",
        )
        .bind(digest.as_bytes())
        .bind(key)
        .bind(until.as_millis())
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// Keeps the one of a form's secrets that was used and deletes the others; `false` if this one
    /// was deleted, because another was used first.
    pub(crate) async fn retire_other_secrets(
        &mut self,
        application: &ClientId,
        digest: Digest,
    ) -> Result<bool, StoreError> {
        query(
            "DELETE FROM client_secret WHERE client_id = $1 AND digest <> $2 \
             AND removed_at IS NULL AND idempotency_key = (SELECT used.idempotency_key FROM client_secret AS used \
             WHERE used.digest = $2)",
        )
        .bind(application.as_str())
        .bind(digest.as_bytes())
        .execute(self.connection()?)
        .await?;
        let kept = query(
            "UPDATE client_secret SET idempotency_key = NULL, superseded_until = NULL \
             WHERE digest = $1",
        )
        .bind(digest.as_bytes())
        .execute(self.connection()?)
        .await?;
        Ok(kept == 1)
    }
}
