//! The result of a plain form. The server provides it as context to the page that it renders as the
//! reply to the POST. Compiled for the server only.

use domain::application::{Application, ApplicationDraft};
use domain::issued_credentials::{AddedSecret, CreatedApplication};
use domain::problem::Problem;
use std::sync::Arc;

/// The result of a plain form.
#[derive(Clone)]
pub enum FormResult {
    /// An application was created; the page shows its credentials.
    Created(Arc<CreatedApplication>),
    /// A secret was added; the page shows it.
    SecretAdded(Arc<AddedSecret>),
    /// An application's form was refused; the page shows it as typed, with the problem.
    Refused {
        draft: ApplicationDraft,
        key: Option<String>,
        /// The version that the edit started from.
        version: Option<i64>,
        problem: Problem,
    },
    /// An edit conflict: somebody else saved first.
    Conflict {
        draft: ApplicationDraft,
        /// The application as it is saved now.
        current: Application,
    },
    PasswordRefused(Problem),
}
