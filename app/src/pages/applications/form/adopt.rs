//! What was typed before this form was the program's, or into one that was left by *Back*. Runs in
//! the browser alone.

use super::opening::Opening;
use super::session::FormSession;
use super::state::FormState;
use crate::browser::{form, hydration};
use crate::state::FormOpener;
use domain::application::ApplicationDraft;
use leptos::prelude::*;

/// Fills the form with what was typed earlier, and keeps what is typed into a new one from now on.
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
    // In an effect: until the page is the program's, it must be what the server wrote.
    Effect::new(move |_| {
        if let Some(typed) = draft.try_update_value(Option::take).flatten() {
            adopt(state, typed);
            // The fields follow first.
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
