//! The messages there are.

use crate::components::shortcuts::Command;
use crate::texts;
use domain::application::ClientId;
use leptos::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

/// Messages that are kept at most.
const MAX_TOASTS: usize = 20;

/// A message.
#[derive(Clone)]
pub struct Toast {
    pub(super) id: u32,
    pub(super) text: String,
    pub(super) is_error: bool,
    pub(super) offer: Option<(ToastOffer, ToastAction)>,
    /// The applications that its *Undo* is about. It is removed once something else happens to one
    /// of them.
    subjects: Arc<HashSet<ClientId>>,
}

/// What a message offers to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ToastOffer {
    /// To take back what happened. It outlives the page that offered it.
    Undo,
    /// To take an Undo back: by the button alone, so that the key undoes what was done before.
    Redo,
    /// To try again what failed, by its name. It stays until it is withdrawn.
    Retry(&'static str),
}

impl ToastOffer {
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Undo | Self::Redo => texts::UNDO,
            Self::Retry(_) => texts::RETRY,
        }
    }

    /// The command that does the same.
    pub(super) const fn command(self) -> Option<Command> {
        match self {
            Self::Undo => Some(Command::Undo),
            Self::Redo | Self::Retry(_) => None,
        }
    }
}

/// Does what a message offers.
pub type ToastAction = Arc<dyn Fn() + Send + Sync>;

impl Toast {
    fn offers(&self) -> Option<ToastOffer> {
        self.offer.as_ref().map(|(offer, _)| *offer)
    }

    /// Whether it stays until it is withdrawn.
    pub(super) fn is_sticky(&self) -> bool {
        matches!(self.offers(), Some(ToastOffer::Retry(_)))
    }
}

/// All messages, oldest first.
#[derive(Clone, Copy, Default)]
pub struct Toasts {
    pub(super) list: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
}

impl Toasts {
    /// Says what happened.
    pub fn push_info(self, text: impl Into<String>) {
        self.push(text.into(), false, None, Arc::default());
    }

    /// Says what happened to some applications, with a way back. An older way back that is about
    /// one of them no longer works and is removed.
    pub fn push_undoable(
        self,
        text: impl Into<String>,
        offer: ToastOffer,
        action: ToastAction,
        subjects: HashSet<ClientId>,
    ) {
        self.list.update(|list| list.retain(|toast| toast.subjects.is_disjoint(&subjects)));
        self.push(text.into(), false, Some((offer, action)), Arc::new(subjects));
    }

    /// Says what failed.
    pub fn push_error(self, text: impl Into<String>) {
        self.push(text.into(), true, None, Arc::default());
    }

    /// Says what failed, with the way back that is still open.
    pub fn push_undoable_failure(self, text: impl Into<String>, undo: ToastAction) {
        self.push(text.into(), true, Some((ToastOffer::Undo, undo)), Arc::default());
    }

    /// Says that something with a name failed, and offers to try it again until that is
    /// [withdrawn](Self::withdraw).
    pub fn push_retryable_failure(
        self,
        what: &'static str,
        text: impl Into<String>,
        retry: ToastAction,
    ) {
        self.dismiss_retry(what);
        self.push(text.into(), true, Some((ToastOffer::Retry(what), retry)), Arc::default());
    }

    /// Offers no longer to try something again: it worked, or the page that offered it is gone.
    pub fn dismiss_retry(self, what: &'static str) {
        let is_other = |toast: &Toast| toast.offers() != Some(ToastOffer::Retry(what));
        if !self.list.with_untracked(|list| list.iter().all(is_other)) {
            self.list.update(|list| list.retain(is_other));
        }
    }

    /// Takes messages away that a newer action made stale; what they offer stays for its time.
    pub fn clear(self) {
        self.list.update(|list| list.retain(|toast| toast.offer.is_some()));
    }

    /// Takes back the last thing that can be. Returns whether there was one.
    pub fn undo_last(self) -> bool {
        let last = self.list.with_untracked(|list| {
            let undo = list.iter().rev().find(|toast| toast.offers() == Some(ToastOffer::Undo))?;
            Some((undo.id, undo.offer.clone()?.1))
        });
        let Some((id, undo)) = last else { return false };
        self.close(id);
        undo();
        true
    }

    fn push(
        self,
        text: String,
        is_error: bool,
        offer: Option<(ToastOffer, ToastAction)>,
        subjects: Arc<HashSet<ClientId>>,
    ) {
        self.last.update_value(|id| *id += 1);
        let toast = Toast { id: self.last.get_value(), text, is_error, offer, subjects };
        self.list.update(|list| {
            if list.len() == MAX_TOASTS {
                let evicted = list.iter().position(|toast| !toast.is_sticky()).unwrap_or(0);
                list.remove(evicted);
            }
            list.push(toast);
        });
    }

    pub(super) fn close(self, id: u32) {
        self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}
