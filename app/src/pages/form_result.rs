//! How the server answered a form that was sent without scripts. It provides this to the page that
//! answers the POST, which loads no program. Compiled into the server alone.

use domain::application::{Application, ApplicationDraft};
use domain::credential::{AddedSecret, CreatedApplication};
use domain::problem::Problem;
use std::sync::Arc;

/// What came of a form.
#[derive(Clone)]
pub enum FormResult {
    /// The application exists now; the page shows its credentials.
    Created(Arc<CreatedApplication>),
    /// The application has another secret; the page shows it.
    SecretAdded(Arc<AddedSecret>),
    /// Something in an application's form is wrong; the page shows it as typed.
    Refused {
        /// What was typed.
        draft: ApplicationDraft,
        /// The form's idempotency key.
        key: Option<String>,
        /// The version that an edit started from.
        version: Option<i64>,
        /// What is wrong.
        problem: Problem,
    },
    /// Somebody else saved first.
    Conflict {
        /// What was typed.
        draft: ApplicationDraft,
        /// The application as they left it.
        current: Application,
    },
    /// The password was not changed.
    PasswordRefused(Problem),
}
