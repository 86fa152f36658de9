//! Look-up of client credentials.

use super::batch::{Statements, in_order, statement_for, statements};
use super::error::StoreError;
use super::query::query_as;
use super::rows;
use super::tx::Tx;
use crate::secrets::digest::Digest;
use domain::application::{ApplicationKind, ClientId};
use domain::permission::ScopeSet;
use domain::time::Timestamp;
use std::sync::LazyLock;

/// An active application, and whether the given secret is one of its secrets.
pub(crate) struct CredentialRecord {
    pub(crate) kind: ApplicationKind,
    pub(crate) permissions: ScopeSet,
    pub(crate) secret_is_right: bool,
    /// Whether a form that was sent twice got another secret too: the first one used is kept.
    pub(crate) secret_is_one_of_several: bool,
}

/// [`CREDENTIAL_COLUMNS`].
#[derive(sqlx::FromRow)]
pub(super) struct CredentialRow {
    pub(super) number: i64,
    kind: String,
    pub(super) permissions: String,
    secret_is_right: bool,
    secret_is_one_of_several: bool,
}

impl TryFrom<&CredentialRow> for CredentialRecord {
    type Error = StoreError;
    fn try_from(row: &CredentialRow) -> Result<Self, StoreError> {
        Ok(Self {
            kind: rows::kind(&row.kind)?,
            permissions: rows::scope(&row.permissions)?,
            secret_is_right: row.secret_is_right,
            secret_is_one_of_several: row.secret_is_one_of_several,
        })
    }
}

/// Joins the secret that is asked for, if it is active at the time $1. Whose it is, is no condition of
/// the join: PostgreSQL would read all secrets of the application instead of the one with the digest.
pub(super) const JOIN_SECRET: &str = "LEFT JOIN client_secret ON client_secret.digest = asked.secret \
     AND client_secret.removed_at IS NULL \
     AND (client_secret.superseded_until IS NULL OR client_secret.superseded_until > $1)";

/// The columns of a [`CredentialRow`].
pub(super) const CREDENTIAL_COLUMNS: &str = "CAST(asked.number AS BIGINT) AS number, \
     application.kind, application.permissions, \
     coalesce(client_secret.client_id = application.client_id, FALSE) AS secret_is_right, \
     client_secret.idempotency_key IS NOT NULL AS secret_is_one_of_several";

/// Credentials to look up.
#[derive(Clone)]
pub(crate) struct CredentialQuery {
    pub(crate) application: ClientId,
    pub(crate) secret: Option<Digest>,
}

/// Active applications, and whether the digests are those of their active secrets at the time $1.
pub(super) static CREDENTIALS: LazyLock<Statements> = LazyLock::new(|| {
    statements(2, 2, |asked| {
        format!(
            "WITH asked (number, client_id, secret) AS ({asked}) \
             SELECT {CREDENTIAL_COLUMNS} \
             FROM asked CROSS JOIN working_application AS application {JOIN_SECRET} \
             WHERE application.client_id = asked.client_id"
        )
    })
});

impl Tx {
    /// The applications and whether the secrets are right, in the order of the queries; `None` where
    /// there is no such application. One look-up, whether or not there are such applications.
    pub(crate) async fn credentials(
        &mut self,
        asked: &[CredentialQuery],
        now: Timestamp,
    ) -> Result<Vec<Option<CredentialRecord>>, StoreError> {
        let (sql, length) = statement_for(&CREDENTIALS, asked.len());
        let mut query = query_as::<CredentialRow>(sql).bind(now.as_millis());
        for CredentialQuery { application, secret } in asked {
            query = query.bind(application.as_str()).bind(secret.as_ref().map(Digest::as_bytes));
        }
        for _ in asked.len()..length {
            query = query.bind(None::<&str>).bind(None::<&[u8]>);
        }
        let rows = query.fetch_all(self.connection()?).await?;
        in_order(asked.len(), rows, |row| (row.number, CredentialRecord::try_from(&row)))
    }
}
