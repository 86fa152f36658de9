//! Deleting and bringing back: the row goes when the server has said so, and *Undo* stands beside
//! the sentence that says it.

use crate::api;
use crate::components::toast::Toasts;
use crate::state::{ADD_ID, List, name_id};
use domain::application::{ApplicationSummary, ClientId};
use leptos::prelude::*;
use std::sync::Arc;

/// Deletes an application and offers to undo it. `busy` holds off a second press meanwhile.
pub fn delete(id: ClientId, list: List, toasts: Toasts, busy: RwSignal<bool>) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    leptos::task::spawn_local(async move {
        match api::applications::delete(id.clone()).await {
            Ok(gone) => {
                let next = list.remove(&id);
                say_deleted(gone, list, toasts);
                let ids = next.iter().map(name_id).chain([ADD_ID.to_owned()]).collect();
                focus_soon(ids);
            }
            Err(error) => {
                busy.try_set(false);
                toasts.fail(error.0.message);
            }
        }
    });
}

/// Says what was deleted, with *Undo*.
pub fn say_deleted(gone: ApplicationSummary, list: List, toasts: Toasts) {
    let text = format!("Deleted {}", gone.name.as_str());
    let undo = move || restore(gone.client_id.clone(), list, toasts);
    toasts.clear();
    toasts.say_with_undo(text, Arc::new(undo));
}

fn restore(id: ClientId, list: List, toasts: Toasts) {
    leptos::task::spawn_local(async move {
        match api::applications::restore(id.clone()).await {
            Ok(row) => {
                toasts.say(format!("Restored {}", row.name.as_str()));
                list.insert(row);
                focus_soon(vec![name_id(&id)]);
            }
            Err(error) => toasts.fail(error.0.message),
        }
    });
}

/// Moves the focus after the next paint; does nothing on the server.
pub fn focus_soon(ids: Vec<String>) {
    #[cfg(feature = "hydrate")]
    crate::browser::focus::soon(ids);
    #[cfg(feature = "ssr")]
    drop(ids);
}
