//! The command palette: every command with its key, and every application by name. A combobox with
//! a listbox (WAI-ARIA APG, "Combobox"). Browser only.

use super::not_a_login::not_a_login;
use super::overlay::OverlayDialog;
use super::shortcut_sheet::KeyList;
use super::shortcuts::{Command, Commands, SHORTCUTS, Shortcut, Where};
use super::sign_in_again::SignInAgain;
use crate::api;
use crate::browser::focus;
use crate::texts;
use domain::application::ApplicationSummary;
use domain::search::{Search, fold};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The most applications that are offered.
const APPLICATIONS: u32 = 8;

#[derive(Clone)]
enum Offer {
    Command(&'static Shortcut),
    Application(ApplicationSummary),
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
    let found = find(typed);
    let at = RwSignal::new(0usize);
    let offers = Memo::new_with_compare(
        move |_| {
            let needle = fold(typed.get().trim());
            let takes = |shortcut: &&Shortcut| {
                offered(shortcut)
                    && (shortcut.place == Where::Anywhere || commands.row.get_value())
                    && commands.takes(shortcut.command)
                    && fold(shortcut.title).contains(&needle)
            };
            let commands = SHORTCUTS.iter().filter(takes).map(Offer::Command);
            commands.chain(found.get().into_iter().map(Offer::Application)).collect::<Vec<_>>()
        },
        |_, _| true,
    );
    let choose = Callback::new(move |offer: Offer| {
        close.run(());
        let navigate = navigate.clone();
        // Once the dialog has gone and the focus is back where it was.
        request_animation_frame(move || {
            request_animation_frame(move || match offer {
                Offer::Command(shortcut) => {
                    commands.run(shortcut.command);
                }
                Offer::Application(row) => {
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
            _ if event.is_composing() || count == 0 => return,
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
        focus::into_sight(&option_id(at.get_untracked()));
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
                    at.set(0);
                    typed.set(event.target().value());
                }
                on:keydown=on_key
            />
            <ul role="listbox" id="palette-results" aria-label=texts::RESULTS>
                <Offers offers=offers at=at choose=choose/>
            </ul>
            <p class="soft" role="status">
                {move || offers.with(Vec::is_empty).then_some(texts::NOTHING_FOUND)}
            </p>
        </OverlayDialog>
    }
}

/// The applications that are found by what is typed. Of several answers the last one counts.
fn find(typed: RwSignal<String>) -> RwSignal<Vec<ApplicationSummary>> {
    let again = expect_context::<SignInAgain>();
    let found = RwSignal::new(Vec::new());
    let asked = StoredValue::new(0u32);
    Effect::new(move |_| {
        let search = Search { text: typed.get(), ..Search::default() };
        asked.update_value(|asked| *asked += 1);
        let question = asked.get_value();
        leptos::task::spawn_local(async move {
            let ask = || api::applications::list(search.clone(), None, Some(APPLICATIONS));
            if let Ok(page) = again.through(ask).await
                && asked.try_get_value() == Some(question)
            {
                found.set(page.rows);
            }
        });
    });
    found
}

/// The options; `at` is the active one.
#[component]
fn Offers(offers: Memo<Vec<Offer>>, at: RwSignal<usize>, choose: Callback<Offer>) -> impl IntoView {
    move || {
        let offers = offers.get();
        let last = offers.len().saturating_sub(1);
        let options = offers.into_iter().enumerate().map(|(number, offer)| {
            let (title, about) = match &offer {
                Offer::Command(shortcut) => {
                    let keys = shortcut.keys;
                    (shortcut.title.to_owned(), view! { <KeyList keys=keys/> }.into_any())
                }
                Offer::Application(row) => {
                    let about = view! { <small>{texts::APPLICATION}</small> }.into_any();
                    (row.name.as_str().to_owned(), about)
                }
            };
            let selected = move || if at.get().min(last) == number { "true" } else { "false" };
            view! {
                <li
                    role="option"
                    id=option_id(number)
                    aria-selected=selected
                    on:click=move |_| choose.run(offer.clone())
                >
                    <bdi>{title}</bdi>
                    {about}
                </li>
            }
        });
        options.collect_view()
    }
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
