//! What waits in memory until [`Authority::write_usage`](crate::Authority::write_usage) writes it.

use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::identifier_format::without_secrets;
use domain::redirect_uri::RedirectUri;
use domain::refused_request::{MAX_GROUPS, MAX_VALUE, Reason, RefusedRequests};
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most applications whose refused requests wait to be written.
const REFUSING_APPLICATIONS: usize = 1000;

/// What was used.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum UsageTarget {
    Application(ClientId),
    Secret(Digest),
    Grant(String),
    RedirectUri(ClientId, RedirectUri),
}

/// What waits to be written. Bounded by what exists, and for refusals by the constants above.
#[derive(Default)]
pub(crate) struct Usage(Mutex<Pending>);

#[derive(Default)]
pub(super) struct Pending {
    pub(super) used: HashMap<UsageTarget, Timestamp>,
    /// What is being written, until it is.
    writing: Vec<UsageTarget>,
    pub(super) refused: HashMap<ClientId, Vec<RefusedRequests>>,
}

impl Usage {
    pub(crate) fn record(&self, used: UsageTarget, at: Timestamp) {
        self.lock().used.insert(used, at);
    }

    /// Whether a use waits to be written.
    pub(crate) fn holds(&self, used: &UsageTarget) -> bool {
        let pending = self.lock();
        pending.used.contains_key(used) || pending.writing.contains(used)
    }

    pub(super) fn refuse(&self, id: &ClientId, reason: Reason, value: &str, at: Timestamp) {
        let mut pending = self.lock();
        if pending.refused.len() >= REFUSING_APPLICATIONS && !pending.refused.contains_key(id) {
            return;
        }
        let groups = pending.refused.entry(id.clone()).or_default();
        let value = kept(value);
        let known = groups.iter_mut().find(|group| group.reason == reason && group.value == value);
        if let Some(group) = known {
            group.count = group.count.saturating_add(1);
            group.last_at = at;
        } else if groups.len() < MAX_GROUPS {
            groups.push(RefusedRequests { reason, value, count: 1, last_at: at });
        }
    }

    pub(super) fn take(&self) -> Pending {
        let mut pending = self.lock();
        let taken = std::mem::take(&mut *pending);
        pending.writing = taken.used.keys().cloned().collect();
        taken
    }

    pub(super) fn written(&self) {
        self.lock().writing.clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is kept of a value that anybody sent: no secret that went astray, and not too much. What
/// can't be seen in it is kept, because it may be what is wrong; whoever shows the value shows that
/// (`domain::text::visible`).
fn kept(value: &str) -> String {
    without_secrets(value).chars().take(MAX_VALUE).collect()
}
