//! The refused requests that are not stored yet.

use domain::application::ClientId;
use domain::identifier_format::without_secrets;
use domain::refused_request::{MAX_GROUPS, MAX_VALUE, Reason, RefusedRequests};
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most applications whose refused requests are held in memory; those of others are dropped.
const MAX_APPLICATIONS: usize = 1000;

/// The refused requests that are not stored yet, by application. Bounded by [`MAX_APPLICATIONS`] and
/// [`MAX_GROUPS`].
#[derive(Default)]
pub(crate) struct PendingRefusals(Mutex<HashMap<ClientId, Vec<RefusedRequests>>>);

impl PendingRefusals {
    /// Counts a refused request.
    pub(super) fn record(&self, id: &ClientId, reason: Reason, value: &str, at: Timestamp) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pending.len() >= MAX_APPLICATIONS && !pending.contains_key(id) {
            return;
        }
        let groups = pending.entry(id.clone()).or_default();
        let value = storable(value);
        let known = groups.iter_mut().find(|group| group.reason == reason && group.value == value);
        if let Some(group) = known {
            group.count = group.count.saturating_add(1);
            group.last_at = at;
        } else if groups.len() < MAX_GROUPS {
            groups.push(RefusedRequests { reason, value, count: 1, last_at: at });
        }
    }

    /// Takes all of them, to be stored.
    pub(crate) fn take(&self) -> HashMap<ClientId, Vec<RefusedRequests>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is stored of a value that anybody may have sent: no secret that was sent in the wrong
/// parameter, and at most [`MAX_VALUE`] characters. Invisible characters stay, because they may be
/// what is wrong; `domain::text::visible` shows them.
fn storable(value: &str) -> String {
    without_secrets(value).chars().take(MAX_VALUE).collect()
}
