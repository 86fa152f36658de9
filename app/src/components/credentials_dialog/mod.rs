//! The credentials dialog: the one place where a client secret is ever seen, whether it came with
//! its application or was added later.
//!
//! The secret lives in this dialog from the reply that issued it until the dialog closes. It is in
//! no resource, no address and no storage; while masked it is not in the document.

pub mod buttons;
mod footer;
mod issued;
mod state;
mod view;

use domain::credential::{AddedSecret, CreatedApplication};
use issued::IssuedCredentials;
use leptos::prelude::*;
use std::sync::Arc;
use view::credentials_view;

/// The dialog of the credentials that were just issued, while it is open. Who issues them brings
/// the dialog's view along, so that the first part of the program does without it.
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

/// **`dialog "Application created"`** or **`dialog "Client secret created"`**, once after each.
#[component]
pub fn CredentialsDialog() -> impl IntoView {
    let credentials = expect_context::<Credentials>();
    #[cfg(feature = "ssr")]
    if let Some(issued) = issued::issued_by_form() {
        return credentials_view(issued, Callback::new(|()| {})).into_any();
    }
    (move || credentials.0.get().map(|dialog| dialog.run())).into_any()
}
