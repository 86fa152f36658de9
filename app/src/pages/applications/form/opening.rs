//! The initial state of a form.

use super::lines::with_line;
use super::rules::FormRules;
use super::session::{FormMode, FormSession};
use super::state::FormState;
use crate::api::dashboard::Dashboard;
use crate::components::hidden_fields::new_form_key;
use domain::application::{Application, ApplicationDraft};

/// Why a form opens.
#[derive(Clone)]
pub(super) enum Opening {
    /// To create an application, optionally prefilled from another one (*Duplicate*).
    New {
        /// The application to duplicate.
        model: Option<Application>,
    },
    /// To edit an application.
    Edit {
        application: Application,
        /// A redirect URI to add, from a refused request.
        suggested_uri: Option<String>,
    },
}

impl Opening {
    /// The state of the form; on a page that is the reply to a POST, with what was submitted.
    pub(super) fn form(&self, dashboard: Dashboard) -> FormState {
        let (mode, rules, saved, draft) = match self {
            Self::New { model } => {
                let rules = FormRules::new(dashboard, None);
                let draft = model.as_ref().map(|model| rules.prefill_from(model));
                let draft = draft.unwrap_or_default();
                (FormMode::Create { key: new_form_key() }, rules, draft.clone(), draft)
            }
            Self::Edit { application, suggested_uri } => {
                let saved = application.draft();
                let rules = FormRules::new(dashboard, Some(&saved));
                let saved = rules.visible(saved);
                let draft = with_suggestion(saved.clone(), suggested_uri.as_deref());
                let (id, version) = (application.client_id.clone(), application.version);
                (FormMode::Edit { id, version }, rules, saved, draft)
            }
        };
        #[cfg(feature = "ssr")]
        let (mode, draft, answer) = posted(mode, draft);
        let session = FormSession::new(mode, saved);
        #[cfg(feature = "ssr")]
        let session = answer(session);
        FormState::new(rules, session, draft)
    }
}

fn with_suggestion(draft: ApplicationDraft, uri: Option<&str>) -> ApplicationDraft {
    match uri {
        Some(uri) => {
            ApplicationDraft { redirect_uris: with_line(draft.redirect_uris, uri), ..draft }
        }
        None => draft,
    }
}

/// Replaces the initial state by what a plain form submitted, and the server's problems with it.
#[cfg(feature = "ssr")]
fn posted(
    mode: FormMode,
    draft: ApplicationDraft,
) -> (FormMode, ApplicationDraft, Box<dyn FnOnce(FormSession) -> FormSession>) {
    use crate::pages::form_result::FormResult;
    match leptos::prelude::use_context() {
        Some(FormResult::Refused { draft, key, version, problem }) => {
            let mode = match mode {
                FormMode::Create { key: new } => FormMode::Create { key: key.unwrap_or(new) },
                FormMode::Edit { id, version: now } => {
                    FormMode::Edit { id, version: version.unwrap_or(now) }
                }
            };
            let refuse = move |mut session: FormSession| {
                session.refuse(problem);
                session
            };
            (mode, draft, Box::new(refuse))
        }
        Some(FormResult::Conflict { draft, current }) => {
            let conflict = move |mut session: FormSession| {
                session.conflicts_with(current);
                session
            };
            (mode, draft, Box::new(conflict))
        }
        _ => (mode, draft, Box::new(|session| session)),
    }
}
