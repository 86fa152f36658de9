//! Whom an edit touches, said before it is saved. Browser only.

use super::form_state::FormState;
use crate::api;
use crate::browser::date;
use crate::texts;
use domain::application::ClientId;
use domain::change::{Narrowing, NarrowingImpact};
use domain::permission::Scope;
use domain::redirect_uri::lines;
use leptos::prelude::*;
use std::time::Duration;

/// How long the form rests before it is asked about.
const REST: Duration = Duration::from_millis(250);

/// Keeps the sentences beside the fields true until the form is closed.
pub fn watch(state: FormState, id: ClientId) {
    let id = StoredValue::new(id);
    let asked = StoredValue::new(0u32);
    let narrowing = Memo::new(move |_| narrowing_of(state));
    Effect::new(move |_| {
        let narrowing = narrowing.get();
        asked.update_value(|asked| *asked += 1);
        let question = asked.get_value();
        if narrowing == Narrowing::default() {
            show(state, &narrowing, &NarrowingImpact::default());
            return;
        }
        set_timeout(
            move || {
                let is_last = move || asked.try_get_value() == Some(question);
                let Some(id) = id.try_get_value().filter(|_| is_last()) else { return };
                leptos::task::spawn_local(async move {
                    // What can't be found out is not said; saving says what is wrong.
                    let answer = api::applications::impact(id, narrowing.clone()).await;
                    if let Ok(impact) = answer
                        && is_last()
                    {
                        show(state, &narrowing, &impact);
                    }
                });
            },
            REST,
        );
    });
}

fn narrowing_of(state: FormState) -> Narrowing {
    let (saved, now) = (state.saved(), state.watch());
    let off = |scope: &&String| !now.permissions.contains(scope);
    let lines: Vec<&str> = lines(&now.redirect_uris).map(|(_, line)| line).collect();
    let gone = saved.redirect_uris.lines().filter(|uri| !lines.contains(uri));
    Narrowing {
        permissions: saved
            .permissions
            .iter()
            .filter(off)
            .filter_map(|scope| Scope::parse(scope).ok())
            .collect(),
        redirect_uris: gone.map(str::to_owned).collect(),
    }
}

fn show(state: FormState, narrowing: &Narrowing, impact: &NarrowingImpact) {
    let scopes: Vec<&str> = narrowing.permissions.iter().map(Scope::as_str).collect();
    let narrows =
        (!scopes.is_empty()).then(|| texts::narrows(&scopes.join(", "), impact.permissions));
    let removes = impact.redirect_uris.iter().map(|uri| {
        let last = uri.last_used_at.map(date::day);
        texts::removes(&uri.uri, last.as_deref(), uri.impact)
    });
    state.narrows.try_set(narrows);
    state.removes.try_set(removes.collect());
}
