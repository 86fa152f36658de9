//! Setup, invite and reset links, each spent by one conditional statement.

use super::error::StoreError;
use super::query::{query, query_as};
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::account::Email;
use domain::link::LinkPurpose;
use domain::time::Timestamp;

/// A link to insert.
pub(crate) struct NewLink<'a> {
    pub(crate) digest: Digest,
    pub(crate) purpose: LinkPurpose,
    pub(crate) email: Option<&'a Email>,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
}

/// A valid link.
pub(crate) struct LinkRecord {
    pub(crate) purpose: LinkPurpose,
    pub(crate) email: Option<Email>,
}

#[derive(sqlx::FromRow)]
struct Row {
    purpose: String,
    email: Option<String>,
}

#[derive(Debug, thiserror::Error)]
#[error("unknown purpose of a link")]
struct UnknownPurpose;

impl TryFrom<Row> for LinkRecord {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            purpose: LinkPurpose::parse(&row.purpose)
                .ok_or_else(|| StoreError::corrupt(UnknownPurpose))?,
            email: row.email.map(Email::try_from).transpose().map_err(StoreError::corrupt)?,
        })
    }
}

impl Tx {
    /// Adds a link and deletes those with the same purpose and email address.
    pub(crate) async fn replace_link(&mut self, link: NewLink<'_>) -> Result<(), StoreError> {
        let email = link.email.map(Email::as_str);
        query("DELETE FROM link WHERE purpose = $1 AND COALESCE(email, '') = $2")
            .bind(link.purpose.as_str())
            .bind(email.unwrap_or_default())
            .execute(self.connection()?)
            .await?;
        query(
            "INSERT INTO link (digest, purpose, email, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(link.digest.as_bytes())
        .bind(link.purpose.as_str())
        .bind(email)
        .bind(link.at.as_millis())
        .bind(link.expires_at.map(Timestamp::as_millis))
        .execute(self.connection()?)
        .await?;
        Ok(())
    }

    /// The link of a token, unless it was spent or has expired.
    pub(crate) async fn link(
        &mut self,
        digest: Digest,
        now: Timestamp,
    ) -> Result<Option<LinkRecord>, StoreError> {
        let row: Option<Row> = query_as(
            "SELECT purpose, email FROM link \
             WHERE digest = $1 AND (expires_at IS NULL OR expires_at > $2)",
        )
        .bind(digest.as_bytes())
        .bind(now.as_millis())
        .fetch_optional(self.connection()?)
        .await?;
        row.map(LinkRecord::try_from).transpose()
    }

    /// Spends a link; `None` if it was spent before or has expired.
    pub(crate) async fn spend_link(
        &mut self,
        digest: Digest,
        now: Timestamp,
    ) -> Result<Option<LinkRecord>, StoreError> {
        let row: Option<Row> = query_as(
            "DELETE FROM link WHERE digest = $1 AND (expires_at IS NULL OR expires_at > $2) \
             RETURNING purpose, email",
        )
        .bind(digest.as_bytes())
        .bind(now.as_millis())
        .fetch_optional(self.connection()?)
        .await?;
        row.map(LinkRecord::try_from).transpose()
    }

    /// Deletes all setup links: there is an account now.
    pub(crate) async fn delete_setup_links(&mut self) -> Result<(), StoreError> {
        query("DELETE FROM link WHERE purpose = 'setup'").execute(self.connection()?).await?;
        Ok(())
    }

    /// Deletes all links for an email address.
    pub(crate) async fn delete_links_for(&mut self, email: &Email) -> Result<(), StoreError> {
        query("DELETE FROM link WHERE email = $1")
            .bind(email.as_str())
            .execute(self.connection()?)
            .await?;
        Ok(())
    }
}
