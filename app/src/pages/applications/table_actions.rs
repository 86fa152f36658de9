//! The actions of the applications page, by shortcut, button or link: on the page, on the focused
//! row, and on the selected rows.

use super::search_box;
use super::search_url::{search_url, use_search};
use crate::browser::document::target;
use crate::browser::{focus, search_form, table as dom, window};
use crate::components::copy_button::copy_client_id;
use crate::components::shortcuts::{Command, Commands};
use crate::components::toast::Toasts;
use crate::delete_restore::DeleteRestore;
use crate::element_ids::{ADD_ID, SEARCH_ID, edit_id};
use crate::pages::query;
use crate::state::FormOpener;
use crate::table::control::mount_table;
use crate::table::event::Event;
use crate::table::handle::Table;
use crate::table::selection_bar::SelectionBar;
use crate::table::state::TableState;
use crate::texts;
use domain::application::ClientId;
use domain::change::ApplicationSelector;
use domain::search::Search;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Handles that the actions need.
#[derive(Clone, Copy)]
struct TableActions {
    table: Table,
    search: Memo<Search>,
    opener: FormOpener,
    delete_restore: DeleteRestore,
    toasts: Toasts,
    navigate: Callback<(String, NavigateOptions)>,
}

/// Makes the page interactive; renders the selection bar.
#[component]
pub fn ActiveTableActions() -> impl IntoView {
    let navigate = use_navigate();
    let actions = TableActions {
        table: expect_context(),
        search: use_search(),
        opener: expect_context(),
        delete_restore: DeleteRestore::from_context(),
        toasts: expect_context(),
        navigate: Callback::new(move |(to, options): (String, NavigateOptions)| {
            navigate(&to, options);
        }),
    };
    mount_table(actions.table);
    actions.bind(expect_context());
    window::on("submit", move |event| {
        if actions.submitted(&event) {
            event.prevent_default();
        }
    });
    let search_as_typed = Callback::new(move |()| actions.search_as_typed());
    search_box::mount_search_form(actions.table, actions.search, search_as_typed);
    view! {
        <SelectionBar
            table=actions.table
            action=texts::DELETE_SELECTED
            class="button small danger"
            act=Callback::new(move |()| actions.delete_selected())
        />
    }
}

impl TableActions {
    fn bind(self, commands: Commands) {
        let of_row = move |act: fn(Self, ClientId)| {
            move || {
                if let Some(row) = self.table.read(TableState::active_row).flatten() {
                    act(self, row);
                }
            }
        };
        commands.bind(Command::Add, move || self.add());
        commands.bind(Command::Search, || {
            focus::focus_by_id(SEARCH_ID);
        });
        commands.bind(Command::Open, of_row(Self::open));
        commands.bind(Command::Edit, of_row(|this, row| this.edit(&row, focus::ACTIVE_CELL)));
        commands.bind(Command::Copy, of_row(|this, row| copy_client_id(row, this.toasts)));
        commands.bind(Command::Duplicate, of_row(Self::duplicate));
        commands.bind(Command::Delete, move || {
            if self.selected() > 0 {
                self.delete_selected();
            } else {
                of_row(Self::delete)();
            }
        });
        commands.bind(Command::Escape, move || self.escape());
    }

    /// Handles the `submit` of a form by its `data-action`. Returns whether it was known.
    fn submitted(self, event: &web_sys::Event) -> bool {
        let Some(form) = target(event) else { return false };
        match (form.get_attribute("data-action").as_deref(), dom::row_of(&form)) {
            (Some("add"), _) => self.add(),
            (Some("edit"), Some(row)) => self.edit(&row, &edit_id(&row)),
            (Some("delete"), Some(row)) => self.delete(row),
            (Some("more"), _) => self.table.send(Event::LoadMore),
            (Some("search"), _) => self.search_as_typed(),
            _ => return false,
        }
        true
    }

    fn go(self, to: String, replace: bool) {
        let options = NavigateOptions { scroll: false, replace, ..NavigateOptions::default() };
        self.navigate.run((to, options));
    }

    fn open_form(self, path: &str, from: &str) {
        self.opener.opened_from(from.to_owned());
        self.go(search_url(path, &self.search.get_untracked()), false);
    }

    fn add(self) {
        let from = if focus::is_in("#grid") { focus::ACTIVE_CELL } else { ADD_ID };
        self.open_form("/applications/new", from);
    }

    fn edit(self, row: &ClientId, from: &str) {
        self.open_form(&format!("/applications/{}/edit", row.as_str()), from);
    }

    fn open(self, row: ClientId) {
        let to = format!("/applications/{}", row.as_str());
        self.navigate.run((to, NavigateOptions::default()));
    }

    fn duplicate(self, row: ClientId) {
        self.opener.opened_from(focus::ACTIVE_CELL.to_owned());
        let mut pairs = self.search.get_untracked().pairs();
        pairs.push(("from", row.as_str().to_owned()));
        self.go(query::url("/applications/new", &pairs), false);
    }

    fn delete(self, row: ClientId) {
        self.delete_restore.delete(ApplicationSelector::These(vec![row]), 1, ADD_ID);
    }

    fn delete_selected(self) {
        if let Some((chosen, count)) = self.table.read(TableState::chosen) {
            self.delete_restore.delete(chosen, count, ADD_ID);
        }
    }

    fn selected(self) -> u32 {
        self.table.read(TableState::selected).unwrap_or(0)
    }

    /// Clears the selection first, then the search.
    fn escape(self) {
        if self.selected() > 0 {
            self.table.send(Event::SelectionCleared);
        } else if self.search.with_untracked(Search::is_filtered) {
            self.show(&self.search.with_untracked(Search::widened), false);
        }
    }

    fn show(self, search: &Search, replace: bool) {
        self.go(search_url("/applications", search), replace);
    }

    /// Writes the form's search to the URL; typing replaces the history entry.
    fn search_as_typed(self) {
        let known = self.search.get_untracked();
        if let Some(now) = search_form::read(known.sort).filter(|now| *now != known) {
            let is_text_alone = Search { text: known.text.clone(), ..now.clone() } == known;
            self.show(&now, is_text_alone);
        }
    }
}
