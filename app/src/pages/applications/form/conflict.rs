//! An edit conflict: both versions side by side, and the choice between them.

use super::session::FormFocus;
use super::state::FormState;
use crate::browser::focus;
use crate::components::dynamic_text::dynamic_text;
use crate::components::icon::{Icon, IconKind};
use crate::texts;
use domain::application::Application;
use leptos::prelude::*;

/// Compares the form with the saved version (`current`).
pub(super) fn conflict(state: FormState, current: &Application) -> impl IntoView + use<> {
    let theirs = current.draft();
    let row =
        |title: &'static str, mine: Signal<String>, their: String, translate: &'static str| {
            let is_same = {
                let their = their.clone();
                move || mine.get() == their
            };
            view! {
                <tr class:same=is_same>
                    <th scope="row">{title}</th>
                    <td translate=translate>{dynamic_text(move || mine.get())}</td>
                    <td translate=translate>{their}</td>
                </tr>
            }
        };
    let mine_permissions = Signal::derive(move || {
        let mut chosen = state.permissions.get();
        chosen.sort();
        chosen.join(" ")
    });
    let rows = [
        row(texts::NAME, state.name.into(), theirs.name.clone(), "yes"),
        row(texts::REDIRECT_URIS, state.redirect_uris.into(), theirs.redirect_uris.clone(), "no"),
        row(texts::PERMISSIONS, mine_permissions, theirs.permissions.join(" "), "no"),
    ];
    let keep = move || {
        state.session.update(|session| session.conflict = None);
        focus::first_present(vec![FormFocus::Name.id().to_owned()]);
    };
    let take = move |_| {
        state.load(theirs.clone(), true);
        keep();
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
                <tbody>{rows.into_iter().collect_view()}</tbody>
            </table>
            <div class="answers js-only">
                <button type="button" class="button small" on:click=move |_| keep()>{texts::KEEP_MINE}</button>
                <button type="button" class="button small" on:click=take>{texts::TAKE_THEIRS}</button>
            </div>
        </section>
    }
}
