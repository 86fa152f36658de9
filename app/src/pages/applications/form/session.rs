//! One opening of an application's form, from its first field to what the server said: what is
//! saved, asked, refused and under way. Plain data without signals or a browser; what was typed
//! stands in the fields ([`super::state::FormState`]).

use crate::element_ids::APPLICATION_NAME_ID;
use domain::application::{Application, ApplicationDraft, ClientId};
use domain::credential::CreatedApplication;
use domain::problem::{Field, FieldProblem, Problem};

/// What a form does when it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FormMode {
    /// A new application. The key makes it count once, however often the form is sent.
    Create { key: String },
    /// A change to the application as it was at a version.
    Edit { id: ClientId, version: i64 },
}

/// What to ask of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SaveRequest {
    pub mode: FormMode,
    pub draft: ApplicationDraft,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SaveOutcome {
    Created(CreatedApplication),
    AlreadyCreated(ClientId),
    Edited(Application),
    /// Somebody else saved first, and left this.
    Conflict(Application),
    Refused(Problem),
}

/// A place in the form that gets the focus.
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

/// What has to be done after something happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FormEffect {
    Send(SaveRequest),
    Focus(FormFocus),
    /// Leave the form's address, if it is still there.
    Leave,
    ShowCreated(CreatedApplication),
    ShowEdited(Application),
    ShowAlreadyCreated(ClientId),
    SayNotSaved,
}

/// What is known of the form besides what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormSession {
    mode: FormMode,
    /// What is saved, or what the form was opened with.
    saved: ApplicationDraft,
    pub problems: Vec<FieldProblem>,
    /// What the server said about the form as a whole.
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

    /// Whether what the form holds is of no use any more: it was saved, or discarded.
    pub(super) const fn is_left(&self) -> bool {
        self.is_left
    }

    /// Whether something was typed that is not saved. The order of permissions says nothing.
    pub(super) fn is_dirty(&self, draft: &ApplicationDraft) -> bool {
        let sorted = |draft: &ApplicationDraft| {
            let mut draft = draft.clone();
            draft.permissions.sort();
            draft
        };
        sorted(draft) != sorted(&self.saved)
    }

    /// Whether closing the tab would lose something.
    pub(super) fn is_at_risk(&self, draft: &ApplicationDraft) -> bool {
        !self.is_left && self.is_dirty(draft)
    }

    /// The form holds `draft` now, which was not checked yet. Saved is what it began with, unless
    /// that `is_saved` too.
    pub(super) fn loaded(&mut self, draft: &ApplicationDraft, is_saved: bool) {
        self.problems.clear();
        self.notice = None;
        if is_saved {
            self.saved = draft.clone();
        }
    }

    /// Escape or *Cancel*: asks about what was typed, and takes the question back.
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

    /// *Discard*, or there is nothing to lose.
    pub(super) fn leave(&mut self) -> Vec<FormEffect> {
        self.is_left = true;
        vec![FormEffect::Leave]
    }

    /// *Save* of a draft and what the browser found wrong with it. Once while it is under way.
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

    /// The server's answer; `None` for a form that was left meanwhile. A secret that was issued is
    /// shown all the same, and what failed is said.
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

    /// Shows a refusal at its fields and moves the focus to the first of them.
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

    /// Somebody else saved first: the next save is one over what they left.
    pub(super) fn conflicts_with(&mut self, current: Application) {
        if let FormMode::Edit { version, .. } = &mut self.mode {
            *version = current.version;
        }
        self.conflict = Some(current);
    }

    /// What was found wrong with a field now, in place of what was. Returns whether that differs.
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
