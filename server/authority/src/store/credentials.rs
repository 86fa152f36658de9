//! Client secrets: their digests and last four characters.

use super::{StoreError, Tx};
use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::time::Timestamp;

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
}
