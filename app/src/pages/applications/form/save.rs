//! The save request.

use super::session::{FormMode, SaveOutcome, SaveRequest};
use crate::api::{self, ApiError};
use crate::components::reauthentication::Reauthentication;
use domain::application::EditOutcome;
use domain::issued_credentials::CreateOutcome;

impl SaveRequest {
    /// Creates or edits the application. If the session has ended, the user signs in again first.
    pub(super) async fn send(self, reauth: Reauthentication) -> SaveOutcome {
        let Self { mode, draft } = self;
        let outcome = match mode {
            FormMode::Create { key } => {
                let create = || api::applications::create(draft.clone(), key.clone());
                reauth.retry_when_signed_out(create).await.map(|outcome| match outcome {
                    CreateOutcome::Created(created) => SaveOutcome::Created(created),
                    CreateOutcome::AlreadyCreated(id) => SaveOutcome::AlreadyCreated(id),
                })
            }
            FormMode::Edit { id, version } => {
                let id = id.as_str();
                let edit = || api::applications::edit(id.to_owned(), version, draft.clone());
                reauth.retry_when_signed_out(edit).await.map(|outcome| match outcome {
                    EditOutcome::Saved(application) => SaveOutcome::Edited(application),
                    EditOutcome::Conflict(current) => SaveOutcome::Conflict(current),
                })
            }
        };
        outcome.unwrap_or_else(|ApiError(problem)| SaveOutcome::Refused(problem))
    }
}
