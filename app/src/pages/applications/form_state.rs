//! What an application's form holds, what is wrong with it, and what each key press changes.

use crate::api::dashboard::Dashboard;
use crate::browser::focus;
use crate::element_ids::APPLICATION_NAME_ID;
use domain::application::{Application, ApplicationDraft, ApplicationKind};
use domain::permission::Catalogue;
use domain::problem::{Field, FieldProblem, Problem};
#[cfg(feature = "hydrate")]
use domain::redirect_uri::split_pasted;
use domain::redirect_uri::{RedirectUri, RedirectUriRules, lines};
use domain::text::{NAME_MAX, cut};
use leptos::html;
use leptos::prelude::*;

/// What the form holds and what is wrong with it.
#[derive(Clone, Copy)]
pub struct FormState {
    /// The name as typed.
    pub name: RwSignal<String>,
    /// The redirect URIs as typed.
    pub redirect_uris: RwSignal<String>,
    /// What the server said about the form as a whole.
    pub notice: RwSignal<Option<String>>,
    pub(super) permissions: RwSignal<Vec<String>>,
    /// Whom it touches that permissions are off which are on now.
    pub(super) narrows: RwSignal<Option<String>>,
    /// How redirect URIs are used that are registered now and would not be.
    pub(super) removes: RwSignal<Vec<String>>,
    pub(super) kind: RwSignal<ApplicationKind>,
    problems: RwSignal<Vec<FieldProblem>>,
    start: StoredValue<ApplicationDraft>,
    /// Whether it is about an application that exists: its type is fixed.
    #[cfg(feature = "hydrate")]
    existing: bool,
    pub(super) catalogue: StoredValue<Catalogue>,
    rules: RedirectUriRules,
    /// What the application has registered, by the rules of its time; it stays.
    registered: StoredValue<Vec<RedirectUri>>,
    pub(super) textarea: NodeRef<html::Textarea>,
}

impl FormState {
    /// A form that starts with `start`. Scopes of an existing application (`existing`) that left
    /// the catalogue are not in sight; the server keeps them.
    pub fn new(dashboard: Dashboard, mut start: ApplicationDraft, existing: bool) -> Self {
        if existing {
            start.permissions.retain(|scope| dashboard.catalogue.get(scope).is_some());
        }
        let registered = lines(&start.redirect_uris).filter(|_| existing);
        let registered = registered.map(|(_, uri)| RedirectUri::from_stored(uri.to_owned()));
        Self {
            registered: StoredValue::new(registered.collect()),
            name: RwSignal::new(start.name.clone()),
            redirect_uris: RwSignal::new(start.redirect_uris.clone()),
            permissions: RwSignal::new(start.permissions.clone()),
            kind: RwSignal::new(start.kind),
            notice: RwSignal::new(None),
            narrows: RwSignal::new(None),
            removes: RwSignal::new(Vec::new()),
            problems: RwSignal::new(Vec::new()),
            start: StoredValue::new(start),
            #[cfg(feature = "hydrate")]
            existing,
            catalogue: StoredValue::new(dashboard.catalogue),
            rules: dashboard.redirect_uri_rules,
            textarea: NodeRef::new(),
        }
    }

    /// What the form holds now.
    pub fn draft(self) -> ApplicationDraft {
        ApplicationDraft {
            name: self.name.get_untracked(),
            redirect_uris: self.redirect_uris.get_untracked(),
            permissions: self.permissions.get_untracked(),
            kind: self.kind.get_untracked(),
        }
    }

    /// What the form holds; an effect that asks runs again when that changes.
    #[cfg(feature = "hydrate")]
    pub fn watch(self) -> ApplicationDraft {
        self.name.track();
        self.redirect_uris.track();
        self.permissions.track();
        self.kind.track();
        self.draft()
    }

    /// Fills the form.
    pub fn load(self, draft: ApplicationDraft) {
        self.name.set(draft.name);
        self.redirect_uris.set(draft.redirect_uris);
        self.permissions.set(draft.permissions);
        self.kind.set(draft.kind);
        self.problems.set(Vec::new());
        self.notice.set(None);
    }

    /// Begins a new form with what another application has.
    pub fn begin_like(self, model: &Application) {
        let mut draft = model.draft();
        draft
            .permissions
            .retain(|scope| self.catalogue.with_value(|catalogue| catalogue.get(scope).is_some()));
        draft.name = copy_name(&draft.name);
        self.load(draft);
        self.mark_clean();
    }

