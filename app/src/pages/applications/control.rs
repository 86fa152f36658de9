//! What answers on the table's page: keys, clicks, typing into the search, and the tab that comes
//! back into sight. Browser only, in the second part of the program; until that is there, the
//! page's own links and forms work.

use super::address::{address, use_search};
use super::change::Changing;
use super::selection_bar::SelectionBar;
use crate::browser::{focus, page, search_form};
use crate::components::copy_button::copy_client_id;
use crate::components::grid::reading::Source;
use crate::components::grid::{Grid, element};
use crate::components::shortcuts::{Command, Commands};
use crate::components::toast::Toasts;
use crate::element_ids::{ADD_ID, COUNT_ID, SEARCH_ID, edit_id};
use crate::list::List;
use crate::pages::query;
use crate::selection::Selection;
use crate::state::{Changes, FormReturn};
use crate::texts;
use domain::application::ClientId;
use domain::change::Chosen;
use domain::page::PAGE_SIZE;
use domain::search::Search;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long typing rests before it is searched for.
const REST: Duration = Duration::from_millis(60);

/// What an element of the page asks for by its `data-act`, or a key by its command.
#[derive(Clone, Copy)]
struct Control {
    grid: Grid,
    search: Memo<Search>,
    back: FormReturn,
    changing: Changing,
    toasts: Toasts,
    navigate: Callback<(String, NavigateOptions)>,
}

/// Brings the table's page to life; draws the bar of the selection.
#[component]
pub fn TableControl() -> impl IntoView {
    let list = expect_context::<List>();
    let selection = Selection::of(list);
    let commands = expect_context::<Commands>();
    let navigate = use_navigate();
    let control = StoredValue::new(Control {
        grid: Grid::attach(list, selection, Source::Live),
        search: use_search(),
        back: expect_context(),
        changing: Changing::here(),
        toasts: expect_context(),
        navigate: Callback::new(move |(to, options): (String, NavigateOptions)| {
            navigate(&to, options);
        }),
    });
    let with = move |work: fn(&Control)| move || control.with_value(work);
    commands.bind(Command::Add, with(Control::add));
    commands.bind(Command::Search, || {
        focus::by_id(SEARCH_ID);
    });
    commands.bind(Command::Open, with(|control| control.of_row(Control::open)));
    commands.bind(
        Command::Edit,
        with(|control| control.of_row(|control, row| control.edit(row, focus::ACTIVE_CELL))),
    );
    commands.bind(Command::Copy, with(|control| control.of_row(Control::copy)));
    commands.bind(Command::Duplicate, with(|control| control.of_row(Control::duplicate)));
    commands.bind(Command::Delete, with(Control::delete_chosen));
    commands.bind(Command::Escape, with(Control::escape));
    page::on("submit", move |event| {
        if control.with_value(|control| control.submitted(&event)) {
            event.prevent_default();
        }
    });
    page::on("click", |event| {
        // The link goes with the search that it clears.
        if element(&event)
            .is_some_and(|target| target.closest("[data-act=clear]").ok().flatten().is_some())
        {
            focus::by_id(SEARCH_ID);
        }
    });
    control.with_value(|control| {
        control.listen_to_search(control.search);
        control.read_again();
    });
    control.with_value(|control| control.grid.refresh_when_seen());
    let delete = Callback::new(move |()| control.with_value(Control::delete_selected));
    view! {
        <SelectionBar
            selection=selection
            total=list.total
            action=texts::DELETE_SELECTED
            class="button small danger"
            act=delete
        />
    }
}

impl Control {
    /// Runs what a form of the page stands for. Returns whether it was one of ours.
    fn submitted(&self, event: &web_sys::Event) -> bool {
        let Some(form) = element(event) else { return false };
        let row = crate::browser::grid::row_of(&form);
        match (form.get_attribute("data-act").as_deref(), row) {
            (Some("add"), _) => self.add(),
            (Some("edit"), Some(row)) => {
                let button = edit_id(&row);
                self.edit(row, &button);
            }
            (Some("delete"), Some(row)) => self.delete(&row),
            (Some("more"), _) => self.grid.read_more(),
            (Some("search"), _) => self.typed(),
            _ => return false,
        }
        true
    }

    fn go(&self, path: &str, replace: bool) {
        let to = address(path, &self.search.get_untracked());
        self.navigate
            .run((to, NavigateOptions { scroll: false, replace, ..NavigateOptions::default() }));
    }

    fn of_row(&self, work: impl FnOnce(&Self, ClientId)) {
        if let Some(row) = self.grid.row() {
            work(self, row);
        }
    }

    fn add(&self) {
        let from = if focus::is_in("#grid") { focus::ACTIVE_CELL } else { ADD_ID };
        self.back.opening(from.to_owned());
        self.go("/applications/new", false);
    }

    fn open(&self, row: ClientId) {
        let to = format!("/applications/{}", row.as_str());
        self.navigate.run((to, NavigateOptions::default()));
    }

