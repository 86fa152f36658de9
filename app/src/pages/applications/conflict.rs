//! Two people edited the same application: both values, and who wins.

use super::form_state::FormState;
use crate::browser::focus;
use crate::components::icon::{Icon, IconKind};
use crate::element_ids::APPLICATION_NAME_ID;
use crate::texts;
use domain::application::Application;
use leptos::prelude::*;

/// Both values, side by side, and who wins.
#[component]
pub fn Conflict(
    /// What the form holds.
    state: FormState,
    /// Cleared when the question is answered.
    theirs: RwSignal<Option<Application>>,
    /// What is saved now.
    current: Application,
) -> impl IntoView {
    let draft = current.draft();
    let row = |title: &'static str, mine: Signal<String>, their: String| {
        let shown = {
            let their = their.clone();
            move || mine.get() != their
        };
        view! {
            <tr class:same=move || !shown()>
                <th scope="row">{title}</th>
                <td>{mine}</td>
                <td>{their}</td>
            </tr>
        }
    };
    let keep = move || {
        theirs.set(None);
        focus::soon(vec![APPLICATION_NAME_ID.to_owned()]);
    };
    let take = {
        let draft = draft.clone();
        move |_| {
            state.load(draft.clone());
            state.mark_clean();
            keep();
        }
    };
    view! {
        <section class="conflict" id="conflict" tabindex="-1" aria-labelledby="conflict-title" role="alert">
            <p class="notice" id="conflict-title">
                <Icon kind=IconKind::Alert/>
                <span>{texts::CONFLICT}</span>
            </p>
            <table class="compare">
                <thead>
                    <tr>
                        <th scope="col">{texts::CONFLICT_FIELD}</th>
                        <th scope="col">{texts::CONFLICT_MINE}</th>
                        <th scope="col">{texts::CONFLICT_THEIRS}</th>
                    </tr>
                </thead>
                <tbody>
                    {row(texts::NAME, Signal::derive(move || state.name.get()), draft.name.clone())}
                    {row(texts::REDIRECT_URIS, Signal::derive(move || state.redirect_uris.get()), draft.redirect_uris.clone())}
                    {row(texts::PERMISSIONS, Signal::derive(move || state.chosen_text()), draft.permissions.join(" "))}
                </tbody>
            </table>
            <div class="answers live">
                <button type="button" class="button small" on:click=move |_| keep()>{texts::KEEP_MINE}</button>
                <button type="button" class="button small" on:click=take>{texts::TAKE_THEIRS}</button>
            </div>
        </section>
    }
}
