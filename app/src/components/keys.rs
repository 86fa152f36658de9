//! What works on every page once the second part of the program is there: keys, the sheet that
//! lists them, the palette, messages, the line that says that the connection is gone. Browser only.

use super::grid::element;
use super::palette::Palette;
use super::shortcut_sheet::ShortcutSheet;
use super::shortcuts::{Command, Commands, Pressed, is_character};
use super::sign_in_dialog::SignInDialog;
use super::toast::{ToastRegion, Toasts};
use crate::browser::{focus, grid, keyboard, page, preference, startup};
use crate::element_ids::SEARCH_ID;
use crate::state::{Changes, Modals, ThemeChoice};
use crate::texts;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// How long the second key of a sequence may take.
const SEQUENCE: Duration = Duration::from_millis(1500);

/// What may lie over the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Overlay {
    Sheet,
    Palette,
}

/// Listens to the keyboard, and draws what it opens.
#[component]
pub fn Keys() -> impl IntoView {
    let commands = expect_context::<Commands>();
    let modals = expect_context::<Modals>();
    let toasts = expect_context::<Toasts>();
    let theme = expect_context::<ThemeChoice>();
    let overlay = RwSignal::new(None::<Overlay>);
    commands.single_keys.set(preference::single_keys());

    commands.bind(Command::Shortcuts, move || overlay.set(Some(Overlay::Sheet)));
    commands.bind(Command::Palette, move || overlay.set(Some(Overlay::Palette)));
    let changes = expect_context::<Changes>();
    commands.bind(Command::Undo, move || {
        if !changes.undo_when_done() {
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
        focus::soon(vec![SEARCH_ID.to_owned()]);
    });

    page::on("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        // Escape closes the innermost: a menu that is open, which the browser does.
        if event.default_prevented() || event.key() == "Escape" && focus::popover_is_open() {
            return;
        }
        match commands.press(&keyboard::press(event), modals.0.get_untracked() > 0) {
            Pressed::Ignored => {}
            Pressed::Taken => event.prevent_default(),
            Pressed::Begun => {
                let begun = commands.begun.get_value();
                set_timeout(
                    move || {
                        commands.begun.try_update_value(|now| {
                            if *now == begun {
                                *now = None;
                            }
                        });
                    },
                    SEQUENCE,
                );
            }
        }
    });
    page::on("click", move |event| {
        let act = element(&event).and_then(|found| found.closest("[data-open]").ok().flatten());
        match act.and_then(|found| found.get_attribute("data-open")).as_deref() {
            Some("sheet") => overlay.set(Some(Overlay::Sheet)),
            Some("palette") => overlay.set(Some(Overlay::Palette)),
            _ => return,
        }
        focus::close_popover();
    });
    page::on_mutation(move || {
        announce("[data-command]:not([aria-keyshortcuts])", commands.single_keys.get_untracked());
    });
    focus::watch();
    Effect::new(move |_| {
        page::show_single_keys(commands.single_keys.get());
        announce("[data-command]", commands.single_keys.get());
    });
    let offline = RwSignal::new(page::is_offline());
    for changed in ["online", "offline"] {
        page::on(changed, move |_| offline.set(page::is_offline()));
    }
    request_animation_frame(startup::mark_hydrated);

    let close = Callback::new(move |()| overlay.set(None));
    view! {
        <ToastRegion inside_modal=false/>
        <div role="status" class:offline=offline>
            {move || offline.get().then_some(texts::OFFLINE)}
        </div>
        {move || match overlay.get() {
            None => ().into_any(),
            Some(Overlay::Sheet) => view! { <ShortcutSheet close=close/> }.into_any(),
            Some(Overlay::Palette) => view! { <Palette close=close/> }.into_any(),
        }}
        <SignInDialog/>
    }
}

/// Tells assistive technology the keys of what has one, among what a selector finds.
fn announce(selector: &str, single_keys: bool) {
    for element in grid::elements(focus::document().query_selector_all(selector).ok()) {
        let named = element.get_attribute("data-command").and_then(|name| Command::named(&name));
        let keys = named.and_then(Command::shortcut).map_or(&[][..], |shortcut| shortcut.keys);
        let keys: Vec<&str> =
            keys.iter().copied().filter(|keys| single_keys || !is_character(keys)).collect();
        let text = keys.join(" ").replace("Ctrl", "Control");
        let _ = if text.is_empty() {
            element.remove_attribute("aria-keyshortcuts")
        } else {
            element.set_attribute("aria-keyshortcuts", &text)
        };
    }
}
