//! A modal dialog: the native element, opened by `showModal()`. The browser keeps the focus inside
//! and makes the rest inert; nothing here imitates that. Rendered by the server it is `open`, so
//! that it works without scripts.

use super::shortcuts::Command;
use super::toast::ToastRegion;
use crate::browser::modal::{self, OpenModal};
use crate::browser::{focus, keyboard, window};
use crate::state::Modals;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// A modal dialog. It is open as long as it is mounted.
#[component]
pub fn Dialog(
    /// `id` of the heading inside, which names the dialog.
    labelledby: &'static str,
    /// A class besides `dialog`.
    #[prop(default = "")]
    class: &'static str,
    /// Escape, or another wish to close: close, or ask.
    #[prop(into)]
    on_cancel: Callback<()>,
    /// Ctrl+Enter or Cmd+Enter: the main action.
    #[prop(optional)]
    on_submit: Option<Callback<()>>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let composing = StoredValue::new(false);
    // Closing the dialog ends a composition, when nothing is left of its state.
    let compose = move |now: bool| {
        composing.try_set_value(now);
    };
    if cfg!(feature = "hydrate") {
        let open = enter_modal(node);
        window::on("keydown", move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>()
                && !event.default_prevented()
                && open.is_on_top()
            {
                key_down(event, on_cancel, on_submit);
            }
        });
    }
    view! {
        <dialog
            class=format!("dialog {class}")
            aria-labelledby=labelledby
            open
            node_ref=node
            on:compositionstart=move |_| compose(true)
            on:compositionend=move |_| compose(false)
            // Assistive technology and Android's Back ask for this without a key.
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                if composing.try_get_value() == Some(false) {
                    on_cancel.run(());
                }
            }
            on:close=move |_| {
                if modal::reopen(node) {
                    on_cancel.run(());
                }
            }
        >
            {children()}
            <ToastRegion inside_modal=true/>
        </dialog>
    }
}

/// Opens the dialog once it is mounted, and closes it when its component goes.
fn enter_modal(node: NodeRef<html::Dialog>) -> OpenModal {
    let modals = expect_context::<Modals>();
    let open = OpenModal::enter();
    let shown = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            shown.set_value(Some(dialog.clone()));
            modal::show(dialog);
        }
    });
    modals.0.update(|open| *open += 1);
    on_cleanup(move || {
        modals.0.try_update(|open| *open -= 1);
        open.leave();
        // The browser gives the focus back at once, so that the next key finds it.
        if let Some(dialog) = shown.try_get_value().flatten() {
            dialog.close();
        }
    });
    open
}

/// The keys of every dialog, wherever in it or outside of it the focus is.
fn key_down(event: &KeyboardEvent, on_cancel: Callback<()>, on_submit: Option<Callback<()>>) {
    let press = keyboard::key_press(event);
    let chord = press.chord();
    // Escape closes the innermost: an open menu, which the browser closes, comes first.
    if Command::Cancel.has_chord(&chord) && !focus::popover_is_open() {
        event.prevent_default();
        on_cancel.run(());
    } else if Command::Save.has_chord(&chord)
        && !press.repeat
        && let Some(submit) = on_submit
    {
        event.prevent_default();
        submit.run(());
    }
}