    fn edit(&self, row: ClientId, from: &str) {
        self.back.opening(from.to_owned());
        self.go(&format!("/applications/{}/edit", row.as_str()), false);
    }

    fn duplicate(&self, row: ClientId) {
        self.back.opening(focus::ACTIVE_CELL.to_owned());
        let mut pairs = self.search.get_untracked().pairs();
        pairs.push(("from", row.as_str().to_owned()));
        let to = query::write("/applications/new", &pairs);
        let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        self.navigate.run((to, options));
    }

    fn copy(&self, row: ClientId) {
        copy_client_id(row, self.toasts);
    }

    fn delete_chosen(&self) {
        if untrack(|| self.grid.selection.count()) > 0 {
            self.delete_selected();
        } else {
            self.of_row(|control, row| control.delete(&row));
        }
    }

    fn delete(&self, row: &ClientId) {
        self.grid.leave(|id| id == row, ADD_ID);
        self.grid.selection.set(row, false);
        self.changing.delete(Chosen::These(vec![row.clone()]), 1);
    }

    fn delete_selected(&self) {
        let selection = self.grid.selection;
        let (chosen, count) = (selection.chosen(), untrack(|| selection.count()));
        self.grid.leave(|id| untrack(|| selection.has(id)), ADD_ID);
        selection.clear();
        self.changing.delete(chosen, count);
    }

    /// The selection first, then the search.
    fn escape(&self) {
        if untrack(|| self.grid.selection.count()) > 0 {
            self.grid.selection.clear();
        } else if self.search.with_untracked(Search::narrows) {
            self.show(&self.search.with_untracked(Search::widened), false);
        }
    }

    fn show(&self, search: &Search, replace: bool) {
        let options = NavigateOptions { scroll: false, replace, ..NavigateOptions::default() };
        self.navigate.run((address("/applications", search), options));
    }

    /// Searches for what the form holds; typing makes no step in the history.
    fn typed(&self) {
        if let Some(now) = search_form::read(self.search.with_untracked(|search| search.sort)) {
            let known = self.search.get_untracked();
            let only_text = Search { text: known.text.clone(), ..now.clone() } == known;
            if now != known {
                self.show(&now, only_text);
            }
        }
    }

    fn listen_to_search(&self, search: Memo<Search>) {
        let resting = StoredValue::new(None::<leptos::leptos_dom::helpers::TimeoutHandle>);
        let this = StoredValue::new(*self);
        page::on("input", move |event| {
            let inside = element(&event)
                .is_some_and(|target| target.matches("form[role=search] *").unwrap_or(false));
            if inside {
                if let Some(handle) = resting.get_value() {
                    handle.clear();
                }
                let typed = move || {
                    this.try_with_value(Control::typed);
                };
                resting.set_value(set_timeout_with_handle(typed, REST).ok());
            }
        });
        page::on("focusin", |event| {
            // What a search finds is said while one searches; at other times a message says more.
            let inside = element(&event)
                .is_some_and(|target| target.matches("form[role=search] *").unwrap_or(false));
            page::make_live(COUNT_ID, inside);
        });
        page::on("keydown", move |event| {
            let in_search = element(&event).is_some_and(|target| target.id() == SEARCH_ID);
            let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>().filter(|_| in_search) else {
                return;
            };
            match key.key().as_str() {
                _ if key.is_composing() => return,
                "Escape" if search_form::clear_text() => this.with_value(Control::typed),
                "Escape" | "ArrowDown" => this.with_value(|control| control.grid.enter()),
                _ => return,
            }
            event.prevent_default();
        });
        // The address decides: here after typing, after *Back*, and after a link.
        let grid = self.grid;
        Effect::new(move |earlier: Option<()>| {
            let now = search.get();
            let stale = grid.list.stale.get();
            let known = grid.list.search.get_value();
            if stale || known.as_ref() != Some(&now) {
                // Another order has the same rows.
                let sort = now.sort;
                if known.map(|known| Search { sort, ..known }).as_ref() != Some(&now) {
                    grid.selection.clear();
                }
                grid.load(now.clone());
            } else {
                grid.stay();
            }
            if earlier.is_some() {
                search_form::write(&now);
            }
        });
    }

    /// What was kept while the reader was on another page is read again, and so is what was changed.
    fn read_again(&self) {
        let (grid, changes) = (self.grid, expect_context::<Changes>());
        if !grid.list.fresh.try_update_value(std::mem::take).unwrap_or(false) {
            grid.refresh();
        }
        Effect::new(move |earlier: Option<()>| {
            changes.track();
            if earlier.is_some() {
                // What goes is gone already; one page tells whether the server agrees.
                grid.refresh_first(PAGE_SIZE);
            }
        });
        // An address that begins in the middle is one for browsers without scripts.
        if query::read(&page::query()).iter().any(|(name, _)| name == "after") {
            grid.load(self.search.get_untracked());
        }
    }
}
