//! Search and filters: a GET form of the same page.

use super::search_url::search_url;
use crate::components::hidden_fields::hidden;
use crate::components::icon::{Icon, IconKind};
use crate::components::password_managers::ignore_password_managers;
use crate::components::shortcuts::{Command, keyshortcuts};
use crate::element_ids::SEARCH_ID;
use crate::texts;
use domain::application::ApplicationKind;
use domain::permission::Catalogue;
use domain::search::Search;
use leptos::prelude::*;

/// The search field, the filters, and *Clear search*.
#[component]
pub fn Toolbar(
    search: Memo<Search>,
    /// The permissions to filter by; `None` if they could not be loaded.
    catalogue: Option<Catalogue>,
) -> impl IntoView {
    let Search { text, kind, permission, unused, .. } = search.get_untracked();
    let permissions = catalogue.iter().flat_map(Catalogue::iter).map(|one| {
        let is_chosen = permission.as_ref() == Some(&one.scope);
        let scope = one.scope.as_str().to_owned();
        let text = format!("{scope} {}", one.title);
        view! { <option value=scope selected=is_chosen>{text}</option> }
    });
    let is_filtered = Memo::new(move |_| search.with(Search::is_filtered));
    let sort = move || hidden(Search { sort: search.get().sort, ..Search::default() }.pairs());
    let kinds = [ApplicationKind::Confidential, ApplicationKind::Public].map(|one| {
        let title = match one {
            ApplicationKind::Confidential => texts::CONFIDENTIAL,
            ApplicationKind::Public => texts::PUBLIC,
        };
        view! { <option value=one.as_str() selected=kind == Some(one)>{title}</option> }
    });
    view! {
        <form class="toolbar" role="search" action="/applications" data-action="search">
            {sort}
            <div class="search">
                <Icon kind=IconKind::Search/>
                <input
                    class="input"
                    type="search"
                    id=SEARCH_ID
                    name="q"
                    value=text
                    placeholder=texts::SEARCH_PLACEHOLDER
                    aria-label=texts::SEARCH
                    autocomplete="off"
                    spellcheck="false"
                    {..ignore_password_managers()}
                    maxlength=domain::search::MAX_TEXT.to_string()
                    aria-keyshortcuts=keyshortcuts(Command::Search)
                />
                <kbd class="js-only single-key" aria-hidden="true">{Command::Search.keys_text()}</kbd>
            </div>
            <select class="chip" name="type" aria-label=texts::TYPE>
                <option value="">{texts::ANY_TYPE}</option>
                {kinds}
            </select>
            <select class="chip" name="permission" aria-label=texts::PERMISSION>
                <option value="">{texts::ANY_PERMISSION}</option>
                {permissions.collect_view()}
            </select>
            <label class="chip">
                <input class="checkbox" type="checkbox" name="unused" value="90" checked=unused/>
                {texts::UNUSED}
            </label>
            <button class="button small no-js">{texts::SEARCH_BUTTON}</button>
            {move || is_filtered.get().then(|| view! { <ClearSearch search=search class="link"/> })}
        </form>
    }
}

/// A link to all applications in the same order.
#[component]
pub fn ClearSearch(search: Memo<Search>, class: &'static str) -> impl IntoView {
    let all = move || search_url("/applications", &search.with(Search::widened));
    view! { <a class=class href=all data-action="clear">{texts::CLEAR_SEARCH}</a> }
}
