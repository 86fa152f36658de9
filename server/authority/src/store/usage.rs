//! When things were last used, and what was refused: written in batches, never by the request that
//! it is about.

use super::error::StoreError;
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::account::AccountId;
use domain::application::ClientId;
use domain::redirect_uri::RedirectUri;
use domain::refused_request::{MAX_GROUPS, Reason, RefusedRequests};
use domain::time::Timestamp;

#[derive(Debug, thiserror::Error)]
#[error("unknown reason of a refusal")]
struct UnknownReason;

#[derive(sqlx::FromRow)]
struct RefusedRow {
    reason: String,
    value: String,
    count: i64,
    last_at: i64,
}

impl Tx {
    /// Notes that an application was used.
    pub(crate) async fn application_used(
        &mut self,
        id: &ClientId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const USED: &str = "UPDATE application SET last_used_at = $2 \
             WHERE client_id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
        sqlx::query(USED)
            .bind(id.as_str())
            .bind(at.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// Notes that a client secret was used.
    pub(crate) async fn secret_used(
        &mut self,
        digest: Digest,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const USED: &str = "UPDATE client_secret SET last_used_at = $2 \
             WHERE digest = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
        sqlx::query(USED)
            .bind(digest.as_bytes())
            .bind(at.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// Notes that a grant was used.
    pub(crate) async fn grant_used(&mut self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        const USED: &str = "UPDATE account_grant SET last_used_at = $2 \
             WHERE grant_id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
        sqlx::query(USED).bind(id).bind(at.as_millis()).execute(self.connection()?).await?;
        Ok(())
    }

    /// Notes that a code came by an application's redirect URI, and was exchanged.
    pub(crate) async fn redirect_uri_used(
        &mut self,
        id: &ClientId,
        uri: &RedirectUri,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const USED: &str = "UPDATE redirect_uri SET last_used_at = $3 WHERE client_id = $1 \
             AND uri = $2 AND (last_used_at IS NULL OR last_used_at < $3)";
        sqlx::query(USED)
            .bind(id.as_str())
            .bind(uri.as_str())
            .bind(at.as_millis())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// Adds to a group of an application's refused requests.
    pub(crate) async fn count_refused(
        &mut self,
        id: &ClientId,
        refused: &RefusedRequests,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO refused_request (client_id, reason, value, count, last_at) \
             SELECT client_id, $2, $3, $4, $5 FROM application WHERE client_id = $1 \
             ON CONFLICT (client_id, reason, value) \
             DO UPDATE SET count = refused_request.count + $4, last_at = $5",
        )
        .bind(id.as_str())
        .bind(refused.reason.as_str())
        .bind(&refused.value)
        .bind(i64::from(refused.count))
        .bind(refused.last_at.as_millis())
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// Keeps the latest groups of an application, as many as are shown.
    pub(crate) async fn trim_refused(&mut self, id: &ClientId) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM refused_request WHERE client_id = $1 AND (reason, value) NOT IN \
             (SELECT reason, value FROM refused_request WHERE client_id = $1 \
             ORDER BY last_at DESC, reason, value LIMIT $2)",
        )
        .bind(id.as_str())
        .bind(i64::try_from(MAX_GROUPS).unwrap_or(i64::MAX))
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// The refused requests of an account's application, the latest first.
    pub(crate) async fn refused_requests(
        &mut self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<Vec<RefusedRequests>, StoreError> {
        let rows: Vec<RefusedRow> = sqlx::query_as(
            "SELECT refused_request.reason, refused_request.value, refused_request.count, \
             refused_request.last_at FROM refused_request \
             JOIN application ON application.client_id = refused_request.client_id \
             WHERE refused_request.client_id = $1 AND application.account_id = $2 \
             ORDER BY refused_request.last_at DESC, refused_request.reason, refused_request.value",
        )
        .bind(id.as_str())
        .bind(owner.as_str())
        .fetch_all(self.connection()?)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(RefusedRequests {
                    reason: Reason::parse(&row.reason)
                        .ok_or_else(|| StoreError::corrupt(UnknownReason))?,
                    value: row.value,
                    count: u32::try_from(row.count).unwrap_or(u32::MAX),
                    last_at: Timestamp::from_millis(row.last_at),
                })
            })
            .collect()
    }

    /// Forgets the refused requests of an account's application.
    pub(crate) async fn forget_refused(
        &mut self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM refused_request WHERE client_id = $1 AND EXISTS \
             (SELECT 1 FROM application WHERE application.client_id = $1 \
             AND application.account_id = $2)",
        )
        .bind(id.as_str())
        .bind(owner.as_str())
        .execute(self.connection()?)
        .await?;
        Ok(())
    }
}
