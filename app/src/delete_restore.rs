//! Deleting and restoring, one or many, and taking either back. The rows leave at once and return
//! if the server refuses; the message comes with the server's reply.

use crate::api::{self, ApiError};
use crate::browser::{focus, page};
use crate::components::sign_in_again::SignInAgain;
use crate::components::toast::{Offer, ToastAction, Toasts};
use crate::element_ids::name_id;
use crate::state::Changes;
use crate::table::event::Event;
use crate::table::handle::Table;
use crate::table::removal::is_chosen;
use crate::table::rows::Row;
use crate::table::state::finds_the_same;
use crate::texts;
use domain::application::{ApplicationSummary, ClientId};
use domain::change::{Change, ChangeId, ChangeKind, Chosen};
use domain::problem::ProblemCode;
use domain::search::Search;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Tells removals apart.
static NEXT_REMOVAL: AtomicU32 = AtomicU32::new(0);

/// Deletes and restores applications, and shows it in the tables.
#[derive(Clone, Copy)]
pub struct DeleteRestore {
    live: Table,
    toasts: Toasts,
    again: SignInAgain,
    changes: Changes,
}

/// Rows that come and go, and the search that had found them.
#[derive(Clone)]
struct Moved {
    rows: Vec<Row>,
    search: Option<Search>,
}

impl Moved {
    fn ids(&self) -> impl Iterator<Item = ClientId> {
        self.rows.iter().map(|row| row.client_id.clone())
    }
}

impl DeleteRestore {
    /// For this page.
    pub fn of_page() -> Self {
        Self {
            live: expect_context(),
            toasts: expect_context(),
            again: expect_context(),
            changes: expect_context(),
        }
    }

    /// Deletes `count` chosen applications. Without a row that stays, the focus goes to the element
    /// with the `id` of `fallback`.
    pub fn delete(self, chosen: Chosen, count: u32, fallback: &'static str) {
        self.start(ChangeKind::Delete, self.live, chosen, count, fallback);
    }

    /// As [`Self::delete`], restores those that are chosen in the table of deleted applications.
    pub fn restore(self, deleted: Table, chosen: Chosen, count: u32, fallback: &'static str) {
        self.start(ChangeKind::Restore, deleted, chosen, count, fallback);
    }

    fn start(
        self,
        kind: ChangeKind,
        from: Table,
        chosen: Chosen,
        count: u32,
        fallback: &'static str,
    ) {
        let moved = from.read(|state| {
            let rows = state.rows.as_slice().iter();
            let goes = is_chosen(&chosen);
            let rows = rows.filter(|row| goes(&row.client_id)).cloned().collect();
            Moved { rows, search: state.search.clone() }
        });
        let Some(moved) = moved else { return };
        let id = NEXT_REMOVAL.fetch_add(1, Ordering::Relaxed);
        self.changes.begin();
        from.send(Event::Removing { id, chosen: chosen.clone(), count, fallback });
        spawn_local(async move {
            // The reader sees the rows go before anything else is done.
            page::painted().await;
            match self.again.through(|| ask(kind, chosen.clone())).await {
                Ok(change) => {
                    from.send(Event::Removed(id));
                    if kind == ChangeKind::Restore {
                        self.show_restored(&change, &moved);
                    }
                    self.say(kind, &change, &moved, Offer::Undo);
                    self.undo_what_was_asked();
                }
                Err(error) => self.refused(from, id, &moved, error),
            }
        });
    }

    fn refused(self, from: Table, id: u32, moved: &Moved, error: ApiError) {
        // Where somebody else was faster, the rows are gone, and the table is read once more.
        let are_gone = error.0.code == ProblemCode::NotFound;
        from.send(if are_gone { Event::Removed(id) } else { Event::NotRemoved(id) });
        self.toasts.fail(error.0.message);
        if are_gone {
            self.undo_what_was_asked();
        } else {
            self.changes.end(false);
        }
        // What has the focus now may go when the rows come.
        let back = moved.rows.first().map(|row| name_id(&row.client_id));
        request_animation_frame(move || {
            if focus::is_lost() {
                focus::soon(back.into_iter().collect());
            }
        });
    }

    /// Takes back what a message said, which `offered` to. What takes an *Undo* back is no *Undo*.
    fn undo(self, kind: ChangeKind, offered: Offer, id: ChangeId, moved: Moved) {
        self.changes.begin();
        spawn_local(async move {
            match self.again.through(|| api::applications::undo(id.clone())).await {
                Ok(change) => {
                    let kind = kind.inverse();
                    match kind {
                        ChangeKind::Delete => self.live.send(Event::Gone(moved.ids().collect())),
                        ChangeKind::Restore => self.show_restored(&change, &moved),
                    }
                    let offer = if offered == Offer::Undo { Offer::Redo } else { Offer::Undo };
                    self.say(kind, &change, &moved, offer);
                    if let Some(first) = moved.ids().next().filter(|_| kind == ChangeKind::Restore)
                    {
                        focus::soon(vec![name_id(&first)]);
                    }
                    self.undo_what_was_asked();
                }
                Err(error) => {
                    self.changes.end(false);
                    // What is not there any more can't be taken back later either.
                    if error.0.code == ProblemCode::NotFound {
                        self.toasts.fail(error.0.message);
                    } else {
                        let again = self.way_back(kind, offered, id, moved);
                        self.toasts.fail_with_undo(error.0.message, again);
                    }
                }
            }
        });
    }

    /// Shows restored rows in the table of live applications, as far as they are known here.
    fn show_restored(self, change: &Change, Moved { rows, search }: &Moved) {
        if u32::try_from(rows.len()) != Ok(change.applications) {
            // There are more than were read.
            self.live.send(Event::Invalidated);
            return;
        }
        let belongs = self.live.read(|state| {
            !state.is_filtered() || finds_the_same(state.search.as_ref(), search.as_ref())
        });
        if belongs == Some(true) {
            let live = |row: &Row| ApplicationSummary { deleted_at: None, ..(**row).clone() };
            self.live.send(Event::Inserted(rows.iter().map(live).collect()));
        }
    }

    /// Says what was done, with the way back.
    fn say(self, kind: ChangeKind, change: &Change, moved: &Moved, offer: Offer) {
        self.toasts.clear();
        let text = match kind {
            ChangeKind::Delete => texts::deleted(change),
            ChangeKind::Restore => texts::restored(change),
        };
        let way = self.way_back(kind, offer, change.id.clone(), moved.clone());
        self.toasts.say_with_way_back(text, offer, way, moved.ids().collect());
    }

    /// A change ended: what was asked to be undone while it was under way is undone now.
    fn undo_what_was_asked(self) {
        if self.changes.end(true) && !self.toasts.undo_last() {
            self.changes.ask_no_more();
        }
    }

    fn way_back(self, kind: ChangeKind, offer: Offer, id: ChangeId, moved: Moved) -> ToastAction {
        Arc::new(move || self.undo(kind, offer, id.clone(), moved.clone()))
    }
}

async fn ask(kind: ChangeKind, chosen: Chosen) -> Result<Change, ApiError> {
    match kind {
        ChangeKind::Delete => api::applications::delete(chosen).await,
        ChangeKind::Restore => api::applications::restore(chosen).await,
    }
}
