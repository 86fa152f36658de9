//! Adopts input from before hydration, or from a form that was left by *Back*. Browser only.

use super::opening::Opening;
use super::session::FormSession;
use super::state::FormState;
use crate::browser::{form, hydration};
use crate::state::FormOpener;
use domain::application::ApplicationDraft;
use leptos::prelude::*;

/// Fills the form with earlier input, and from now on stores the draft of a new application.
pub(super) fn adopt_typed_input(state: FormState, opening: &Opening) {
    let opener = expect_context::<FormOpener>();
    let is_kept = matches!(opening, Opening::New { model: None });
    let (mut draft, mut caret) = (opener.draft.get_value().filter(|_| is_kept), None);
    if !hydration::is_hydrated_untracked()
        && let Some(typed) = form::read()
    {
        (draft, caret) = (Some(typed.draft), typed.caret);
    }
    let draft = StoredValue::new(draft);
    let caret = StoredValue::new_local(caret);
    // In an effect, because hydration must render what the server did.
    Effect::new(move |_| {
        if let Some(typed) = draft.try_update_value(Option::take).flatten() {
            adopt(state, typed);
            // After the effects that write the fields.
            leptos::task::spawn_local(async move {
                leptos::task::tick().await;
                if let Some(caret) = caret.try_update_value(Option::take).flatten() {
                    caret.restore();
                }
            });
        }
        let now = state.draft();
        if is_kept && !state.session.with_untracked(FormSession::is_left) {
            let is_dirty = state.session.with_untracked(|session| session.is_dirty(&now));
            opener.draft.set_value(Some(now).filter(|_| is_dirty));
        }
    });
}

fn adopt(state: FormState, typed: ApplicationDraft) {
    let held = untrack(|| state.draft());
    let adopted = state.rules.with_value(|rules| rules.adopt_typed(typed, &held));
    if adopted != held {
        state.load(adopted, false);
    }
}
