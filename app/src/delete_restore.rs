//! Deleting, restoring and undoing either, for one application or many. The table is updated
//! optimistically: rows are removed at once and return if the server refuses. The toast follows
//! the server's reply.

use crate::api::{self, ApiError};
use crate::browser::{focus, window};
use crate::components::reauthentication::Reauthentication;
use crate::components::toast::{ToastAction, ToastOffer, Toasts};
use crate::element_ids::name_id;
use crate::state::Changes;
use crate::table::event::Event;
use crate::table::handle::Table;
use crate::table::pending_removal::is_chosen;
use crate::table::rows::Row;
use crate::table::state::finds_the_same;
use crate::texts;
use domain::application::{ApplicationSummary, ClientId};
use domain::change::{ApplicationSelector, Change, ChangeId, ChangeKind};
use domain::problem::ProblemCode;
use domain::search::Search;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT_REMOVAL: AtomicU32 = AtomicU32::new(0);

/// Deletes and restores applications, and shows it in the tables.
#[derive(Clone, Copy)]
pub struct DeleteRestore {
    active: Table,
    toasts: Toasts,
    reauth: Reauthentication,
    changes: Changes,
}

/// Removed rows, and the search that they were results of.
#[derive(Clone)]
struct RemovedRows {
    rows: Vec<Row>,
    search: Option<Search>,
}

impl RemovedRows {
    fn ids(&self) -> impl Iterator<Item = ClientId> {
        self.rows.iter().map(|row| row.client_id.clone())
    }
}

impl DeleteRestore {
    pub fn from_context() -> Self {
        Self {
            active: expect_context(),
            toasts: expect_context(),
            reauth: expect_context(),
            changes: expect_context(),
        }
    }

    /// Deletes the selected applications, `count` of them. If no row is left, the focus moves to
    /// the element with the `id` in `fallback`.
    pub fn delete(self, chosen: ApplicationSelector, count: u32, fallback: &'static str) {
        self.start(ChangeKind::Delete, self.active, chosen, count, fallback);
    }

    /// Restores applications that are selected in the table of deleted ones; see [`Self::delete`].
    pub fn restore(
        self,
        deleted: Table,
        chosen: ApplicationSelector,
        count: u32,
        fallback: &'static str,
    ) {
        self.start(ChangeKind::Restore, deleted, chosen, count, fallback);
    }

    fn start(
        self,
        kind: ChangeKind,
        from: Table,
        chosen: ApplicationSelector,
        count: u32,
        fallback: &'static str,
    ) {
        let removed = from.read(|state| {
            let rows = state.rows.as_slice().iter();
            let is_removed = is_chosen(&chosen);
            let rows = rows.filter(|row| is_removed(&row.client_id)).cloned().collect();
            RemovedRows { rows, search: state.search.clone() }
        });
        let Some(removed) = removed else { return };
        let id = NEXT_REMOVAL.fetch_add(1, Ordering::Relaxed);
        self.changes.begin();
        from.send(Event::Removing { id, chosen: chosen.clone(), count, fallback });
        spawn_local(async move {
            // The browser paints the removal before the request is sent.
            window::next_paint().await;
            match self.reauth.retry_when_signed_out(|| send_change(kind, chosen.clone())).await {
                Ok(change) => {
                    from.send(Event::Removed(id));
                    if kind == ChangeKind::Restore {
                        self.show_restored(&change, &removed);
                    }
                    self.announce(kind, &change, &removed, ToastOffer::Undo);
                    self.run_queued_undo();
                }
                Err(error) => self.show_refusal(from, id, &removed, error),
            }
        });
    }

