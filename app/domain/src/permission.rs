//! Permissions and their catalogue. On the wire a permission is a scope (RFC 6749 §3.3).

use crate::checked_text::checked_text;
use crate::problem::{Field, FieldProblem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

checked_text! {
    /// A scope token: 1 to 64 characters of `%x21 / %x23-5B / %x5D-7E` (RFC 6749 §3.3).
    Scope, NotAScope, check_scope
}

/// The text is not a scope token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A scope is 1 to 64 visible ASCII characters without quotes and backslashes.")]
pub struct NotAScope;

fn check_scope(text: &str) -> Result<String, NotAScope> {
    let legal = |b: u8| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    if (1..=64).contains(&text.len()) && text.bytes().all(legal) {
        Ok(text.to_owned())
    } else {
        Err(NotAScope)
    }
}

/// A set of scopes. Its text form separates them by single spaces (RFC 6749 §3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeSet(BTreeSet<Scope>);

impl ScopeSet {
    /// Reads the text form; more than one space between scopes is accepted.
    ///
    /// # Errors
    /// One of them is not a scope token.
    pub fn parse(text: &str) -> Result<Self, NotAScope> {
        text.split(' ').filter(|part| !part.is_empty()).map(Scope::parse).collect()
    }

    /// Whether `scope` is in the set.
    pub fn contains(&self, scope: &Scope) -> bool {
        self.0.contains(scope)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every scope of `other` is in this set.
    pub fn is_superset(&self, other: &Self) -> bool {
        self.0.is_superset(&other.0)
    }

    /// The scopes that are in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.0.intersection(&other.0).cloned().collect()
    }

    /// The scopes that are in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.0.union(&other.0).cloned().collect()
    }

    /// The scopes, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl std::fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{}", scope.as_str())?;
        }
        Ok(())
    }
}

/// The group of the form that a permission belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Permissions about the account.
    Account,
    /// Permissions about the content of a project.
    Project,
}

/// A permission as a person sees and toggles it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// Its name on the wire.
    pub scope: Scope,
    /// One or two words.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Its group in the form.
    pub group: Group,
    /// Scopes that must be on as well.
    #[serde(default)]
    pub requires: Vec<Scope>,
}

/// All permissions, in the order of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Catalogue(Vec<Permission>);

/// Why a catalogue was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// It has no entry.
    #[error("the list of permissions is empty")]
    Empty,
    /// A scope stands twice.
    #[error("the permission {0:?} is listed twice")]
    Duplicate(String),
    /// Something is required that is not listed.
    #[error("the permission {0:?} requires {1:?}, which is not listed")]
    Requires(String, String),
}

/// Scopes that libraries of OpenID Connect ask for by themselves (OpenID Connect Core §5.4, §11).
const OPENID_SCOPES: [&str; 6] =
    ["openid", "profile", "email", "address", "phone", "offline_access"];

