//! A registered application: as its owner enters it, as it is checked, and as it is shown.

pub use crate::application_kind::ApplicationKind;

use crate::checked_text::checked_text;
use crate::client_secret::{MAX_SECRETS, RemovedSecret, STALE_SECRET_AFTER, SecretSummary};
use crate::identifier_format::{APPLICATION_PREFIX, NotAnIdentifier, identifier};
use crate::permission::{Catalogue, ScopeSet};
use crate::problem::{Field, FieldProblem};
use crate::redirect_uri::{self, RedirectUri, RedirectUriRules};
use crate::text::{NameError, parse_name};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a deleted application can be restored.
pub const RESTORE_WINDOW: Duration = Duration::from_hours(30 * 24);

checked_text! {
    /// A client ID: `cfgo_app_` and 22 base62 characters. Public, never reused.
    ClientId, NotAnIdentifier, |text| identifier(APPLICATION_PREFIX, text)
}

checked_text! {
    /// An application's name: 1 to 64 characters without surrounding white space, see [`parse_name`].
    ApplicationName, NameError, |raw| parse_name(raw).map(str::to_owned)
}

/// The content of the form, as typed and not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationDraft {
    /// The name as typed.
    pub name: String,
    /// The redirect URIs as typed, one per line.
    pub redirect_uris: String,
    /// The scopes that are on.
    pub permissions: Vec<String>,
    /// The type. Fixed once the application exists.
    pub kind: ApplicationKind,
}

/// The checked content of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationSpec {
    /// The name.
    pub name: ApplicationName,
    /// The redirect URIs, in the owner's order.
    pub redirect_uris: Vec<RedirectUri>,
    /// The permissions that it may request.
    pub permissions: ScopeSet,
    /// Whether it can keep a secret.
    pub kind: ApplicationKind,
}

impl ApplicationDraft {
    /// Checks all fields; the browser does so while a person types, the server when the form is
    /// saved. Redirect URIs that are already `registered` are not checked again.
    ///
    /// # Errors
    /// All problems, in the order of the form.
    pub fn check(
        &self,
        catalogue: &Catalogue,
        rules: RedirectUriRules,
        registered: &[RedirectUri],
    ) -> Result<ApplicationSpec, Vec<FieldProblem>> {
        let name = self.check_name();
        let redirect_uris = self.check_redirect_uris(rules, registered);
        let permissions = catalogue.check(&self.permissions);
        match (name, redirect_uris, permissions) {
            (Ok(name), Ok(redirect_uris), Ok(permissions)) => {
                Ok(ApplicationSpec { name, redirect_uris, permissions, kind: self.kind })
            }
            (name, redirect_uris, permissions) => {
                let mut problems = Vec::new();
                problems.extend(name.err());
                problems.extend(redirect_uris.err().unwrap_or_default());
                problems.extend(permissions.err());
                Err(problems)
            }
        }
    }

    /// Checks the name alone.
    ///
    /// # Errors
    /// The problem.
    pub fn check_name(&self) -> Result<ApplicationName, FieldProblem> {
        ApplicationName::parse(&self.name)
            .map_err(|error| FieldProblem::new(Field::Name, error.to_string()))
    }

    /// Checks the redirect URIs alone. A confidential application may have none: with client
    /// credentials alone (RFC 6749 §4.4) no browser returns. A public one has no other grant.
    ///
    /// # Errors
    /// The problems, by line.
    pub fn check_redirect_uris(
        &self,
        rules: RedirectUriRules,
        registered: &[RedirectUri],
    ) -> Result<Vec<RedirectUri>, Vec<FieldProblem>> {
        let uris = redirect_uri::parse_lines(&self.redirect_uris, rules, self.kind, registered)?;
        if uris.is_empty() && self.kind == ApplicationKind::Public {
            let message = "A public application needs at least one redirect URI.";
            return Err(vec![FieldProblem::new(Field::RedirectUris, message)]);
        }
        Ok(uris)
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationSummary {
    /// The client ID.
    pub client_id: ClientId,
    /// The name.
    pub name: ApplicationName,
    /// Whether it can keep a secret.
    pub kind: ApplicationKind,
    /// How many permissions it may ask for.
    pub permissions: u32,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was deleted; `None` while it is active.
    pub deleted_at: Option<Timestamp>,
    /// When one of its secrets or tokens was last used, to the minute or so.
    pub last_used_at: Option<Timestamp>,
}

/// All that its owner may see of one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The client ID.
    pub client_id: ClientId,
    /// The name.
    pub name: ApplicationName,
    /// Whether it can keep a secret.
    pub kind: ApplicationKind,
    /// The redirect URIs, in the owner's order.
    pub redirect_uris: Vec<RedirectUri>,
    /// The permissions that it may request. May hold scopes that left the catalogue; those are
    /// never granted.
    pub permissions: ScopeSet,
    /// Its client secrets that work, oldest first.
    pub secrets: Vec<SecretSummary>,
    /// Its client secrets that were removed lately and can be restored, the last removed first.
    pub removed_secrets: Vec<RemovedSecret>,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When its owner last changed it.
    pub updated_at: Timestamp,
    /// When one of its secrets or tokens was last used, to the minute or so.
    pub last_used_at: Option<Timestamp>,
    /// Incremented by each edit; an edit names the version that it is based on.
    pub version: i64,
}

impl Application {
    /// Its row in the table.
    pub fn summary(&self) -> ApplicationSummary {
        ApplicationSummary {
            client_id: self.client_id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            permissions: u32::try_from(self.permissions.len()).unwrap_or(u32::MAX),
            created_at: self.created_at,
            deleted_at: None,
            last_used_at: self.last_used_at,
        }
    }

    /// The form that edits it.
    pub fn draft(&self) -> ApplicationDraft {
        let lines: Vec<&str> = self.redirect_uris.iter().map(RedirectUri::as_str).collect();
        ApplicationDraft {
            name: self.name.as_str().to_owned(),
            redirect_uris: lines.join("\n"),
            permissions: self.permissions.iter().map(|scope| scope.as_str().to_owned()).collect(),
            kind: self.kind,
        }
    }

    /// The secrets that work until somebody removes them.
    fn lasting_secrets(&self) -> impl DoubleEndedIterator<Item = &SecretSummary> {
        self.secrets.iter().filter(|secret| secret.superseded_until.is_none())
    }

    /// Whether another secret can be added: it is confidential and has fewer than [`MAX_SECRETS`].
    pub fn has_room_for_secret(&self) -> bool {
        self.kind == ApplicationKind::Confidential && self.lasting_secrets().count() < MAX_SECRETS
    }

    /// Whether a secret can be removed: another one stays.
    pub fn may_remove(&self, secret: &SecretSummary) -> bool {
        secret.superseded_until.is_some() || self.lasting_secrets().count() > 1
    }

    /// The older of two secrets, once it is safe to remove: the newer one was used, and the older
    /// one was not used for [`STALE_SECRET_AFTER`].
    pub fn outdated_secret(&self, now: Timestamp) -> Option<&SecretSummary> {
        let secrets: Vec<&SecretSummary> = self.lasting_secrets().collect();
        let [older, newer] = secrets.as_slice() else { return None };
        let last = older.last_used_at.unwrap_or(older.created_at).max(newer.created_at);
        let unused = now >= last.plus(STALE_SECRET_AFTER);
        (newer.last_used_at.is_some() && unused).then_some(older)
    }
}

/// How an edit ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EditOutcome {
    /// The application as it is now.
    Saved(Application),
    /// Nothing was changed: somebody else saved first, and this is the application now.
    Conflict(Application),
}
