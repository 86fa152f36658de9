//! Links from a refused request to the edit form with its redirect URI filled in. Anybody can craft
//! such a link, so the form accepts only a URI that differs from a registered one in harmless ways.

use crate::components::icon::{Icon, IconKind};
use crate::pages::query;
use crate::texts;
use domain::application::{Application, ClientId};
use domain::redirect_uri::{Difference, RedirectUri};
use leptos::prelude::*;

/// The URL of an application's edit form with one more redirect URI filled in.
pub fn edit_url_with(id: &ClientId, uri: &RedirectUri) -> String {
    let form = format!("/applications/{}/edit", id.as_str());
    query::url(&form, &[("add", uri.as_str().to_owned())])
}

/// The redirect URI that a query string suggests, if it may be added.
pub fn suggested_from_query(search: &str, application: &Application) -> Option<String> {
    let uri = query::get(search, "add")?;
    let near = |known: &RedirectUri| known.difference(&uri).is_some_and(Difference::may_be_added);
    let known = |known: &RedirectUri| known.as_str() == uri;
    let registered = &application.redirect_uris;
    (registered.iter().any(near) && !registered.iter().any(known)).then_some(uri)
}

/// Explains in the form where its last redirect URI comes from.
#[component]
pub fn SuggestedUri() -> impl IntoView {
    view! {
        <p class="notice">
            <Icon kind=IconKind::Alert/>
            <span>{texts::URI_ADDED}</span>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::application::{ApplicationKind, ApplicationName};
    use domain::permission::ScopeSet;
    use domain::time::Timestamp;

    fn application(uris: &[&str]) -> Application {
        let uri = |uri: &&str| RedirectUri::from_stored((*uri).to_owned());
        Application {
            client_id: ClientId::parse("cfgo_app_0123456789012345678901").expect("a client ID"),
            name: ApplicationName::parse("Shop").expect("a name"),
            kind: ApplicationKind::Confidential,
            redirect_uris: uris.iter().map(uri).collect(),
            permissions: ScopeSet::default(),
            secrets: Vec::new(),
            removed_secrets: vec![],
            created_at: Timestamp::from_millis(0),
            updated_at: Timestamp::from_millis(0),
            last_used_at: None,
            version: 1,
        }
    }

    #[test]
    fn a_suggested_uri_survives_the_url() {
        let application = application(&["https://x.example/a%20b/?c=1&d=+"]);
        for uri in ["https://x.example/A%20b/?c=1&d=+", "https://x.example/a%20B/?c=1&d=+"] {
            let address =
                edit_url_with(&application.client_id, &RedirectUri::from_stored(uri.to_owned()));
            let (_, search) = address.split_once('?').expect("a query");
            assert_eq!(
                suggested_from_query(search, &application).as_deref(),
                Some(uri),
                "{address}"
            );
        }
    }

    #[test]
    fn a_crafted_link_adds_nothing() {
        let application = application(&["https://x.example/cb"]);
        for search in [
            "",
            "?add=",
            "?add=https%3A%2F%2Fevil.example%2Fcb",
            "?add=https%3A%2F%2Fx.example%2Fcb%3Fnext%3Devil",
            "?add=https%3A%2F%2Fx.example%2Fcb",
            "?add=http%3A%2F%2Fx.example%2Fcb",
            "?add=https%3A%2F%2Fx.example%2Fcb%2F%0Ahttps%3A%2F%2Fevil.example",
            "?add=javascript%3Aalert(1)",
            "?add=%",
            "?add=%ff",
        ] {
            assert_eq!(suggested_from_query(search, &application), None, "{search}");
        }
        let added = suggested_from_query("?a=b&add=https%3A%2F%2Fx.example%2Fcb%2F", &application);
        assert_eq!(added.as_deref(), Some("https://x.example/cb/"));
    }
}
