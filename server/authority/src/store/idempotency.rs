//! Which form made which application, and how many were made lately.

use super::{StoreError, Tx};
use domain::account::AccountId;
use domain::application::ClientId;
use domain::time::Timestamp;

impl Tx {
    /// Ties a form's key to an application; `false` if the key was used before.
    pub(crate) async fn insert_idempotency_key(
        &mut self,
        account: &AccountId,
        key: &str,
        application: &ClientId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO idempotency_key (account_id, idempotency_key, client_id, created_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, idempotency_key) DO NOTHING",
        )
        .bind(account.as_str())
        .bind(key)
        .bind(application.as_str())
        .bind(at.0)
        .execute(self.connection()?)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The application that a form's key made.
    pub(crate) async fn application_of_key(
        &mut self,
        account: &AccountId,
        key: &str,
    ) -> Result<Option<ClientId>, StoreError> {
        let id: Option<String> = sqlx::query_scalar(
            "SELECT client_id FROM idempotency_key WHERE account_id = $1 AND idempotency_key = $2",
        )
        .bind(account.as_str())
        .bind(key)
        .fetch_optional(self.connection()?)
        .await?;
        id.map(ClientId::try_from).transpose().map_err(StoreError::corrupt)
    }

    /// When the `count`-th newest application was made, if that was after `since`.
    pub(crate) async fn nth_newest_creation(
        &mut self,
        account: &AccountId,
        count: u32,
        since: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = sqlx::query_scalar(
            "SELECT created_at FROM idempotency_key WHERE account_id = $1 AND created_at > $2 \
             ORDER BY created_at DESC LIMIT 1 OFFSET $3",
        )
        .bind(account.as_str())
        .bind(since.0)
        .bind(i64::from(count))
        .fetch_optional(self.connection()?)
        .await?;
        Ok(at.map(Timestamp))
    }
}
