//! The credentials dialog: the only place where a client secret is shown, for a new application or
//! an added secret.
//!
//! The secret exists in this dialog only, from the reply that issued it until the dialog closes: in
//! no resource, URL or storage, and not in the document while masked.

pub mod buttons;
mod footer;
mod issued;
mod state;
mod view;

use domain::issued_credentials::{AddedSecret, CreatedApplication};
use issued::IssuedCredentials;
use leptos::prelude::*;
use std::sync::Arc;
use view::credentials_view;

/// The open dialog, if any. It holds the view function, set by the lazily loaded code that issues
/// credentials, so that the dialog is not in the first chunk.
#[derive(Clone, Copy, Default)]
pub struct Credentials(RwSignal<Option<ViewFn>>);

impl Credentials {
    /// Opens the dialog for a new application.
    pub fn show(self, created: CreatedApplication) {
        self.open(IssuedCredentials::Application(Arc::new(created)));
    }

    /// Opens the dialog for a secret that was added.
    pub fn show_secret(self, added: AddedSecret) {
        self.open(IssuedCredentials::Secret(Arc::new(added)));
    }

    fn open(self, issued: IssuedCredentials) {
        let close = Callback::new(move |()| self.0.set(None));
        self.0.set(Some(ViewFn::from(move || credentials_view(issued.clone(), close))));
    }
}

/// **`dialog "Application created"`** or **`dialog "Client secret created"`**
#[component]
pub fn CredentialsDialog() -> impl IntoView {
    let credentials = expect_context::<Credentials>();
    #[cfg(feature = "ssr")]
    if let Some(issued) = issued::issued_by_form() {
        return credentials_view(issued, Callback::new(|()| {})).into_any();
    }
    (move || credentials.0.get().map(|dialog| dialog.run())).into_any()
}
