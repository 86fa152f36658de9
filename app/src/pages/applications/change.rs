//! Deleting and bringing back, one or many, and taking either back. The rows go at once and return
//! if the server refuses; what is said, is said on its reply.

use crate::api::{self, ApiError};
use crate::components::sign_in_again::SignInAgain;
use crate::components::toast::{Act, Offer, Toasts};
use crate::element_ids::name_id;
use crate::list::{List, Row};
use crate::state::Changes;
use crate::texts;
use domain::application::ClientId;
use domain::change::{Change, ChangeId, ChangeKind, Chosen};
use domain::page::Cursor;
use domain::problem::ProblemCode;
use domain::search::Search;
use leptos::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

async fn ask(kind: ChangeKind, chosen: Chosen) -> Result<Change, ApiError> {
    match kind {
        ChangeKind::Delete => api::applications::delete(chosen).await,
        ChangeKind::Restore => api::applications::restore(chosen).await,
    }
}

/// Changes applications, and the lists that show them.
#[derive(Clone, Copy)]
pub struct Changing {
    live: List,
    toasts: Toasts,
    again: SignInAgain,
    changes: Changes,
}

/// Rows that came or went, and the search that had found them.
#[derive(Clone)]
struct Moved {
    rows: Vec<Row>,
    search: Option<Search>,
}

/// Rows that were taken out of a list before the server agreed.
struct Taken {
    list: List,
    moved: Moved,
    count: u32,
    next: Option<Cursor>,
}

impl Taken {
    fn out_of(list: List, chosen: &Chosen, count: u32) -> Self {
        // What was asked for before has these rows in it still.
        list.change();
        let (search, next) = (list.search.get_value(), list.next.get_untracked());
        let rows = list.take_out(is_chosen(chosen));
        if matches!(chosen, Chosen::Matching { .. }) {
            list.next.set(None);
        }
        list.count(-i64::from(count));
        Self { list, moved: Moved { rows, search }, count, next }
    }

    fn put_back(self) {
        // The list may be gone with its page, or be that of another search.
        let Moved { rows, search } = self.moved;
        if self.list.version().is_some() && self.list.search.get_value() == search {
            let unread = i64::from(self.count) - i64::try_from(rows.len()).unwrap_or(0);
            self.list.next.set(self.next);
            self.list.put_in(rows);
            self.list.count(unread);
        }
    }
}

impl Changing {
    /// Of this page.
    pub fn here() -> Self {
        Self {
            live: expect_context(),
            toasts: expect_context(),
            again: expect_context(),
            changes: expect_context(),
        }
    }

    /// Deletes what is chosen, `count` applications.
    pub fn delete(self, chosen: Chosen, count: u32) {
        self.start(ChangeKind::Delete, self.live, chosen, count);
    }

    /// Restores what is chosen of those in the list of the deleted.
    pub fn restore(self, deleted: List, chosen: Chosen, count: u32) {
        self.start(ChangeKind::Restore, deleted, chosen, count);
    }

    fn start(self, kind: ChangeKind, from: List, chosen: Chosen, count: u32) {
        let taken = Taken::out_of(from, &chosen, count);
        self.changes.begin();
        leptos::task::spawn_local(async move {
            shown().await;
            match self.again.through(|| ask(kind, chosen.clone())).await {
                Ok(change) => {
                    from.change();
                    if kind == ChangeKind::Delete {
                        // An answer that came meanwhile may have brought them back.
                        if from.search.get_value() == taken.moved.search {
                            from.take_out(is_chosen(&chosen));
                        }
                    } else {
                        self.show(kind, &change, &taken.moved);
                    }
                    let way = self.way_back(kind, change.id.clone(), taken.moved.clone());
                    self.say(kind, &change, &taken.moved, Offer::Undo, way);
                    self.undo_what_was_asked();
                }
                Err(error) => {
                    // Where somebody else was faster, the rows are gone; the list is read again.
                    let are_gone = error.0.code == ProblemCode::NotFound;
                    self.changes.end(are_gone);
                    let back = taken.moved.rows.first().map(|row| name_id(&row.client_id));
                    if !are_gone {
                        taken.put_back();
                    }
                    self.toasts.fail(error.0.message);
                    // What had the focus meanwhile may go with the rows' coming.
                    focus_if_lost(back.into_iter().collect());
                }
            }
        });
    }

