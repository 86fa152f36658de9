//! A modal dialog: the native element, opened by `showModal()`. The browser keeps the focus inside
//! and makes the rest inert; nothing here imitates that. Rendered by the server it is `open`, so
//! that it works without scripts.

use super::shortcuts::Command;
#[cfg(feature = "hydrate")]
use super::shortcuts::Commands;
use super::toast::ToastRegion;
use crate::state::Modals;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog. It is open as long as it is mounted.
#[component]
pub fn Dialog(
    /// `id` of the heading inside, which names the dialog.
    labelledby: &'static str,
    /// A class besides `dialog`.
    #[prop(default = "")]
    class: &'static str,
    /// Escape, or a press on the back of the dialog: close, or ask.
    on_cancel: Callback<()>,
    /// Ctrl+Enter or Cmd+Enter: the main action.
    #[prop(optional)]
    on_submit: Option<Callback<()>>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let modals = expect_context::<Modals>();
    #[cfg(feature = "hydrate")]
    {
        let commands = expect_context::<Commands>();
        commands.bind(Command::Cancel, move || on_cancel.run(()));
        if let Some(submit) = on_submit {
            commands.bind(Command::Save, move || submit.run(()));
        }
        let shown = StoredValue::new_local(None);
        Effect::new(move |_| {
            if let Some(dialog) = node.get() {
                shown.set_value(Some(dialog.clone()));
                crate::browser::focus::show_modal(dialog);
            }
        });
        modals.0.update(|open| *open += 1);
        on_cleanup(move || {
            modals.0.try_update(|open| *open -= 1);
            // The browser gives the focus back at once, so that the next key finds it.
            if let Some(dialog) = shown.try_get_value().flatten() {
                dialog.close();
            }
        });
    }
    #[cfg(feature = "ssr")]
    let _ = modals;
    view! {
        <dialog
            class=format!("dialog {class}")
            aria-labelledby=labelledby
            open
            node_ref=node
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                on_cancel.run(());
            }
            on:keydown=move |event| {
                let (chord, repeat) = chord_of(&event);
                if Command::Cancel.is(&chord) && !popover_is_open() {
                    // Escape closes the innermost: an open menu, which the browser closes, comes first.
                    event.prevent_default();
                    event.stop_propagation();
                    on_cancel.run(());
                } else if Command::Save.is(&chord) && !repeat && let Some(submit) = on_submit {
                    event.prevent_default();
                    submit.run(());
                }
            }
        >
            {children()}
            <ToastRegion inside_modal=true/>
        </dialog>
    }
}

/// What was pressed, and whether it is held; nothing while an input method has the key, and on the
/// server.
fn chord_of(event: &leptos::ev::KeyboardEvent) -> (String, bool) {
    #[cfg(feature = "hydrate")]
    {
        let press = crate::browser::keyboard::press(event);
        if !press.composing {
            return (press.chord(), press.repeat);
        }
    }
    #[cfg(feature = "ssr")]
    let _ = event;
    (String::new(), false)
}

/// Whether a menu is open; never on the server.
fn popover_is_open() -> bool {
    #[cfg(feature = "hydrate")]
    return crate::browser::focus::popover_is_open();
    #[cfg(feature = "ssr")]
    false
}
