//! A read-only field for one credential.

use super::copy_button::{CopyButton, CopyState};
use super::icon::{Icon, IconKind};
use super::password_managers::ignore_password_managers;
use crate::texts;
use leptos::html;
use leptos::prelude::*;

/// A credential with its copy button and, for a secret, a reveal button.
///
/// The field shows `text`, which `credentials_dialog` masks: a masked secret is not in the document.
#[component]
pub fn SecretField(
    id: &'static str,
    label: &'static str,
    /// Accessible name of the copy button.
    copy_label: &'static str,
    text: Signal<String>,
    /// For a secret: whether it is revealed, and a callback that toggles that.
    #[prop(optional)]
    eye: Option<(Signal<bool>, Callback<()>)>,
    node_ref: NodeRef<html::Input>,
    state: Signal<CopyState>,
    copy: Callback<()>,
) -> impl IntoView {
    let class = if eye.is_some() { "secret" } else { "secret id" };
    let eye = eye.map(|(revealed, toggle)| {
        let name = move || if revealed.get() { texts::HIDE_SECRET } else { texts::SHOW_SECRET };
        let icon = move || if revealed.get() { IconKind::EyeOff } else { IconKind::Eye };
        view! {
            <button
                type="button"
                class="icon js-only"
                aria-label=name
                on:click=move |_| toggle.run(())
            >
                {move || view! { <Icon kind=icon()/> }}
            </button>
        }
    });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class=class>
                <input
                    class="mono"
                    id=id
                    readonly
                    autocomplete="off"
                    spellcheck="false"
                    translate="no"
                    {..ignore_password_managers()}
                    node_ref=node_ref
                    value=text.get_untracked()
                    prop:value=text
                />
                {eye}
                <CopyButton label=copy_label state=state copy=copy/>
            </div>
        </div>
    }
}
