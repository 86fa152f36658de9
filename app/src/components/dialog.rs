//! A modal dialog: the native element, opened by `showModal()`, so the browser contains the focus
//! and makes the rest of the page inert. The server renders it with `open`, so that it works without
//! scripts.

use super::shortcuts::Command;
use super::toast::ToastRegion;
use crate::browser::modal::{self, OpenModal};
use crate::browser::{focus, keyboard, window};
use crate::state::Modals;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// A modal dialog, open as long as it is mounted.
#[component]
pub fn Dialog(
    /// `id` of the heading that labels the dialog.
    labelledby: &'static str,
    /// A class besides `dialog`.
    #[prop(default = "")]
    class: &'static str,
    /// Escape or another close request: close, or ask for confirmation.
    #[prop(into)]
    on_cancel: Callback<()>,
    /// Ctrl+Enter or Cmd+Enter: the main action.
    #[prop(optional)]
    on_submit: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let composing = StoredValue::new(false);
    // `try_`: closing the dialog ends a composition after the state was disposed.
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
            // A close request without a key: assistive technology, or Android's Back.
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

/// Opens the dialog once it is mounted, and closes it when its component is disposed.
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
        // `close()` restores the focus synchronously, before the next key press.
        if let Some(dialog) = shown.try_get_value().flatten() {
            dialog.close();
        }
    });
    open
}

/// The keys of every dialog, wherever the focus is.
fn key_down(event: &KeyboardEvent, on_cancel: Callback<()>, on_submit: Option<Callback<()>>) {
    let press = keyboard::key_press(event);
    let chord = press.chord();
    // Escape closes an open popover first; the browser does that.
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
