//! Reading the columns of an application, for all files whose statements return them.

use super::error::StoreError;
use domain::application::{ApplicationKind, ApplicationName, ApplicationSummary, ClientId};
use domain::permission::ScopeSet;
use domain::redirect_uri::RedirectUri;
use domain::time::Timestamp;

#[derive(Debug, thiserror::Error)]
#[error("unknown kind of application")]
struct UnknownKind;

#[derive(sqlx::FromRow)]
pub(super) struct SummaryRow {
    pub(super) client_id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) permission_count: i64,
    pub(super) created_at: i64,
    pub(super) deleted_at: Option<i64>,
    pub(super) last_used_at: Option<i64>,
}

impl TryFrom<SummaryRow> for ApplicationSummary {
    type Error = StoreError;
    fn try_from(row: SummaryRow) -> Result<Self, StoreError> {
        Ok(Self {
            client_id: ClientId::try_from(row.client_id).map_err(StoreError::corrupt)?,
            name: ApplicationName::try_from(row.name).map_err(StoreError::corrupt)?,
            kind: kind(&row.kind)?,
            permissions: u32::try_from(row.permission_count).map_err(StoreError::corrupt)?,
            created_at: Timestamp::from_millis(row.created_at),
            deleted_at: row.deleted_at.map(Timestamp::from_millis),
            last_used_at: row.last_used_at.map(Timestamp::from_millis),
        })
    }
}

/// Splits what `string_agg` joined. No redirect URI holds a space.
pub(super) fn redirect_uris(joined: Option<&str>) -> Vec<RedirectUri> {
    let uris = joined.into_iter().flat_map(|joined| joined.split(' '));
    uris.map(|uri| RedirectUri::from_stored(uri.to_owned())).collect()
}

pub(super) fn scope(text: &str) -> Result<ScopeSet, StoreError> {
    ScopeSet::parse(text).map_err(StoreError::corrupt)
}

pub(super) fn kind(text: &str) -> Result<ApplicationKind, StoreError> {
    ApplicationKind::parse(text).ok_or_else(|| StoreError::corrupt(UnknownKind))
}
