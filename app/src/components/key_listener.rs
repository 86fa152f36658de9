//! The keyboard listener, and the handlers of global shortcuts. Pages bind their own handlers.

use super::shortcuts::{Command, Commands, KeyOutcome};
use super::toast::Toasts;
use crate::browser::{focus, keyboard, preferences, window};
use crate::element_ids::SEARCH_ID;
use crate::state::{Changes, Modals, ThemeChoice};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// The time limit for the second key of a sequence.
const SEQUENCE_TIMEOUT: Duration = Duration::from_millis(1500);

/// Listens until the current owner is disposed.
pub fn listen() {
    let commands = expect_context::<Commands>();
    let modals = expect_context::<Modals>();
    commands.single_keys.set(preferences::single_keys());
    Effect::new(move |_| window::show_single_keys(commands.single_keys.get()));
    bind_everywhere(commands);
    window::on_capture("keydown", keep_composition);
    window::on("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        // Escape closes an open popover first; the browser does that.
        if event.default_prevented() || event.key() == "Escape" && focus::popover_is_open() {
            return;
        }
        match commands.press(&keyboard::key_press(event), modals.0.get_untracked() > 0) {
            KeyOutcome::Ignored => {}
            KeyOutcome::Handled => event.prevent_default(),
            KeyOutcome::SequenceStarted => {
                let prefix = commands.pending_prefix();
                set_timeout(move || commands.clear_prefix(prefix.as_deref()), SEQUENCE_TIMEOUT);
            }
        }
    });
    commands.listen();
}

/// Hides key presses of an IME composition from all other listeners of the page, and keeps the
/// browser from closing a dialog by the Escape that ends a composition. The only check for compositions.
fn keep_composition(event: Event) {
    if let Some(event) =
        event.dyn_ref::<KeyboardEvent>().filter(|event| keyboard::is_composing(event))
    {
        event.stop_immediate_propagation();
        if event.key() == "Escape" {
            event.prevent_default();
        }
    }
}

/// Binds the global commands.
fn bind_everywhere(commands: Commands) {
    let toasts = expect_context::<Toasts>();
    let theme = expect_context::<ThemeChoice>();
    let changes = expect_context::<Changes>();
    commands.bind(Command::Undo, move || {
        if !changes.queue_undo() {
            toasts.undo_last();
        }
    });
    commands.bind(Command::Theme, move || theme.next());
    let navigate = use_navigate();
    for (command, to) in [
        (Command::GoApplications, "/applications"),
        (Command::GoSecurity, "/security"),
        (Command::GoDeleted, "/applications/deleted"),
    ] {
        let navigate = navigate.clone();
        commands.bind(command, move || navigate(to, NavigateOptions::default()));
    }
    // Defaults: the page of the table binds its own.
    let to_form = navigate.clone();
    commands.bind_default(Command::Add, move || {
        to_form("/applications/new", NavigateOptions::default());
    });
    commands.bind_default(Command::Search, move || {
        navigate("/applications", NavigateOptions::default());
        focus::first_present(vec![SEARCH_ID.to_owned()]);
    });
}