impl Catalogue {
    /// The names in a `scope` parameter (RFC 6749 §3.3), without those of OpenID Connect that are
    /// not permissions here: there are no ID tokens, and the `scope` of the response says what was
    /// granted.
    pub fn without_openid<'a>(&self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let names = text.split(' ').filter(|name| !name.is_empty());
        names.filter(|name| !OPENID_SCOPES.contains(name) || self.get(name).is_some())
    }

    /// Checks a catalogue.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn new(permissions: Vec<Permission>) -> Result<Self, CatalogueError> {
        if permissions.is_empty() {
            return Err(CatalogueError::Empty);
        }
        let mut scopes = BTreeSet::new();
        for permission in &permissions {
            if !scopes.insert(&permission.scope) {
                return Err(CatalogueError::Duplicate(permission.scope.0.clone()));
            }
        }
        for permission in &permissions {
            if let Some(missing) = permission.requires.iter().find(|scope| !scopes.contains(scope))
            {
                return Err(CatalogueError::Requires(
                    permission.scope.0.clone(),
                    missing.0.clone(),
                ));
            }
        }
        Ok(Self(permissions))
    }

    /// The permissions, in the order of the form.
    pub fn iter(&self) -> impl Iterator<Item = &Permission> {
        self.0.iter()
    }

    /// The permission of this scope.
    pub fn get(&self, scope: &str) -> Option<&Permission> {
        self.0.iter().find(|permission| permission.scope.as_str() == scope)
    }

    /// Those of `scopes` that are in the catalogue. An application keeps scopes that were removed
    /// from the catalogue; they are never granted.
    #[must_use]
    pub fn retain_known(&self, scopes: &ScopeSet) -> ScopeSet {
        scopes.iter().filter(|scope| self.get(scope.as_str()).is_some()).cloned().collect()
    }

    /// Checks the scopes of a form: at least one, each in the catalogue, and each together with all
    /// that it requires.
    ///
    /// # Errors
    /// The problem, as it is shown at the fieldset.
    pub fn check<S: AsRef<str>>(&self, chosen: &[S]) -> Result<ScopeSet, FieldProblem> {
        let refuse = |message: String| Err(FieldProblem::new(Field::Permissions, message));
        let mut set = ScopeSet::default();
        for scope in chosen {
            let scope = scope.as_ref();
            match self.get(scope) {
                Some(permission) => drop(set.0.insert(permission.scope.clone())),
                None => return refuse(format!("There is no permission {:?}.", shorten(scope))),
            }
        }
        if set.is_empty() {
            return refuse("Turn on at least one permission.".to_owned());
        }
        for scope in set.iter() {
            let requires = self.get(scope.as_str()).map_or(&[][..], |found| &found.requires);
            if let Some(missing) = requires.iter().find(|required| !set.contains(required)) {
                let (scope, missing) = (scope.as_str(), missing.as_str());
                return refuse(format!("{scope} needs {missing}: turn on {missing} too."));
            }
        }
        Ok(set)
    }

    /// The scopes to turn on together with `scope`, itself included.
    pub fn with_required(&self, scope: &str) -> Vec<&Scope> {
        self.get(scope).map_or_else(Vec::new, |permission| {
            std::iter::once(&permission.scope).chain(&permission.requires).collect()
        })
    }

    /// The scopes to turn off together with `scope`, itself included.
    pub fn with_dependents(&self, scope: &str) -> Vec<&Scope> {
        self.0
            .iter()
            .filter(|permission| {
                permission.scope.as_str() == scope
                    || permission.requires.iter().any(|required| required.as_str() == scope)
            })
            .map(|permission| &permission.scope)
            .collect()
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(64).collect()
}

impl Default for Catalogue {
    /// The default ten permissions.
    fn default() -> Self {
        use Group::{Account, Project};
        let permission = |scope: &str, title: &str, description: &str, group| Permission {
            scope: Scope(scope.to_owned()),
            title: title.to_owned(),
            description: description.to_owned(),
            group,
            requires: if group == Project {
                vec![Scope("projects".to_owned())]
            } else {
                Vec::new()
            },
        };
        Self(vec![
            permission("identify", "Profile", "Profile, connected accounts and locale", Account),
            permission("billing", "Billing", "Subscription and billing history", Account),
            permission("files", "Files", "Upload, fetch and delete files", Account),
            permission("projects", "Projects", "Projects and their settings", Account),
            permission("orders", "Orders", "View and change orders in a project", Project),
            permission("contacts", "Contacts", "Contacts, their fields and activity", Project),
            permission("materials", "Materials", "View and change materials", Project),
            permission("configurators", "Configurators", "View and change configurators", Project),
            permission("products", "Products", "View and change products", Project),
            permission("reports", "Reports", "Analytics of a project", Project),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_catalogue_is_sound() {
        let catalogue = Catalogue::default();
        assert_eq!(catalogue.0.len(), 10);
        assert_eq!(Catalogue::new(catalogue.0.clone()), Ok(catalogue));
    }

    #[test]
    fn a_choice_is_checked() {
        let catalogue = Catalogue::default();
        let message = |chosen: &[&str]| catalogue.check(chosen).map_err(|problem| problem.message);
        assert_eq!(
            message(&["projects", "orders", "orders"]).unwrap().to_string(),
            "orders projects"
        );
        assert_eq!(message(&[]).unwrap_err(), "Turn on at least one permission.");
        assert_eq!(
            message(&["orders"]).unwrap_err(),
            "orders needs projects: turn on projects too."
        );
        assert_eq!(message(&["admin"]).unwrap_err(), "There is no permission \"admin\".");
        assert_eq!(message(&["Orders"]).unwrap_err(), "There is no permission \"Orders\".");
    }

    #[test]
    fn switches_that_move_together() {
        let catalogue = Catalogue::default();
        let names =
            |scopes: Vec<&Scope>| scopes.iter().map(|s| s.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(names(catalogue.with_required("orders")), ["orders", "projects"]);
        assert_eq!(names(catalogue.with_required("files")), ["files"]);
        assert_eq!(names(catalogue.with_dependents("projects")).len(), 7);
        assert_eq!(names(catalogue.with_dependents("orders")), ["orders"]);
    }
}
