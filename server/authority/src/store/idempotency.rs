//! Idempotency keys with the effect of the first send, and the count of recently created
//! applications.

use super::error::StoreError;
use super::query::{query, query_as, query_scalar};
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::account::AccountId;
use domain::application::ClientId;
use domain::time::Timestamp;

/// The action of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormAction {
    Create,
    AddSecret,
}

impl FormAction {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::AddSecret => "add_secret",
        }
    }
}

/// A form that was sent.
pub(crate) struct SentForm<'a> {
    pub(crate) account: &'a AccountId,
    /// The form's key and the digest of its content.
    pub(crate) key: String,
    pub(crate) action: FormAction,
    /// The session that sent it.
    pub(crate) session: Option<Digest>,
}

/// The effect of the first send of a form.
pub(crate) struct FirstSend {
    pub(crate) application: ClientId,
    /// The last secret that the form was answered with.
    pub(crate) secret: Option<Digest>,
    /// Whether the same session sent the same kind of form, recently enough.
    pub(crate) is_recent: bool,
}

#[derive(sqlx::FromRow)]
struct FirstSendRow {
    client_id: String,
    secret: Option<Vec<u8>>,
    is_recent: bool,
}

impl Tx {
    /// Stores a form with its application and the secret of its reply; `false` if the form was sent
    /// before.
    pub(crate) async fn insert_form(
        &mut self,
        form: &SentForm<'_>,
        application: &ClientId,
        secret: Option<Digest>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let affected = query(
            "INSERT INTO idempotency_key \
             (account_id, idempotency_key, client_id, created_at, action, session, secret) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (account_id, idempotency_key) DO NOTHING",
        )
        .bind(form.account.as_str())
        .bind(&form.key)
        .bind(application.as_str())
        .bind(at.as_millis())
        .bind(form.action.as_str())
        .bind(form.session.as_ref().map(Digest::as_bytes))
        .bind(secret.as_ref().map(Digest::as_bytes))
        .execute(self.connection()?)
        .await?;
        Ok(affected == 1)
    }

    /// The effect of the first send of a form that was sent before. `is_recent` if that was after
    /// `since`.
    pub(crate) async fn first_send(
        &mut self,
        form: &SentForm<'_>,
        since: Timestamp,
    ) -> Result<FirstSend, StoreError> {
        let row: FirstSendRow = query_as(
            "SELECT client_id, secret, \
             coalesce(action = $3 AND session = $4 AND created_at > $5, FALSE) AS is_recent \
             FROM idempotency_key WHERE account_id = $1 AND idempotency_key = $2",
        )
        .bind(form.account.as_str())
        .bind(&form.key)
        .bind(form.action.as_str())
        .bind(form.session.as_ref().map(Digest::as_bytes))
        .bind(since.as_millis())
        .fetch_one(self.connection()?)
        .await?;
        Ok(FirstSend {
            application: ClientId::try_from(row.client_id).map_err(StoreError::corrupt)?,
            secret: row
                .secret
                .as_deref()
                .map(Digest::from_stored)
                .transpose()
                .map_err(StoreError::corrupt)?,
            is_recent: row.is_recent,
        })
    }

    /// Stores the secret of the reply to a later send of a form.
    pub(crate) async fn set_secret_of_form(
        &mut self,
        form: &SentForm<'_>,
        secret: Digest,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE idempotency_key SET secret = $3 \
             WHERE account_id = $1 AND idempotency_key = $2",
        )
        .bind(form.account.as_str())
        .bind(&form.key)
        .bind(secret.as_bytes())
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// When the `count`-th newest application was created, if that was after `since`.
    pub(crate) async fn nth_newest_creation(
        &mut self,
        account: &AccountId,
        count: u32,
        since: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = query_scalar(
            "SELECT created_at FROM idempotency_key WHERE account_id = $1 AND created_at > $2 \
             AND action = 'create' \
             ORDER BY created_at DESC LIMIT 1 OFFSET $3",
        )
        .bind(account.as_str())
        .bind(since.as_millis())
        .bind(i64::from(count))
        .fetch_optional(self.connection()?)
        .await?;
        Ok(at.map(Timestamp::from_millis))
    }
}