    /// What is saved, and what the form was opened with.
    #[cfg(feature = "hydrate")]
    pub fn saved(self) -> ApplicationDraft {
        self.start.get_value()
    }

    /// Adds a line to the redirect URIs.
    pub fn append(self, uri: &str) {
        self.redirect_uris.update(|text| {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(uri);
        });
    }

    /// Takes over what was typed while the page was plain HTML.
    #[cfg(feature = "hydrate")]
    pub fn take_over(self, typed: ApplicationDraft) {
        let kind = self.kind.get_untracked();
        if typed != self.draft() {
            // A fixed type is not among the fields that a browser sends.
            let kind = if self.existing { kind } else { typed.kind };
            self.load(ApplicationDraft { kind, ..typed });
        }
    }

    /// Whether something was typed that was not saved.
    pub fn is_dirty(self) -> bool {
        let now = self.draft();
        self.start.with_value(|start| {
            let sorted = |scopes: &[String]| {
                let mut scopes = scopes.to_vec();
                scopes.sort();
                scopes
            };
            now.name != start.name
                || now.redirect_uris != start.redirect_uris
                || now.kind != start.kind
                || sorted(&now.permissions) != sorted(&start.permissions)
        })
    }

    /// What the form holds now is what is saved.
    pub fn mark_clean(self) {
        self.start.set_value(self.draft());
    }

    /// Checks everything; moves the focus to the first problem. Returns whether there is none.
    pub fn check(self) -> bool {
        let checked = self.catalogue.with_value(|catalogue| {
            let draft = self.draft();
            self.registered.with_value(|known| draft.check(catalogue, self.rules, known))
        });
        match checked {
            Ok(_) => {
                self.problems.set(Vec::new());
                self.notice.set(None);
                true
            }
            Err(problem) => {
                self.refuse(problem);
                false
            }
        }
    }

    /// Shows a refusal at its fields and moves the focus to the first of them.
    pub fn refuse(self, problem: Problem) {
        let first = problem.fields.first().map(|first| (first.field, first.line));
        self.notice.set(problem.fields.is_empty().then_some(problem.message));
        self.problems.set(problem.fields);
        match first {
            Some((Field::RedirectUris, Some(line))) => self.go_to_line(line),
            Some((Field::RedirectUris, None)) => focus::soon(vec!["redirect_uris".to_owned()]),
            Some((Field::Permissions, _)) => focus::soon(vec!["permissions".to_owned()]),
            Some(_) => focus::soon(vec![APPLICATION_NAME_ID.to_owned()]),
            None => {}
        }
    }

    /// The scopes that are on, in the order of the catalogue.
    pub fn chosen_text(self) -> String {
        let mut chosen = self.permissions.get();
        chosen.sort();
        chosen.join(" ")
    }

    /// Asks about the problems. None are left once the form is: leaving it takes the focus out of
    /// a field, which checks that field once more.
    pub(super) fn with_problems<T: Default>(self, ask: impl FnOnce(&[FieldProblem]) -> T) -> T {
        self.problems.try_with(|problems| ask(problems)).unwrap_or_default()
    }

    fn recheck(self, field: Field, found: Vec<FieldProblem>) {
        if found.is_empty() && !untrack(|| self.has_problem(field)) {
            return;
        }
        self.problems.update(|problems| {
            problems.retain(|problem| problem.field != field);
            problems.extend(found);
        });
    }

    pub(super) fn recheck_name(self) {
        self.recheck(Field::Name, self.draft().check_name().err().into_iter().collect());
    }

    pub(super) fn recheck_redirect_uris(self) {
        let draft = self.draft();
        let checked =
            self.registered.with_value(|known| draft.check_redirect_uris(self.rules, known));
        self.recheck(Field::RedirectUris, checked.err().unwrap_or_default());
    }

    /// Chooses the type, on which it depends which redirect URIs there may be.
    pub(super) fn choose(self, kind: ApplicationKind) {
        self.kind.set(kind);
        let is_filled = self.redirect_uris.with_untracked(|text| !text.trim().is_empty());
        if is_filled || untrack(|| self.has_problem(Field::RedirectUris)) {
            self.recheck_redirect_uris();
        }
    }

