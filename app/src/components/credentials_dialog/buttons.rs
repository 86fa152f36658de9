//! The buttons of the credentials dialog.

use crate::browser::focus;
use crate::components::icon::{Icon, IconKind};
use crate::texts;
use domain::issued_credentials::CredentialFormat;
use leptos::html;
use leptos::prelude::*;

/// *Done*, *Download* and the other formats.
#[component]
pub fn CredentialsButtons(
    /// The page that *Done* loads without scripts.
    done_page: String,
    /// Whether *Done* is the primary action: the secret was copied, revealed or offered as a file.
    done_is_primary: Signal<bool>,
    #[prop(into)] leave: Callback<()>,
    download: Callback<CredentialFormat>,
) -> impl IntoView {
    let item = move |format: CredentialFormat, title: &'static str, about: &'static str| {
        view! {
            <button
                type="button"
                role="menuitem"
                popovertarget="formats"
                popovertargetaction="hide"
                on:click=move |_| download.run(format)
            >
                {title}
                <small>{about}</small>
            </button>
        }
    };
    let menu = NodeRef::<html::Div>::new();
    let step = move |key: &str| menu_step(menu, key);
    let class = move |rest: &str| {
        let primary = if done_is_primary.get() { "" } else { "primary" };
        format!("button {primary} {rest}")
    };
    view! {
        <footer>
            // A form, so that Done works without scripts.
            <form class="start" action=done_page>
                <button
                    class="button"
                    class:primary=done_is_primary
                    id="done"
                    on:click=move |event| {
                        event.prevent_default();
                        leave.run(());
                    }
                >
                    {texts::DONE}
                </button>
            </form>
            <div class="split js-only">
                <button
                    type="button"
                    class=move || class("")
                    autofocus
                    on:click=move |_| download.run(CredentialFormat::Text)
                >
                    <Icon kind=IconKind::Download/>
                    {texts::DOWNLOAD}
                </button>
                <button
                    type="button"
                    class=move || class("split-more")
                    aria-label=texts::DOWNLOAD_AS
                    aria-haspopup="menu"
                    popovertarget="formats"
                >
                    <Icon kind=IconKind::ChevronDown/>
                </button>
            </div>
            <div
                class="menu"
                id="formats"
                popover
                role="menu"
                aria-label=texts::DOWNLOAD_AS
                node_ref=menu
                on:toggle=move |_| {
                    step("Home");
                }
                on:keydown=move |event| {
                    if step(&event.key()) {
                        event.prevent_default();
                    }
                }
            >
                {item(CredentialFormat::Text, texts::FORMAT_TEXT, "credentials.txt")}
                {item(CredentialFormat::Env, texts::FORMAT_ENV, ".env")}
                {item(CredentialFormat::Json, texts::FORMAT_JSON, "RFC 7591")}
            </div>
        </footer>
    }
}

/// Moves the focus in an open menu.
fn menu_step(menu: NodeRef<html::Div>, key: &str) -> bool {
    menu.get_untracked()
        .is_some_and(|menu| focus::popover_is_open() && focus::move_in_menu(&menu, key))
}
