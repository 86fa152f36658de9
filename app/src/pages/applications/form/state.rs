//! The signals of an application's form. Decisions are made by [`FormSession`] and [`FormRules`].

use super::lines::{end_of, with_fix};
use super::rules::FormRules;
use super::session::{FormEffect, FormSession};
use crate::browser::form;
use crate::browser::pointer::{self, hold_while_pressed};
use domain::application::{Application, ApplicationDraft, ApplicationKind};
use domain::permission::Catalogue;
use domain::problem::{Field, FieldProblem};
use leptos::html;
use leptos::prelude::*;

/// The impact of saving, as sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ImpactNotice {
    /// For permissions that would be removed.
    pub permissions: Option<String>,
    /// For redirect URIs that would be removed.
    pub redirect_uris: Vec<String>,
}

/// The fields of the form, and what is shown around them.
///
/// The `shown_*` signals are frozen while a pointer is down: `blur` validates a field, and a message
/// that appears between `pointerdown` and `pointerup` would shift the pressed control away from under
/// the pointer.
#[derive(Clone, Copy)]
pub(super) struct FormState {
    pub name: RwSignal<String>,
    pub redirect_uris: RwSignal<String>,
    pub permissions: RwSignal<Vec<String>>,
    pub kind: RwSignal<ApplicationKind>,
    pub session: RwSignal<FormSession>,
    pub impact: RwSignal<ImpactNotice>,
    pub rules: StoredValue<FormRules>,
    pub textarea: NodeRef<html::Textarea>,
    pub shown_problems: Memo<Vec<FieldProblem>>,
    pub shown_notice: Memo<Option<String>>,
    pub shown_conflict: Memo<Option<Application>>,
    pub shown_impact: Memo<ImpactNotice>,
}

impl FormState {
    pub(super) fn new(rules: FormRules, session: FormSession, draft: ApplicationDraft) -> Self {
        let session = RwSignal::new(session);
        let impact = RwSignal::new(ImpactNotice::default());
        let pressed = pointer::is_pressed();
        Self {
            name: RwSignal::new(draft.name),
            redirect_uris: RwSignal::new(draft.redirect_uris),
            permissions: RwSignal::new(draft.permissions),
            kind: RwSignal::new(draft.kind),
            session,
            impact,
            rules: StoredValue::new(rules),
            textarea: NodeRef::new(),
            shown_problems: hold_while_pressed(pressed, move || {
                session.with(|form| form.problems.clone())
            }),
            shown_notice: hold_while_pressed(pressed, move || {
                session.with(|form| form.notice.clone())
            }),
            shown_conflict: hold_while_pressed(pressed, move || {
                session.with(|form| form.conflict.clone())
            }),
            shown_impact: hold_while_pressed(pressed, move || impact.get()),
        }
    }

    /// The values of the fields. Tracks.
    pub(super) fn draft(self) -> ApplicationDraft {
        ApplicationDraft {
            name: self.name.get(),
            redirect_uris: self.redirect_uris.get(),
            permissions: self.permissions.get(),
            kind: self.kind.get(),
        }
    }

    /// Sets all fields; `is_saved` marks them as unmodified.
    pub(super) fn load(self, draft: ApplicationDraft, is_saved: bool) {
        self.session.update(|session| session.loaded(&draft, is_saved));
        self.name.set(draft.name);
        self.redirect_uris.set(draft.redirect_uris);
        self.permissions.set(draft.permissions);
        self.kind.set(draft.kind);
    }

    /// Updates the session with the current draft. No-op once the form is disposed.
    pub(super) fn update(
        self,
        event: impl FnOnce(&mut FormSession, ApplicationDraft) -> Vec<FormEffect>,
    ) -> Vec<FormEffect> {
        if self.session.is_disposed() {
            return Vec::new();
        }
        let draft = untrack(|| self.draft());
        self.session.try_update(|session| event(session, draft)).unwrap_or_default()
    }

    /// *Save*.
    pub(super) fn submit(self) -> Vec<FormEffect> {
        self.update(|session, draft| {
            let checked = self.rules.with_value(|rules| rules.check(&draft));
            session.submit(draft, checked)
        })
    }

    /// Whether closing the tab would lose input; false once the form is disposed.
    pub(super) fn is_at_risk(self) -> bool {
        !self.session.is_disposed() && {
            let draft = self.draft();
            self.session.with(|session| session.is_at_risk(&draft))
        }
    }

    pub(super) fn has_problem(self, field: Field) -> bool {
        let is_of = |problem: &FieldProblem| problem.field == field;
        self.session
            .try_with_untracked(|session| session.problems.iter().any(is_of))
            .unwrap_or(false)
    }

    /// The problems of a field that are shown. Tracks.
    pub(super) fn shown(self, field: Field) -> Vec<FieldProblem> {
        self.shown_problems
            .with(|all| all.iter().filter(|problem| problem.field == field).cloned().collect())
    }

    /// Validates a field. No-op once the form is disposed, because unmounting fires `blur`.
    pub(super) fn recheck(self, field: Field) {
        if self.session.is_disposed() {
            return;
        }
        let draft = untrack(|| self.draft());
        let found = match field {
            Field::Name => draft.check_name().err().into_iter().collect(),
            Field::RedirectUris => self.rules.with_value(|rules| rules.check_redirect_uris(&draft)),
            _ => Vec::new(),
        };
        self.session.maybe_update(|session| session.rechecked(field, found));
    }

    pub(super) fn recheck_if(self, field: Field, condition: bool) {
        if condition {
            self.recheck(field);
        }
    }

    /// Sets the type, and validates the redirect URIs, whose rules depend on it.
    pub(super) fn choose(self, kind: ApplicationKind) {
        self.kind.set(kind);
        let is_filled = self.redirect_uris.with_untracked(|text| !text.trim().is_empty());
        self.recheck_if(Field::RedirectUris, is_filled || self.has_problem(Field::RedirectUris));
    }

    pub(super) fn toggle(self, scope: &str, on: bool) {
        self.rules.with_value(|rules| {
            self.permissions.update(|chosen| rules.toggle(chosen, scope, on));
        });
        self.recheck(Field::Permissions);
    }

    pub(super) fn with_catalogue<T>(self, ask: impl FnOnce(&Catalogue) -> T) -> T {
        self.rules.with_value(|rules| ask(&rules.catalogue))
    }

    /// Replaces a line by the lines of `fix`; an empty fix removes it.
    pub(super) fn apply_fix(self, line: u32, fix: &str) {
        self.redirect_uris.update(|text| *text = with_fix(text, line, fix));
        self.recheck(Field::RedirectUris);
        self.go_to_line(line);
    }

    /// Moves the caret to the end of a line.
    pub(super) fn go_to_line(self, line: u32) {
        let end = self.redirect_uris.with_untracked(|text| end_of(text, line));
        form::move_caret_soon(self.textarea, end);
    }
}