    fn show_refusal(self, from: Table, id: u32, removed: &RemovedRows, error: ApiError) {
        // On 404, somebody else changed the rows first: keep them removed and refresh the table.
        let are_gone = error.0.code == ProblemCode::NotFound;
        from.send(if are_gone { Event::Removed(id) } else { Event::NotRemoved(id) });
        self.toasts.push_error(error.0.message);
        if are_gone {
            self.run_queued_undo();
        } else {
            self.changes.end(false);
        }
        // The element with the focus may be removed when the rows return.
        let back = removed.rows.first().map(|row| name_id(&row.client_id));
        request_animation_frame(move || {
            if focus::is_unfocused() {
                focus::first_present(back.into_iter().collect());
            }
        });
    }

    /// Undoes the change that a toast `offered` to undo. The toast that follows an *Undo* offers a
    /// *Redo*, and the other way round.
    fn undo(self, kind: ChangeKind, offered: ToastOffer, id: ChangeId, removed: RemovedRows) {
        self.changes.begin();
        spawn_local(async move {
            match self.reauth.retry_when_signed_out(|| api::applications::undo(id.clone())).await {
                Ok(change) => {
                    let kind = kind.inverse();
                    match kind {
                        ChangeKind::Delete => {
                            self.active.send(Event::RemovedElsewhere(removed.ids().collect()));
                        }
                        ChangeKind::Restore => self.show_restored(&change, &removed),
                    }
                    let offer = if offered == ToastOffer::Undo {
                        ToastOffer::Redo
                    } else {
                        ToastOffer::Undo
                    };
                    self.announce(kind, &change, &removed, offer);
                    if let Some(first) =
                        removed.ids().next().filter(|_| kind == ChangeKind::Restore)
                    {
                        focus::first_present(vec![name_id(&first)]);
                    }
                    self.run_queued_undo();
                }
                Err(error) => {
                    self.changes.end(false);
                    // A change that no longer exists can't be undone later either: no retry.
                    if error.0.code == ProblemCode::NotFound {
                        self.toasts.push_error(error.0.message);
                    } else {
                        let again = self.undo_action(kind, offered, id, removed);
                        self.toasts.push_undoable_failure(error.0.message, again);
                    }
                }
            }
        });
    }

    /// Inserts restored rows into the table of active applications, if they match its search.
    fn show_restored(self, change: &Change, RemovedRows { rows, search }: &RemovedRows) {
        if u32::try_from(rows.len()) != Ok(change.applications) {
            // More applications were restored than this page has rows of.
            self.active.send(Event::Invalidated);
            return;
        }
        let belongs = self.active.read(|state| {
            !state.is_filtered() || finds_the_same(state.search.as_ref(), search.as_ref())
        });
        if belongs == Some(true) {
            let as_active = |row: &Row| ApplicationSummary { deleted_at: None, ..(**row).clone() };
            self.active.send(Event::Inserted(rows.iter().map(as_active).collect()));
        }
    }

    /// Shows a toast that says what was done and offers to undo it.
    fn announce(self, kind: ChangeKind, change: &Change, removed: &RemovedRows, offer: ToastOffer) {
        self.toasts.clear();
        let text = match kind {
            ChangeKind::Delete => texts::deleted(change),
            ChangeKind::Restore => texts::restored(change),
        };
        let action = self.undo_action(kind, offer, change.id.clone(), removed.clone());
        self.toasts.push_undoable(text, offer, action, removed.ids().collect());
    }

    /// Call when a change succeeded: runs an undo that was queued while it was in flight.
    fn run_queued_undo(self) {
        if self.changes.end(true) && !self.toasts.undo_last() {
            self.changes.clear_queued_undos();
        }
    }

    fn undo_action(
        self,
        kind: ChangeKind,
        offer: ToastOffer,
        id: ChangeId,
        removed: RemovedRows,
    ) -> ToastAction {
        Arc::new(move || self.undo(kind, offer, id.clone(), removed.clone()))
    }
}

async fn send_change(kind: ChangeKind, chosen: ApplicationSelector) -> Result<Change, ApiError> {
    match kind {
        ChangeKind::Delete => api::applications::delete(chosen).await,
        ChangeKind::Restore => api::applications::restore(chosen).await,
    }
}
