//! The queue of toasts.

use crate::components::shortcuts::Command;
use crate::texts;
use domain::application::ClientId;
use leptos::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

/// The maximum length of the queue.
const MAX_TOASTS: usize = 20;

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

/// The button of a toast.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ToastOffer {
    /// Undoes what happened. Works after its page was left.
    Undo,
    /// Reverts an *Undo*. Not bound to the undo shortcut, which goes on to earlier changes.
    Redo,
    /// Retries what failed, identified by a name. Stays until [`Toasts::dismiss_retry`].
    Retry(&'static str),
}

impl ToastOffer {
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Undo | Self::Redo => texts::UNDO,
            Self::Retry(_) => texts::RETRY,
        }
    }

    pub(super) const fn command(self) -> Option<Command> {
        match self {
            Self::Undo => Some(Command::Undo),
            Self::Redo | Self::Retry(_) => None,
        }
    }
}

/// The handler of that button.
pub type ToastAction = Arc<dyn Fn() + Send + Sync>;

impl Toast {
    fn offers(&self) -> Option<ToastOffer> {
        self.offer.as_ref().map(|(offer, _)| *offer)
    }

    /// Whether it has no timeout.
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
    pub fn push_info(self, text: impl Into<String>) {
        self.push(text.into(), false, None, Arc::default());
    }

    /// Shows what happened to some applications, with *Undo* or *Redo*. Removes earlier toasts about
    /// any of them, whose undo no longer works.
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

    pub fn push_error(self, text: impl Into<String>) {
        self.push(text.into(), true, None, Arc::default());
    }

    /// Shows that an undo failed, and offers it again.
    pub fn push_undoable_failure(self, text: impl Into<String>, undo: ToastAction) {
        self.push(text.into(), true, Some((ToastOffer::Undo, undo)), Arc::default());
    }

    /// Shows that an operation failed, with *Retry*, until [`Self::dismiss_retry`].
    pub fn push_retryable_failure(
        self,
        what: &'static str,
        text: impl Into<String>,
        retry: ToastAction,
    ) {
        self.dismiss_retry(what);
        self.push(text.into(), true, Some((ToastOffer::Retry(what), retry)), Arc::default());
    }

    /// Removes the *Retry* toast of an operation: it succeeded, or its page was left.
    pub fn dismiss_retry(self, what: &'static str) {
        let is_other = |toast: &Toast| toast.offers() != Some(ToastOffer::Retry(what));
        if !self.list.with_untracked(|list| list.iter().all(is_other)) {
            self.list.update(|list| list.retain(is_other));
        }
    }

    /// Removes toasts without a button; those with *Undo* or *Retry* stay.
    pub fn clear(self) {
        self.list.update(|list| list.retain(|toast| toast.offer.is_some()));
    }

    /// Runs the latest *Undo*. Returns whether there was one.
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
