//! What owners are told about refused requests of their applications. Requests that were refused for
//! the same reason with the same value are one group.

use super::error::StoreError;
use super::query::{query, query_as};
use super::tx::Tx;
use domain::account::AccountId;
use domain::application::ClientId;
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
    /// Adds to a group of refused requests, which is created if need be. Nothing is added for an
    /// application that does not exist.
    pub(crate) async fn count_refused(
        &mut self,
        id: &ClientId,
        refused: &RefusedRequests,
    ) -> Result<(), StoreError> {
        query(
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

    /// Deletes all but the latest [`MAX_GROUPS`] groups of an application.
    pub(crate) async fn trim_refused(&mut self, id: &ClientId) -> Result<(), StoreError> {
        query(
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

    /// The refused requests of an account's application, latest first.
    pub(crate) async fn refused_requests(
        &mut self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<Vec<RefusedRequests>, StoreError> {
        let rows: Vec<RefusedRow> = query_as(
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

    /// Deletes the refused requests of an account's application.
    pub(crate) async fn forget_refused(
        &mut self,
        owner: &AccountId,
        id: &ClientId,
    ) -> Result<(), StoreError> {
        query(
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
