//! The command palette: every command with its key, and every application by name. A combobox with
//! a listbox (WAI-ARIA APG, "Combobox").

mod lookup;

use super::not_a_login::not_a_login;
use super::overlay::OverlayDialog;
use super::shortcut_sheet::KeyList;
use super::shortcuts::{Command, Commands, SHORTCUTS, Shortcut, Where};
use crate::browser::{focus, keyboard};
use crate::texts;
use domain::application::ApplicationSummary;
use domain::search::fold;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use lookup::Lookup;

/// A line of the list.
#[derive(Clone, PartialEq)]
enum Entry {
    Command(&'static Shortcut),
    Application(ApplicationSummary),
}

impl Entry {
    /// What makes it another line.
    fn key(&self) -> String {
        match self {
            Self::Command(shortcut) => shortcut.title.to_owned(),
            Self::Application(row) => format!("{} {}", row.client_id.as_str(), row.name.as_str()),
        }
    }
}

/// **`dialog "Command palette"`**
#[component]
pub fn Palette(
    /// Closes it.
    close: Callback<()>,
) -> impl IntoView {
    let commands = expect_context::<Commands>();
    let navigate = use_navigate();
    let typed = RwSignal::new(String::new());
    let lookup = Lookup::start();
    let at = RwSignal::new(0usize);
    // What can be done does not change while the palette lies over it.
    let can = |shortcut: &&Shortcut| {
        offered(shortcut)
            && (shortcut.place == Where::Anywhere || commands.has_row_context.get_value())
            && commands.is_bound(shortcut.command)
    };
    let can: Vec<&'static Shortcut> = SHORTCUTS.iter().filter(can).collect();
    let offers = Memo::new(move |_| {
        let needle = fold(typed.get().trim());
        let matches = |shortcut: &&&Shortcut| fold(shortcut.title).contains(&needle);
        let commands = can.iter().filter(matches).map(|shortcut| Entry::Command(shortcut));
        commands
            .chain(lookup.found(&needle).into_iter().map(Entry::Application))
            .collect::<Vec<_>>()
    });
    let choose = Callback::new(move |offer: Entry| {
        close.run(());
        let navigate = navigate.clone();
        // Once the dialog has gone and the focus is back where it was.
        request_animation_frame(move || {
            request_animation_frame(move || match offer {
                Entry::Command(shortcut) => {
                    commands.run(shortcut.command);
                }
                Entry::Application(row) => {
                    let page = format!("/applications/{}", row.client_id.as_str());
                    navigate(&page, NavigateOptions::default());
                }
            });
        });
    });
    let on_key = move |event: KeyboardEvent| {
        let count = offers.with_untracked(Vec::len);
        let last = count.saturating_sub(1);
        let now = at.get_untracked().min(last);
        match event.key().as_str() {
            _ if keyboard::is_composing(&event) || count == 0 => return,
            "ArrowDown" => at.set(if now == last { 0 } else { now + 1 }),
            "ArrowUp" => at.set(now.checked_sub(1).unwrap_or(last)),
            "Enter" => {
                if let Some(offer) = offers.with_untracked(|offers| offers.get(now).cloned()) {
                    choose.run(offer);
                }
            }
            _ => return,
        }
        event.prevent_default();
        focus::scroll_into_view(&option_id(at.get_untracked()));
    };
    let active = move || {
        let count = offers.with(Vec::len);
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
                {..not_a_login()}
                on:input:target=move |event| {
                    let text = event.target().value();
                    at.set(0);
                    lookup.typed(text.clone());
                    typed.set(text);
                }
                on:keydown=on_key
            />
            <ul role="listbox" id="palette-results" aria-label=texts::RESULTS>
                <Offers offers=offers at=at choose=choose/>
            </ul>
            <p class="soft" role="status">
                {move || {
                    let nothing = offers.with(Vec::is_empty);
                    nothing.then(|| view! { <span>{texts::NOTHING_FOUND}</span> })
                }}
            </p>
        </OverlayDialog>
    }
}

/// The options; `at` is the active one. A line that changes is another element: what a translation put
/// into the one before goes with it.
#[component]
fn Offers(offers: Memo<Vec<Entry>>, at: RwSignal<usize>, choose: Callback<Entry>) -> impl IntoView {
    let option = move |number: ReadSignal<usize>, entry: Entry| {
        let (title, about) = match &entry {
            Entry::Command(shortcut) => {
                let keys = shortcut.keys;
                (shortcut.title.to_owned(), view! { <KeyList keys=keys/> }.into_any())
            }
            Entry::Application(row) => {
                let about = view! { <small>{texts::APPLICATION}</small> }.into_any();
                (row.name.as_str().to_owned(), about)
            }
        };
        let selected = move || {
            let last = offers.with(Vec::len).saturating_sub(1);
            if at.get().min(last) == number.get() { "true" } else { "false" }
        };
        view! {
            <li
                role="option"
                id=move || option_id(number.get())
                aria-selected=selected
                on:click=move |_| choose.run(entry.clone())
            >
                <bdi>{title}</bdi>
                {about}
            </li>
        }
    };
    view! { <ForEnumerate each=move || offers.get() key=Entry::key children=option/> }
}

fn option_id(number: usize) -> String {
    format!("offer-{number}")
}

/// Whether a command makes sense in a list: movement and what closes the list do not.
fn offered(shortcut: &Shortcut) -> bool {
    matches!(shortcut.place, Where::Anywhere | Where::Grid)
        && !shortcut.command.repeats()
        && !matches!(shortcut.command, Command::Escape | Command::Palette)
}
