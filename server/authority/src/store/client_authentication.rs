//! Look-up of client credentials.

use super::error::StoreError;
use super::query::query_as;
use super::rows;
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::application::{ApplicationKind, ClientId};
use domain::permission::ScopeSet;
use domain::time::Timestamp;

/// An active application, and whether the given secret is one of its secrets.
pub(crate) struct CredentialRecord {
    pub(crate) kind: ApplicationKind,
    pub(crate) permissions: ScopeSet,
    pub(crate) secret_is_right: bool,
    /// Whether a form that was sent twice got another secret too: the first one used is kept.
    pub(crate) secret_is_one_of_several: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    permissions: String,
    secret_is_right: bool,
    secret_is_one_of_several: bool,
}

/// The secret with the digest $2, if it is the application's and active at the given time.
macro_rules! join_secret {
    ($now:literal) => {
        concat!(
            "LEFT JOIN client_secret ON client_secret.digest = $2 \
             AND client_secret.client_id = application.client_id \
             AND client_secret.removed_at IS NULL \
             AND (client_secret.superseded_until IS NULL OR client_secret.superseded_until > ",
            $now,
            ") "
        )
    };
}
pub(super) use join_secret;

/// An active application, and whether $2 is the digest of one of its active secrets at the time $3.
pub(super) const CREDENTIALS: &str = concat!(
    "SELECT application.kind, application.permissions, \
     client_secret.digest IS NOT NULL AS secret_is_right, \
     client_secret.idempotency_key IS NOT NULL AS secret_is_one_of_several \
     FROM working_application AS application ",
    join_secret!("$3"),
    "WHERE application.client_id = $1"
);

impl Tx {
    /// The application and whether the secret is right. One look-up, whether or not there is such
    /// an application.
    pub(crate) async fn credentials(
        &mut self,
        application: &ClientId,
        secret: Option<Digest>,
        now: Timestamp,
    ) -> Result<Option<CredentialRecord>, StoreError> {
        let row: Option<Row> = query_as(CREDENTIALS)
            .bind(application.as_str())
            .bind(secret.as_ref().map(Digest::as_bytes))
            .bind(now.as_millis())
            .fetch_optional(self.connection()?)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(CredentialRecord {
            kind: rows::kind(&row.kind)?,
            permissions: rows::scope(&row.permissions)?,
            secret_is_right: row.secret_is_right,
            secret_is_one_of_several: row.secret_is_one_of_several,
        }))
    }
}
