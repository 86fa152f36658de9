//! Overlays of every page: shortcuts dialog, palette, toasts, offline banner, password prompt. Also
//! starts the global listeners.

use super::key_listener;
use super::palette::Palette;
use super::shortcuts::{Command, Commands};
use super::shortcuts_dialog::ShortcutsDialog;
use super::sign_in_dialog::SignInDialog;
use super::toast::ToastRegion;
use crate::browser::{focus, startup, window};
use crate::texts;
use leptos::prelude::*;

/// An overlay that is opened by a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Overlay {
    Shortcuts,
    Palette,
}

/// All overlays. Browser only.
#[component]
pub fn AppOverlays() -> impl IntoView {
    let commands = expect_context::<Commands>();
    let overlay = RwSignal::new(None::<Overlay>);
    commands.bind(Command::Shortcuts, move || overlay.set(Some(Overlay::Shortcuts)));
    commands.bind(Command::Palette, move || overlay.set(Some(Overlay::Palette)));
    key_listener::listen();
    focus::install_guard();
    let offline = RwSignal::new(window::is_offline());
    for changed in ["online", "offline"] {
        window::on(changed, move |_| offline.set(window::is_offline()));
    }
    request_animation_frame(startup::mark_hydrated);

    let close = Callback::new(move |()| overlay.set(None));
    view! {
        <ToastRegion inside_modal=false/>
        <div role="status" class:offline=offline>
            {move || offline.get().then(|| view! { <span>{texts::OFFLINE}</span> })}
        </div>
        {move || match overlay.get() {
            None => ().into_any(),
            Some(Overlay::Shortcuts) => view! { <ShortcutsDialog close=close/> }.into_any(),
            Some(Overlay::Palette) => view! { <Palette close=close/> }.into_any(),
        }}
        <SignInDialog/>
    }
}
