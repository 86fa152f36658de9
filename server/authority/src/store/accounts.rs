//! Accounts.

use super::error::StoreError;
use super::query::{query, query_as, query_scalar};
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::account::{AccountId, Email, PersonName};
use domain::time::Timestamp;

/// A row to insert.
pub(crate) struct NewAccount<'a> {
    pub(crate) id: &'a AccountId,
    pub(crate) email: &'a Email,
    pub(crate) name: &'a PersonName,
    pub(crate) password_hash: &'a str,
    pub(crate) at: Timestamp,
}

/// The statement that reads accounts; the literal is its WHERE or ORDER BY.
macro_rules! accounts {
    ($which:literal) => {
        concat!(
            "SELECT account_id, email, name, password_hash, created_at, password_set_at, \
             disabled_at, live_count FROM account ",
            $which
        )
    };
}

/// A stored account.
pub(crate) struct AccountRecord {
    pub(crate) id: AccountId,
    pub(crate) email: Email,
    pub(crate) name: PersonName,
    pub(crate) password_hash: String,
    pub(crate) created_at: Timestamp,
    /// When the password was set; `None` if that was before it was recorded.
    pub(crate) password_set_at: Option<Timestamp>,
    pub(crate) disabled: bool,
    pub(crate) applications: u32,
}

impl AccountRecord {
    /// Whether this is the same account with the same password as `earlier`, and not disabled.
    pub(crate) fn has_same_password(&self, earlier: &Self) -> bool {
        !self.disabled && self.id == earlier.id && self.password_hash == earlier.password_hash
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: String,
    email: String,
    name: String,
    password_hash: String,
    created_at: i64,
    password_set_at: Option<i64>,
    disabled_at: Option<i64>,
    live_count: i64,
}

impl TryFrom<Row> for AccountRecord {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: AccountId::try_from(row.account_id).map_err(StoreError::corrupt)?,
            email: Email::try_from(row.email).map_err(StoreError::corrupt)?,
            name: PersonName::try_from(row.name).map_err(StoreError::corrupt)?,
            password_hash: row.password_hash,
            created_at: Timestamp::from_millis(row.created_at),
            password_set_at: row.password_set_at.map(Timestamp::from_millis),
            disabled: row.disabled_at.is_some(),
            applications: u32::try_from(row.live_count).map_err(StoreError::corrupt)?,
        })
    }
}

impl Tx {
    /// Adds an account; `false` if its email address is taken.
    pub(crate) async fn insert_account(
        &mut self,
        account: NewAccount<'_>,
    ) -> Result<bool, StoreError> {
        let affected = query(
            "INSERT INTO account \
             (account_id, email, name, password_hash, created_at, password_set_at) \
             VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (email) DO NOTHING",
        )
        .bind(account.id.as_str())
        .bind(account.email.as_str())
        .bind(account.name.as_str())
        .bind(account.password_hash)
        .bind(account.at.as_millis())
        .execute(self.connection()?)
        .await?;
        Ok(affected == 1)
    }

    /// Whether there is any account.
    pub(crate) async fn has_accounts(&mut self) -> Result<bool, StoreError> {
        let one: Option<bool> = query_scalar("SELECT TRUE FROM account LIMIT 1")
            .fetch_optional(self.connection()?)
            .await?;
        Ok(one.is_some())
    }

    /// The account with this email address, disabled or not.
    pub(crate) async fn account_by_email(
        &mut self,
        email: &Email,
    ) -> Result<Option<AccountRecord>, StoreError> {
        let row: Option<Row> = query_as(accounts!("WHERE email = $1"))
            .bind(email.as_str())
            .fetch_optional(self.connection()?)
            .await?;
        row.map(AccountRecord::try_from).transpose()
    }

    /// All accounts, by email address.
    pub(crate) async fn accounts(&mut self) -> Result<Vec<AccountRecord>, StoreError> {
        let rows: Vec<Row> =
            query_as(accounts!("ORDER BY email")).fetch_all(self.connection()?).await?;
        rows.into_iter().map(AccountRecord::try_from).collect()
    }

    /// Stores when, and by which session, the password was set.
    pub(crate) async fn set_password_time(
        &mut self,
        account: &AccountId,
        at: Timestamp,
        session: Option<Digest>,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE account SET password_set_at = $2, password_set_by = $3 WHERE account_id = $1",
        )
        .bind(account.as_str())
        .bind(at.as_millis())
        .bind(session.as_ref().map(Digest::as_bytes))
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// The account whose password was last set by this session, which ended at that moment.
    pub(crate) async fn account_by_ended_session(
        &mut self,
        session: Digest,
    ) -> Result<Option<AccountRecord>, StoreError> {
        let row: Option<Row> = query_as(accounts!("WHERE password_set_by = $1"))
            .bind(session.as_bytes())
            .fetch_optional(self.connection()?)
            .await?;
        row.map(AccountRecord::try_from).transpose()
    }

    /// Stores a new password hash.
    pub(crate) async fn set_password_hash(
        &mut self,
        account: &AccountId,
        hash: &str,
    ) -> Result<(), StoreError> {
        query("UPDATE account SET password_hash = $2 WHERE account_id = $1")
            .bind(account.as_str())
            .bind(hash)
            .execute(self.connection()?)
            .await?;
        Ok(())
    }

    /// Disables an account, or enables it again (`None`); `false` if there is none.
    pub(crate) async fn set_account_disabled(
        &mut self,
        email: &Email,
        at: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let affected = query("UPDATE account SET disabled_at = $2 WHERE email = $1")
            .bind(email.as_str())
            .bind(at.map(Timestamp::as_millis))
            .execute(self.connection()?)
            .await?;
        Ok(affected == 1)
    }

    /// Adds to the counters of an account's active and deleted applications.
    pub(crate) async fn count_applications(
        &mut self,
        account: &AccountId,
        live: i64,
        deleted: i64,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE account SET live_count = live_count + $2, deleted_count = deleted_count + $3 \
             WHERE account_id = $1",
        )
        .bind(account.as_str())
        .bind(live)
        .bind(deleted)
        .execute(self.connection()?)
        .await?;
        Ok(())
    }
}
