//! The impact of an edit, shown before it is saved. Browser only.

use super::state::{FormState, ImpactNotice};
use crate::api;
use crate::browser::date;
use crate::texts;
use domain::application::{ApplicationDraft, ClientId};
use domain::change::{EditImpact, EditReduction};
use domain::permission::Scope;
use domain::redirect_uri::lines;
use leptos::prelude::*;
use std::time::Duration;

/// How long input must pause before a request is sent.
const DEBOUNCE: Duration = Duration::from_millis(250);

/// Updates the impact notices, debounced, until the form is closed.
pub(super) fn watch(state: FormState, id: ClientId) {
    let id = StoredValue::new(id);
    let requests = StoredValue::new(0u32);
    let reduction = Memo::new(move |_| {
        let now = state.draft();
        state.session.with(|session| edit_reduction(session.saved(), &now))
    });
    Effect::new(move |_| {
        let reduction = reduction.get();
        requests.update_value(|requests| *requests += 1);
        let request = requests.get_value();
        if reduction == EditReduction::default() {
            state.impact.set(ImpactNotice::default());
            return;
        }
        set_timeout(
            move || {
                let is_last = move || requests.try_get_value() == Some(request);
                let Some(id) = id.try_get_value().filter(|_| is_last()) else { return };
                leptos::task::spawn_local(async move {
                    // Errors are ignored here; saving reports them.
                    let answer = api::applications::impact(id, reduction.clone()).await;
                    if let Ok(impact) = answer
                        && is_last()
                    {
                        state.impact.try_set(notice(&reduction, &impact));
                    }
                });
            },
            DEBOUNCE,
        );
    });
}

/// What `now` removes from `saved`.
fn edit_reduction(saved: &ApplicationDraft, now: &ApplicationDraft) -> EditReduction {
    let is_off = |scope: &&String| !now.permissions.contains(scope);
    let off = saved.permissions.iter().filter(is_off);
    let kept: Vec<&str> = lines(&now.redirect_uris).map(|(_, line)| line).collect();
    let gone = saved.redirect_uris.lines().filter(|uri| !kept.contains(uri));
    EditReduction {
        permissions: off.filter_map(|scope| Scope::parse(scope).ok()).collect(),
        redirect_uris: gone.map(str::to_owned).collect(),
    }
}

fn notice(reduction: &EditReduction, impact: &EditImpact) -> ImpactNotice {
    let scopes: Vec<&str> = reduction.permissions.iter().map(Scope::as_str).collect();
    let permissions = (!scopes.is_empty())
        .then(|| texts::permission_impact(&scopes.join(", "), impact.permissions));
    let redirect_uris = impact.redirect_uris.iter().map(|uri| {
        let last = uri.last_used_at.map(date::day);
        texts::redirect_uri_impact(&uri.uri, last.as_deref(), uri.impact)
    });
    ImpactNotice { permissions, redirect_uris: redirect_uris.collect() }
}

#[cfg(test)]
mod tests {
    use super::edit_reduction;
    use domain::application::ApplicationDraft;
    use domain::permission::Scope;

    #[test]
    fn an_edit_takes_away_what_is_not_there_any_more() {
        let draft = |uris: &str, permissions: &[&str]| ApplicationDraft {
            redirect_uris: uris.to_owned(),
            permissions: permissions.iter().map(|&scope| scope.to_owned()).collect(),
            ..ApplicationDraft::default()
        };
        let saved = draft("https://a.example/cb\nhttps://b.example/cb", &["billing", "identify"]);
        let now = draft(" https://b.example/cb \nhttps://c.example/cb", &["files", "billing"]);
        let reduction = edit_reduction(&saved, &now);
        assert_eq!(reduction.redirect_uris, ["https://a.example/cb"]);
        let off: Vec<&str> = reduction.permissions.iter().map(Scope::as_str).collect();
        assert_eq!(off, ["identify"]);
    }
}