    /// Says what was done, with the way back.
    fn say(self, kind: ChangeKind, change: &Change, moved: &Moved, offer: Offer, way: Act) {
        self.toasts.clear();
        let text = match kind {
            ChangeKind::Delete => texts::deleted(change),
            ChangeKind::Restore => texts::restored(change),
        };
        let about = moved.rows.iter().map(|row| row.client_id.clone()).collect();
        self.toasts.say_with_way_back(text, offer, way, about);
    }

    /// A change ended: what was asked to be undone while it was under way is undone now.
    fn undo_what_was_asked(self) {
        if self.changes.end(true) && !self.toasts.undo_last() {
            self.changes.ask_no_more();
        }
    }

    fn way_back(self, kind: ChangeKind, id: ChangeId, moved: Moved) -> Act {
        Arc::new(move || self.undo(kind, id.clone(), moved.clone()))
    }

    fn undo(self, kind: ChangeKind, id: ChangeId, moved: Moved) {
        self.changes.begin();
        leptos::task::spawn_local(async move {
            match self.again.through(|| api::applications::undo(id.clone())).await {
                Ok(change) => {
                    let back = kind.inverse();
                    let first = moved.rows.first().map(|row| row.client_id.clone());
                    self.show(back, &change, &moved);
                    let way = self.way_back(back, change.id.clone(), moved.clone());
                    self.say(back, &change, &moved, Offer::Redo, way);
                    if let Some(first) = first.filter(|_| back == ChangeKind::Restore) {
                        self.live.go_to(&first);
                        crate::browser::focus::soon(vec![name_id(&first)]);
                    }
                    self.undo_what_was_asked();
                }
                Err(error) => {
                    self.changes.end(false);
                    let again = self.way_back(kind, id, moved);
                    self.toasts.fail_with_undo(error.0.message, again);
                }
            }
        });
    }

    /// Brings the table in line with what the server did, as far as that is known here; it is read
    /// again after every change.
    fn show(self, kind: ChangeKind, change: &Change, moved: &Moved) {
        let Moved { rows, search } = moved;
        self.live.change();
        if kind == ChangeKind::Delete {
            let gone: HashSet<_> = rows.iter().map(|row| &row.client_id).collect();
            let taken = self.live.take_out(|id| gone.contains(id));
            self.live.count(-i64::try_from(taken.len()).unwrap_or(0));
        } else if u32::try_from(rows.len()) != Ok(change.applications) {
            // There is more than was read.
            self.live.forget();
        } else if !self.live.narrows() || self.live.search.get_value() == *search {
            let alive = |row: &Row| {
                let mut row = (**row).clone();
                row.deleted_at = None;
                Arc::new(row)
            };
            self.live.put_in(rows.iter().map(alive).collect());
        }
    }
}

fn is_chosen(chosen: &Chosen) -> impl Fn(&ClientId) -> bool {
    let (named, all) = match chosen {
        Chosen::These(ids) => (ids, false),
        Chosen::Matching { except, .. } => (except, true),
    };
    let named: HashSet<ClientId> = named.iter().cloned().collect();
    move |id| named.contains(id) != all
}

/// Waits until the reader sees what was done; does nothing on the server.
fn shown() -> impl Future<Output = ()> {
    #[cfg(feature = "hydrate")]
    return crate::browser::page::painted();
    #[cfg(feature = "ssr")]
    std::future::ready(())
}

/// As [`crate::browser::focus::soon`], if nothing has the focus then.
fn focus_if_lost(ids: Vec<String>) {
    #[cfg(feature = "hydrate")]
    request_animation_frame(move || {
        if crate::browser::focus::is_lost() {
            crate::browser::focus::soon(ids);
        }
    });
    #[cfg(feature = "ssr")]
    drop(ids);
}
