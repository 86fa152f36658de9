//! The dialog that lists all keyboard shortcuts.

use super::icon::{Icon, IconKind};
use super::overlay_dialog::OverlayDialog;
use super::shortcuts::{Commands, SHORTCUTS, ShortcutScope, key_labels};
use crate::browser::preferences;
use crate::texts;
use leptos::prelude::*;

/// **`dialog "Keyboard shortcuts"`**
#[component]
pub fn ShortcutsDialog(close: Callback<()>) -> impl IntoView {
    let commands = expect_context::<Commands>();
    let section = |scope: ShortcutScope, title: &'static str| {
        let lines = SHORTCUTS.iter().filter(move |shortcut| shortcut.scope == scope);
        let lines = lines.map(|shortcut| {
            view! { <tr><th scope="row">{shortcut.title}</th><td><KeyList keys=shortcut.keys/></td></tr> }
        });
        view! {
            <section>
                <h3>{title}</h3>
                <table><tbody>{lines.collect_view()}</tbody></table>
            </section>
        }
    };
    view! {
        <OverlayDialog labelledby="shortcuts-title" class="shortcuts-dialog" on_cancel=close>
            <div class="dialog-form">
                <header>
                    <h2 id="shortcuts-title">{texts::SHORTCUTS}</h2>
                    <button
                        type="button"
                        class="icon"
                        aria-label=texts::CLOSE
                        autofocus
                        on:click=move |_| close.run(())
                    >
                        <Icon kind=IconKind::Close/>
                    </button>
                </header>
                <div class="body keys" tabindex="0" role="group" aria-labelledby="shortcuts-title">
                    {section(ShortcutScope::Anywhere, texts::KEYS_ANYWHERE)}
                    {section(ShortcutScope::Grid, texts::KEYS_GRID)}
                    {section(ShortcutScope::Dialog, texts::KEYS_DIALOG)}
                    {section(ShortcutScope::Credentials, texts::KEYS_CREDENTIALS)}
                </div>
                <footer>
                    <label class="switch start">
                        <input
                            type="checkbox"
                            role="switch"
                            aria-label=texts::SINGLE_KEYS
                            aria-describedby="single-keys-about"
                            prop:checked=commands.single_keys
                            on:change:target=move |event| {
                                let on = event.target().checked();
                                commands.single_keys.set(on);
                                preferences::set_single_keys(on);
                            }
                        />
                        <span><b>{texts::SINGLE_KEYS}</b></span>
                        <span id="single-keys-about">{texts::SINGLE_KEYS_ABOUT}</span>
                    </label>
                </footer>
            </div>
        </OverlayDialog>
    }
}

/// `<kbd>` elements for keys: one group for each alternative, one element for each key cap.
#[component]
pub fn KeyList(
    /// As in [`SHORTCUTS`].
    keys: &'static [&'static str],
) -> impl IntoView {
    let one = |keys: &'static str| {
        key_labels(keys)
            .into_iter()
            .map(|cap| view! { <kbd translate="no">{cap}</kbd> })
            .collect_view()
    };
    keys.iter().map(|keys| view! { <span class="chord">{one(keys)}</span> }).collect_view()
}
