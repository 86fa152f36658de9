//! Listens to the keyboard, and carries out what works on every page. What a page does with a key
//! is bound by that page.

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

/// How long the second key of a sequence may take.
const SEQUENCE_TIMEOUT: Duration = Duration::from_millis(1500);

/// Listens until the component that asks is gone.
pub fn listen() {
    let commands = expect_context::<Commands>();
    let modals = expect_context::<Modals>();
    commands.single_keys.set(preferences::single_keys());
    Effect::new(move |_| window::show_single_keys(commands.single_keys.get()));
    bind_everywhere(commands);
    window::on_capture("keydown", keep_composition);
    window::on("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        // Escape closes the innermost: a menu that is open, which the browser does.
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

/// A key that an input method makes text of is nobody else's, so nobody on the page hears of it; nor
/// does the browser close a dialog by an Escape that ends a composition.
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

/// Binds what works on every page.
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
    // On the table's page, the table does it.
    let to_form = navigate.clone();
    commands.bind_default(Command::Add, move || {
        to_form("/applications/new", NavigateOptions::default());
    });
    commands.bind_default(Command::Search, move || {
        navigate("/applications", NavigateOptions::default());
        focus::first_present(vec![SEARCH_ID.to_owned()]);
    });
}
