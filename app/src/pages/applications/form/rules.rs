//! What an application's form may hold. Pure: neither signals nor a browser.

use crate::api::dashboard::Dashboard;
use domain::application::{Application, ApplicationDraft};
use domain::permission::Catalogue;
use domain::problem::{FieldProblem, Problem};
use domain::redirect_uri::{RedirectUri, RedirectUriRules, lines};
use domain::text::{NAME_MAX, cut};

/// What is checked in the browser as on the server; the server's answer wins.
pub(super) struct FormRules {
    pub catalogue: Catalogue,
    redirect_uris: RedirectUriRules,
    /// What the application has registered, by the rules of its time; it stays.
    registered: Vec<RedirectUri>,
    /// The type of an application that exists is fixed.
    pub kind_is_fixed: bool,
}

impl FormRules {
    /// Rules for a new application, or for the one that is `edited`.
    pub(super) fn new(dashboard: Dashboard, edited: Option<&ApplicationDraft>) -> Self {
        let registered = edited.into_iter().flat_map(|edited| lines(&edited.redirect_uris));
        Self {
            registered: registered
                .map(|(_, uri)| RedirectUri::from_stored(uri.to_owned()))
                .collect(),
            catalogue: dashboard.catalogue,
            redirect_uris: dashboard.redirect_uri_rules,
            kind_is_fixed: edited.is_some(),
        }
    }

    pub(super) fn check(&self, draft: &ApplicationDraft) -> Result<(), Problem> {
        draft
            .check(&self.catalogue, self.redirect_uris, &self.registered)
            .map(drop)
            .map_err(Problem::invalid)
    }

    pub(super) fn check_redirect_uris(&self, draft: &ApplicationDraft) -> Vec<FieldProblem> {
        draft.check_redirect_uris(self.redirect_uris, &self.registered).err().unwrap_or_default()
    }

    /// `draft` without scopes that left the catalogue: nobody can see them. The server keeps them.
    pub(super) fn visible(&self, mut draft: ApplicationDraft) -> ApplicationDraft {
        draft.permissions.retain(|scope| self.catalogue.get(scope).is_some());
        draft
    }

    /// What a new application begins with that is made like another one.
    pub(super) fn prefill_from(&self, model: &Application) -> ApplicationDraft {
        let draft = self.visible(model.draft());
        ApplicationDraft { name: copy_name(&draft.name), ..draft }
    }

    /// What was `typed` and chosen before the program came, in place of what the form `held`.
    pub(super) fn adopt_typed(
        &self,
        typed: ApplicationDraft,
        held: &ApplicationDraft,
    ) -> ApplicationDraft {
        // A fixed type is not among the fields that a browser sends.
        let kind = if self.kind_is_fixed { held.kind } else { typed.kind };
        let mut permissions = Vec::new();
        for scope in &typed.permissions {
            self.toggle(&mut permissions, scope, true);
        }
        ApplicationDraft { permissions, kind, ..typed }
    }

    /// Turns a permission on with all it requires, or off with all that require it.
    pub(super) fn toggle(&self, chosen: &mut Vec<String>, scope: &str, on: bool) {
        let moved = if on {
            self.catalogue.with_required(scope)
        } else {
            self.catalogue.with_dependents(scope)
        };
        chosen.retain(|known| moved.iter().all(|scope| scope.as_str() != known));
        if on {
            chosen.extend(moved.iter().map(|scope| scope.as_str().to_owned()));
        }
    }
}

/// "NAME copy", within what a name may be long.
fn copy_name(name: &str) -> String {
    const SUFFIX: &str = " copy";
    format!("{}{SUFFIX}", cut(name, NAME_MAX - SUFFIX.len()).trim_end())
}

#[cfg(test)]
mod tests;
