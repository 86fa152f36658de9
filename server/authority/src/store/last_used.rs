//! When things were last used: written in batches, never by the request that uses them. A later time
//! is never replaced by an earlier one.

use super::error::StoreError;
use super::query::query;
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::redirect_uri::RedirectUri;
use domain::time::Timestamp;

impl Tx {
    /// Stores when an application was used.
    pub(crate) async fn application_used(
        &mut self,
        id: &ClientId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const USED: &str = "UPDATE application SET last_used_at = $2 \
             WHERE client_id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
        query(USED).bind(id.as_str()).bind(at.as_millis()).execute(self.connection()?).await?;
        Ok(())
    }

    /// Stores when a client secret was used.
    pub(crate) async fn secret_used(
        &mut self,
        digest: Digest,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const USED: &str = "UPDATE client_secret SET last_used_at = $2 \
             WHERE digest = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
        query(USED)
            .bind(digest.as_bytes())
            .bind(at.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// Stores when a grant was used.
    pub(crate) async fn grant_used(&mut self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        const USED: &str = "UPDATE account_grant SET last_used_at = $2 \
             WHERE grant_id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
        query(USED).bind(id).bind(at.as_millis()).execute(self.connection()?).await?;
        Ok(())
    }

    /// Stores when a code was exchanged that had been sent to this redirect URI of an application.
    pub(crate) async fn redirect_uri_used(
        &mut self,
        id: &ClientId,
        uri: &RedirectUri,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const USED: &str = "UPDATE redirect_uri SET last_used_at = $3 WHERE client_id = $1 \
             AND uri = $2 AND (last_used_at IS NULL OR last_used_at < $3)";
        query(USED)
            .bind(id.as_str())
            .bind(uri.as_str())
            .bind(at.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }
}
