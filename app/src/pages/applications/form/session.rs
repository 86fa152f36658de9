//! The state machine of a form: saved version, problems, conflict, confirmation, request in flight.
//! Pure: no signals, no browser. The values of the fields are in [`super::state::FormState`].

use crate::element_ids::APPLICATION_NAME_ID;
use domain::application::{Application, ApplicationDraft, ClientId};
use domain::issued_credentials::CreatedApplication;
use domain::problem::{Field, FieldProblem, Problem};

/// Whether the form creates or edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FormMode {
    /// Creates an application; with an idempotency key.
    Create { key: String },
    /// Edits a version of an application (optimistic locking).
    Edit { id: ClientId, version: i64 },
}

/// A request to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SaveRequest {
    pub mode: FormMode,
    pub draft: ApplicationDraft,
}

/// Its outcome.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SaveOutcome {
    Created(CreatedApplication),
    AlreadyCreated(ClientId),
    Edited(Application),
    /// Somebody else saved first; the version that is saved now.
    Conflict(Application),
    Refused(Problem),
}

/// An element of the form to focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormFocus {
    Name,
    RedirectUris,
    /// The end of a line of the redirect URIs, counted from 1.
    Line(u32),
    Permissions,
    Conflict,
    Discard,
}

impl FormFocus {
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Name => APPLICATION_NAME_ID,
            Self::RedirectUris | Self::Line(_) => "redirect_uris",
            Self::Permissions => "permissions",
            Self::Conflict => "conflict",
            Self::Discard => "discard",
        }
    }
}

/// What the host has to execute.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FormEffect {
    Send(SaveRequest),
    Focus(FormFocus),
    /// Leave the URL of the form.
    Leave,
    ShowCreated(CreatedApplication),
    ShowEdited(Application),
    ShowAlreadyCreated(ClientId),
    SayNotSaved,
}

/// The state of the form besides the values of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormSession {
    mode: FormMode,
    /// The saved version, or the initial draft of a new application.
    saved: ApplicationDraft,
    pub problems: Vec<FieldProblem>,
    /// The server's message about the form as a whole.
    pub notice: Option<String>,
    pub conflict: Option<Application>,
    pub asks_discard: bool,
    pub is_saving: bool,
    is_left: bool,
}

impl FormSession {
    pub(super) const fn new(mode: FormMode, saved: ApplicationDraft) -> Self {
        Self {
            mode,
            saved,
            problems: Vec::new(),
            notice: None,
            conflict: None,
            asks_discard: false,
            is_saving: false,
            is_left: false,
        }
    }

    pub(super) const fn mode(&self) -> &FormMode {
        &self.mode
    }

    pub(super) const fn saved(&self) -> &ApplicationDraft {
        &self.saved
    }

    /// Whether the input was saved or discarded.
    pub(super) const fn is_left(&self) -> bool {
        self.is_left
    }

    /// Whether there is unsaved input. The order of permissions does not matter.
    pub(super) fn is_dirty(&self, draft: &ApplicationDraft) -> bool {
        let sorted = |draft: &ApplicationDraft| {
            let mut draft = draft.clone();
            draft.permissions.sort();
            draft
        };
        sorted(draft) != sorted(&self.saved)
    }

    /// Whether closing the tab would lose input.
    pub(super) fn is_at_risk(&self, draft: &ApplicationDraft) -> bool {
        !self.is_left && self.is_dirty(draft)
    }

    /// The fields were set to `draft`. If `is_saved`, that becomes the saved version.
    pub(super) fn loaded(&mut self, draft: &ApplicationDraft, is_saved: bool) {
        self.problems.clear();
        self.notice = None;
        if is_saved {
            self.saved = draft.clone();
        }
    }

    /// Escape or *Cancel*: leaves, or asks for confirmation, or closes the confirmation.
    pub(super) fn cancel(&mut self, draft: &ApplicationDraft) -> Vec<FormEffect> {
        if self.asks_discard {
            self.asks_discard = false;
            vec![FormEffect::Focus(FormFocus::Name)]
        } else if self.is_dirty(draft) {
            self.asks_discard = true;
            vec![FormEffect::Focus(FormFocus::Discard)]
        } else {
            self.leave()
        }
    }

    /// *Discard*, or *Cancel* without unsaved input.
    pub(super) fn leave(&mut self) -> Vec<FormEffect> {
        self.is_left = true;
        vec![FormEffect::Leave]
    }

    /// *Save*, with the result of the validation. Ignored while a save is in flight.
    pub(super) fn submit(
        &mut self,
        draft: ApplicationDraft,
        checked: Result<(), Problem>,
    ) -> Vec<FormEffect> {
        match checked {
            _ if self.is_saving => Vec::new(),
            Err(problem) => self.refuse(problem),
            Ok(()) => {
                self.problems.clear();
                self.notice = None;
                self.is_saving = true;
                vec![FormEffect::Send(SaveRequest { mode: self.mode.clone(), draft })]
            }
        }
    }

    /// The outcome of a save; `session` is `None` if the form was left in the meantime. Even then an
    /// issued secret is shown, and a failure is reported.
    pub(super) fn answered(session: Option<&mut Self>, outcome: SaveOutcome) -> Vec<FormEffect> {
        let shown = match outcome {
            SaveOutcome::Created(created) => FormEffect::ShowCreated(created),
            SaveOutcome::Edited(application) => FormEffect::ShowEdited(application),
            SaveOutcome::AlreadyCreated(id) => {
                if let Some(session) = session {
                    session.is_left = true;
                }
                return vec![FormEffect::ShowAlreadyCreated(id)];
            }
            SaveOutcome::Conflict(current) => {
                return session.map_or(vec![FormEffect::SayNotSaved], |session| {
                    session.is_saving = false;
                    session.conflicts_with(current);
                    vec![FormEffect::Focus(FormFocus::Conflict)]
                });
            }
            SaveOutcome::Refused(problem) => {
                return session.map_or(vec![FormEffect::SayNotSaved], |session| {
                    session.is_saving = false;
                    session.refuse(problem)
                });
            }
        };
        if let Some(session) = session {
            session.is_left = true;
        }
        vec![shown, FormEffect::Leave]
    }

    /// Shows problems at their fields, and focuses the first of them.
    pub(super) fn refuse(&mut self, problem: Problem) -> Vec<FormEffect> {
        let first = problem.fields.first().map(|first| match (first.field, first.line) {
            (Field::RedirectUris, Some(line)) => FormFocus::Line(line),
            (Field::RedirectUris, None) => FormFocus::RedirectUris,
            (Field::Permissions, _) => FormFocus::Permissions,
            _ => FormFocus::Name,
        });
        self.notice = problem.fields.is_empty().then_some(problem.message);
        self.problems = problem.fields;
        first.into_iter().map(FormEffect::Focus).collect()
    }

    /// An edit conflict: the next save is based on `current`.
    pub(super) fn conflicts_with(&mut self, current: Application) {
        if let FormMode::Edit { version, .. } = &mut self.mode {
            *version = current.version;
        }
        self.conflict = Some(current);
    }

    /// Replaces the problems of a field. Returns whether they changed.
    pub(super) fn rechecked(&mut self, field: Field, found: Vec<FieldProblem>) -> bool {
        let known = self.problems.iter().filter(|problem| problem.field == field);
        if known.eq(&found) {
            return false;
        }
        self.problems.retain(|problem| problem.field != field);
        self.problems.extend(found);
        true
    }
}

#[cfg(test)]
mod tests;
