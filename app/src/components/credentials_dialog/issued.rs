//! The credentials that the dialog shows.

use crate::element_ids::{SECRETS_ID, name_id, remove_secret_id};
use crate::texts;
use domain::application::{ApplicationName, ClientId};
use domain::issued_credentials::{AddedSecret, ClientSecret, CreatedApplication, CredentialFormat};
use std::sync::Arc;

/// Credentials that were just issued. In an `Arc`, so that the secret is in memory once.
#[derive(Clone)]
pub(super) enum IssuedCredentials {
    Application(Arc<CreatedApplication>),
    Secret(Arc<AddedSecret>),
}

impl IssuedCredentials {
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::Application(_) => texts::APPLICATION_CREATED,
            Self::Secret(_) => texts::SECRET_CREATED,
        }
    }

    pub(super) fn client_id(&self) -> &ClientId {
        match self {
            Self::Application(created) => &created.summary.client_id,
            Self::Secret(added) => &added.client_id,
        }
    }

    /// `None` for a public application.
    pub(super) fn secret(&self) -> Option<&ClientSecret> {
        match self {
            Self::Application(created) => created.secret.as_ref(),
            Self::Secret(added) => Some(&added.secret),
        }
    }

    /// The plain secret; empty where there is none.
    pub(super) fn exposed(&self) -> String {
        self.secret().map_or_else(String::new, |secret| secret.expose().to_owned())
    }

    /// The `id`s of elements to focus after the dialog closes; the first that exists.
    pub(super) fn focus_after(&self) -> Vec<String> {
        match self {
            Self::Application(created) => vec![name_id(&created.summary.client_id)],
            Self::Secret(added) => {
                vec![remove_secret_id(added.secret.last_four()), SECRETS_ID.to_owned()]
            }
        }
    }

    /// The page that *Done* loads without scripts.
    pub(super) fn page(&self) -> String {
        match self {
            Self::Application(_) => "/applications".to_owned(),
            Self::Secret(added) => format!("/applications/{}", added.client_id.as_str()),
        }
    }

    /// Name and content of the download.
    pub(super) fn file(&self, format: CredentialFormat) -> (String, String) {
        let name = self.name();
        (format.file_name(name), format.render(name, self.client_id(), self.secret()))
    }

    pub(super) fn name(&self) -> &ApplicationName {
        match self {
            Self::Application(created) => &created.summary.name,
            Self::Secret(added) => &added.name,
        }
    }
}

/// Credentials issued by the plain form that this page is the reply to.
#[cfg(feature = "ssr")]
pub(super) fn issued_by_form() -> Option<IssuedCredentials> {
    use crate::pages::form_result::FormResult;
    match leptos::prelude::use_context()? {
        FormResult::Created(created) => Some(IssuedCredentials::Application(created)),
        FormResult::SecretAdded(added) => Some(IssuedCredentials::Secret(added)),
        _ => None,
    }
}