    pub(super) fn has_problem(self, field: Field) -> bool {
        self.with_problems(|problems| problems.iter().any(|problem| problem.field == field))
    }

    pub(super) fn of(self, field: Field) -> Vec<FieldProblem> {
        self.with_problems(|all| {
            all.iter().filter(|problem| problem.field == field).cloned().collect()
        })
    }

    /// Turns a permission on with all it requires, or off with all that require it.
    pub(super) fn toggle(self, scope: &str, on: bool) {
        self.catalogue.with_value(|catalogue| {
            let moved =
                if on { catalogue.with_required(scope) } else { catalogue.with_dependents(scope) };
            self.permissions.update(|chosen| {
                chosen.retain(|known| moved.iter().all(|scope| scope.as_str() != known));
                if on {
                    chosen.extend(moved.iter().map(|scope| scope.as_str().to_owned()));
                }
            });
        });
        if self.has_problem(Field::Permissions) {
            self.recheck(Field::Permissions, Vec::new());
        }
    }

    /// Puts the lines of `fix` in place of a line; none of them removes it.
    pub(super) fn apply_fix(self, line: u32, fix: &str) {
        self.redirect_uris.update(|text| *text = with_fix(text, line, fix));
        self.recheck_redirect_uris();
        self.go_to_line(line);
    }

    /// Moves the caret to the end of a line.
    pub(super) fn go_to_line(self, line: u32) {
        #[cfg(feature = "hydrate")]
        if let Some(area) = self.textarea.get_untracked() {
            let wanted = usize::try_from(line).unwrap_or(usize::MAX);
            let end: usize = self.redirect_uris.with_untracked(|text| {
                text.split('\n').take(wanted).map(|line| line.encode_utf16().count() + 1).sum()
            });
            let end = u32::try_from(end.saturating_sub(1)).unwrap_or(u32::MAX);
            request_animation_frame(move || {
                let _ = area.focus();
                let _ = area.set_selection_range(end, end);
            });
        }
        #[cfg(feature = "ssr")]
        let _ = (self.textarea, line);
    }

    /// Replaces a pasted list by one URI per line. Returns whether it was a list.
    #[cfg(feature = "hydrate")]
    pub(super) fn paste(self, event: &web_sys::ClipboardEvent) -> bool {
        let pasted = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        let Some(lines) = pasted.and_then(|text| split_pasted(&text)) else {
            return false;
        };
        if let Some(area) = self.textarea.get_untracked() {
            let start = area.selection_start().ok().flatten().unwrap_or(0);
            let end = area.selection_end().ok().flatten().unwrap_or(start);
            let _ = area.set_range_text_with_start_and_end_and_mode(&lines, start, end, "end");
            self.redirect_uris.set(area.value());
            self.recheck_redirect_uris();
        }
        true
    }
}

/// "NAME copy", within what a name may be long.
fn copy_name(name: &str) -> String {
    const SUFFIX: &str = " copy";
    format!("{}{SUFFIX}", cut(name, NAME_MAX - SUFFIX.len()).trim_end())
}

/// `text` with the lines of `fix` in place of a line, counted from 1.
fn with_fix(text: &str, line: u32, fix: &str) -> String {
    let fixed = (1u32..).zip(text.split('\n')).flat_map(|(number, known)| {
        let kept = (number != line).then_some(known);
        kept.into_iter().chain(fix.lines().filter(move |_| number == line))
    });
    fixed.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{copy_name, with_fix};

    #[test]
    fn a_fix_takes_the_place_of_its_line() {
        assert_eq!(with_fix("a\nb\nc", 2, "x"), "a\nx\nc");
        assert_eq!(with_fix("a\nb,c\n", 2, "b\nc"), "a\nb\nc\n");
        assert_eq!(with_fix("a\na\nb", 2, ""), "a\nb");
        assert_eq!(with_fix("a", 1, ""), "");
    }

    #[test]
    fn the_name_of_a_copy_is_a_name() {
        assert_eq!(copy_name("Shop"), "Shop copy");
        let long = copy_name(&"é".repeat(64));
        assert_eq!(long.chars().count(), 64);
        assert!(long.ends_with("é copy"));
        let long = copy_name(&"👍🏽".repeat(64));
        assert!(domain::text::parse_name(&long).is_ok() && long.ends_with("👍🏽 copy"));
    }
}
