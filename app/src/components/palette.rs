//! The command palette: all commands, and all applications by name. A combobox with a listbox
//! (WAI-ARIA APG, "Combobox").

mod lookup;

use super::overlay_dialog::OverlayDialog;
use super::password_managers::ignore_password_managers;
use super::shortcuts::{Command, Commands, SHORTCUTS, Shortcut, ShortcutScope};
use super::shortcuts_dialog::KeyList;
use crate::browser::focus;
use crate::texts;
use domain::application::ApplicationSummary;
use domain::search::fold;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use lookup::Lookup;

#[derive(Clone, PartialEq)]
enum PaletteItem {
    Command(&'static Shortcut),
    Application(ApplicationSummary),
}

impl PaletteItem {
    /// The key for Leptos' keyed list.
    fn key(&self) -> String {
        match self {
            Self::Command(shortcut) => shortcut.title.to_owned(),
            Self::Application(row) => format!("{} {}", row.client_id.as_str(), row.name.as_str()),
        }
    }
}

/// **`dialog "Command palette"`**
#[component]
pub fn Palette(close: Callback<()>) -> impl IntoView {
    let commands = expect_context::<Commands>();
    let navigate = use_navigate();
    let typed = RwSignal::new(String::new());
    let lookup = Lookup::start();
    let at = RwSignal::new(0usize);
    // Untracked: which commands are bound does not change while the palette is open.
    let can = |shortcut: &&Shortcut| {
        is_listed(shortcut)
            && (shortcut.scope == ShortcutScope::Anywhere || commands.has_row_context.get_value())
            && commands.is_bound(shortcut.command)
    };
    let can: Vec<&'static Shortcut> = SHORTCUTS.iter().filter(can).collect();
    let items = Memo::new(move |_| {
        let needle = fold(typed.get().trim());
        let matches = |shortcut: &&&Shortcut| fold(shortcut.title).contains(&needle);
        let commands = can.iter().filter(matches).map(|shortcut| PaletteItem::Command(shortcut));
        commands
            .chain(lookup.found(&needle).into_iter().map(PaletteItem::Application))
            .collect::<Vec<_>>()
    });
    let choose = Callback::new(move |item: PaletteItem| {
        close.run(());
        let navigate = navigate.clone();
        // Two frames: the dialog must be closed and the focus restored first.
        request_animation_frame(move || {
            request_animation_frame(move || match item {
                PaletteItem::Command(shortcut) => {
                    commands.run(shortcut.command);
                }
                PaletteItem::Application(row) => {
                    let page = format!("/applications/{}", row.client_id.as_str());
                    navigate(&page, NavigateOptions::default());
                }
            });
        });
    });
    let on_key = move |event: KeyboardEvent| {
        let count = items.with_untracked(Vec::len);
        let last = count.saturating_sub(1);
        let now = at.get_untracked().min(last);
        match event.key().as_str() {
            _ if count == 0 => return,
            "ArrowDown" => at.set(if now == last { 0 } else { now + 1 }),
            "ArrowUp" => at.set(now.checked_sub(1).unwrap_or(last)),
            "Enter" => {
                if let Some(item) = items.with_untracked(|items| items.get(now).cloned()) {
                    choose.run(item);
                }
            }
            _ => return,
        }
        event.prevent_default();
        focus::scroll_into_view(&option_id(at.get_untracked()));
    };
    let active = move || {
        let count = items.with(Vec::len);
        (count > 0).then(|| option_id(at.get().min(count - 1)))
    };
    view! {
        <OverlayDialog labelledby="palette-title" class="palette" on_cancel=close>
            <h2 class="visually-hidden" id="palette-title">{texts::PALETTE}</h2>
            <input
                class="input"
                type="text"
                role="combobox"
                aria-label=texts::PALETTE_FIELD
                aria-expanded="true"
                aria-controls="palette-results"
                aria-autocomplete="list"
                aria-activedescendant=active
                placeholder=texts::PALETTE_FIELD
                autocomplete="off"
                spellcheck="false"
                autofocus
                {..ignore_password_managers()}
                on:input:target=move |event| {
                    let text = event.target().value();
                    at.set(0);
                    lookup.typed(text.clone());
                    typed.set(text);
                }
                on:keydown=on_key
            />
            <ul role="listbox" id="palette-results" aria-label=texts::RESULTS>
                <PaletteOptions items=items at=at choose=choose/>
            </ul>
            <p class="muted" role="status">
                {move || {
                    let nothing = items.with(Vec::is_empty);
                    nothing.then(|| view! { <span>{texts::NOTHING_FOUND}</span> })
                }}
            </p>
        </OverlayDialog>
    }
}

/// The options; `at` is the active one. A changed item gets a new element, because browser translation
/// may have replaced the text nodes of the old one.
#[component]
fn PaletteOptions(
    items: Memo<Vec<PaletteItem>>,
    at: RwSignal<usize>,
    choose: Callback<PaletteItem>,
) -> impl IntoView {
    let option = move |number: ReadSignal<usize>, item: PaletteItem| {
        let (title, about) = match &item {
            PaletteItem::Command(shortcut) => {
                let keys = shortcut.keys;
                (shortcut.title.to_owned(), view! { <KeyList keys=keys/> }.into_any())
            }
            PaletteItem::Application(row) => {
                let about = view! { <small>{texts::APPLICATION}</small> }.into_any();
                (row.name.as_str().to_owned(), about)
            }
        };
        let selected = move || {
            let last = items.with(Vec::len).saturating_sub(1);
            if at.get().min(last) == number.get() { "true" } else { "false" }
        };
        view! {
            <li
                role="option"
                id=move || option_id(number.get())
                aria-selected=selected
                on:click=move |_| choose.run(item.clone())
            >
                <bdi>{title}</bdi>
                {about}
            </li>
        }
    };
    view! { <ForEnumerate each=move || items.get() key=PaletteItem::key children=option/> }
}

fn option_id(number: usize) -> String {
    format!("item-{number}")
}

/// Whether a command is listed: not movement, nor what closes the palette.
fn is_listed(shortcut: &Shortcut) -> bool {
    matches!(shortcut.scope, ShortcutScope::Anywhere | ShortcutScope::Grid)
        && !shortcut.command.repeats()
        && !matches!(shortcut.command, Command::Escape | Command::Palette)
}
