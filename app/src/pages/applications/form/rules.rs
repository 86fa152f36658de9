//! The validation rules of an application's form. Pure: no signals, no browser.

use crate::api::dashboard::Dashboard;
use domain::application::{Application, ApplicationDraft};
use domain::permission::Catalogue;
use domain::problem::{FieldProblem, Problem};
use domain::redirect_uri::{RedirectUri, RedirectUriRules, lines};
use domain::text::{NAME_MAX, cut};

/// The rules, as the server enforces them.
pub(super) struct FormRules {
    pub catalogue: Catalogue,
    redirect_uris: RedirectUriRules,
    /// Redirect URIs that are registered already: valid even if the rules have changed.
    registered: Vec<RedirectUri>,
    /// The type of an existing application can't be changed.
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

    /// `draft` without scopes that are no longer in the catalogue. They are not shown; the server keeps
    /// them.
    pub(super) fn visible(&self, mut draft: ApplicationDraft) -> ApplicationDraft {
        draft.permissions.retain(|scope| self.catalogue.get(scope).is_some());
        draft
    }

    /// The draft of a duplicate.
    pub(super) fn prefill_from(&self, model: &Application) -> ApplicationDraft {
        let draft = self.visible(model.draft());
        ApplicationDraft { name: copy_name(&draft.name), ..draft }
    }

    /// Input from before hydration (`typed`), in place of the initial draft (`held`).
    pub(super) fn adopt_typed(
        &self,
        typed: ApplicationDraft,
        held: &ApplicationDraft,
    ) -> ApplicationDraft {
        // A disabled radio button is not in the form data.
        let kind = if self.kind_is_fixed { held.kind } else { typed.kind };
        let mut permissions = Vec::new();
        for scope in &typed.permissions {
            self.toggle(&mut permissions, scope, true);
        }
        ApplicationDraft { permissions, kind, ..typed }
    }

    /// Turns on a permission and all that it requires, or turns it off and all that require it.
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

/// "NAME copy", within the maximum length.
fn copy_name(name: &str) -> String {
    const SUFFIX: &str = " copy";
    format!("{}{SUFFIX}", cut(name, NAME_MAX - SUFFIX.len()).trim_end())
}

#[cfg(test)]
mod tests;
