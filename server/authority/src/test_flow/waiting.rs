//! The test flows that wait for their callback, in memory.

use crate::secrets::digest::Digest;
use domain::application::ClientId;
use domain::session::SessionId;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// The most test flows that wait at once; more are refused.
pub(super) const AT_ONCE: usize = 1000;
/// The most that wait for one session, so that nobody takes all of them; the oldest is dropped.
const PER_SESSION: usize = 5;

/// The waiting test flows, by the digest of their `state`.
#[derive(Default)]
pub(crate) struct TestFlows(Mutex<HashMap<Digest, Waiting>>);

pub(super) struct Waiting {
    pub(super) application: ClientId,
    pub(super) session: SessionId,
    pub(super) redirect_uri: String,
    pub(super) verifier: Zeroizing<String>,
    pub(super) expires_at: Timestamp,
}

impl TestFlows {
    pub(super) fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Digest, Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Drops the oldest test flow of a session that has as many as it may have.
pub(super) fn make_room(flows: &mut HashMap<Digest, Waiting>, session: &SessionId) {
    let theirs = |waiting: &Waiting| waiting.session == *session;
    if flows.values().filter(|waiting| theirs(waiting)).count() < PER_SESSION {
        return;
    }
    let own = flows.iter().filter(|(_, waiting)| theirs(waiting));
    if let Some(oldest) = own.min_by_key(|(_, waiting)| waiting.expires_at).map(|(key, _)| *key) {
        flows.remove(&oldest);
    }
}
