//! The fields of an application's form: what they hold, what is wrong with them, how they look.

use super::delete::focus_soon;
use crate::api::dashboard::Dashboard;
use crate::components::safe_textarea::SafeTextarea;
use crate::texts;
use domain::application::{ApplicationDraft, ApplicationKind};
use domain::permission::{Catalogue, Group, Permission};
use domain::problem::{Field, FieldProblem, Problem};
use domain::redirect_uri::{self, RedirectUriRules};
use leptos::html;
use leptos::prelude::*;

/// What the form holds and what is wrong with it.
#[derive(Clone, Copy)]
pub(super) struct FormState {
    /// The name as typed.
    pub name: RwSignal<String>,
    /// The redirect URIs as typed.
    pub redirect_uris: RwSignal<String>,
    /// What the server said about the form as a whole.
    pub notice: RwSignal<Option<String>>,
    permissions: RwSignal<Vec<String>>,
    kind: RwSignal<ApplicationKind>,
    problems: RwSignal<Vec<FieldProblem>>,
    start: StoredValue<ApplicationDraft>,
    catalogue: StoredValue<Catalogue>,
    rules: RedirectUriRules,
    textarea: NodeRef<html::Textarea>,
}

impl FormState {
    /// A form that starts with `start`. Scopes of an existing application (`existing`) that left
    /// the catalogue are not in sight; the server keeps them.
    pub fn new(dashboard: Dashboard, mut start: ApplicationDraft, existing: bool) -> Self {
        if existing {
            start.permissions.retain(|scope| dashboard.catalogue.get(scope).is_some());
        }
        Self {
            name: RwSignal::new(start.name.clone()),
            redirect_uris: RwSignal::new(start.redirect_uris.clone()),
            permissions: RwSignal::new(start.permissions.clone()),
            kind: RwSignal::new(start.kind),
            notice: RwSignal::new(None),
            problems: RwSignal::new(Vec::new()),
            start: StoredValue::new(start),
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

    /// Fills the form.
    pub fn load(self, draft: ApplicationDraft) {
        self.name.set(draft.name);
        self.redirect_uris.set(draft.redirect_uris);
        self.permissions.set(draft.permissions);
        self.kind.set(draft.kind);
        self.problems.set(Vec::new());
        self.notice.set(None);
    }

    /// Takes over what was typed while the page was plain HTML.
    #[cfg(feature = "hydrate")]
    pub fn take_over(self, typed: ApplicationDraft) {
        let kind = self.kind.get_untracked();
        if typed != self.draft() {
            // A fixed type is not among the fields that a browser sends.
            let fixed = self.start.with_value(|start| !start.name.is_empty());
            let kind = if fixed { kind } else { typed.kind };
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
        let checked =
            self.catalogue.with_value(|catalogue| self.draft().check(catalogue, self.rules));
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
            Some((Field::RedirectUris, None)) => focus_soon(vec!["redirect_uris".to_owned()]),
            Some((Field::Permissions, _)) => focus_soon(vec!["permissions".to_owned()]),
            Some(_) => focus_soon(vec!["name".to_owned()]),
            None => {}
        }
    }

    /// The scopes that are on, in the order of the catalogue.
    pub fn chosen_text(self) -> String {
        let mut chosen = self.permissions.get();
        chosen.sort();
        chosen.join(" ")
    }

    fn recheck(self, field: Field, found: Vec<FieldProblem>) {
        self.problems.update(|problems| {
            problems.retain(|problem| problem.field != field);
            problems.extend(found);
        });
    }

    fn recheck_name(self) {
        self.recheck(Field::Name, self.draft().check_name().err().into_iter().collect());
    }

    fn recheck_redirect_uris(self) {
        let found = self.draft().check_redirect_uris(self.rules).err().unwrap_or_default();
        self.recheck(Field::RedirectUris, found);
    }

    fn has_problem(self, field: Field) -> bool {
        self.problems.with(|problems| problems.iter().any(|problem| problem.field == field))
    }

    fn of(self, field: Field) -> Vec<FieldProblem> {
        self.problems
            .with(|all| all.iter().filter(|problem| problem.field == field).cloned().collect())
    }

    /// Turns a permission on with all it requires, or off with all that require it.
    fn toggle(self, scope: &str, on: bool) {
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

    /// Puts `fix` in place of a line.
    fn apply_fix(self, line: u32, fix: &str) {
        self.redirect_uris.update(|text| {
            let index = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
            let lines: Vec<&str> = text.split('\n').collect();
            let fixed: Vec<&str> = lines
                .iter()
                .enumerate()
                .map(|(number, known)| if number == index { fix } else { known })
                .collect();
            *text = fixed.join("\n");
        });
        self.recheck_redirect_uris();
        self.go_to_line(line);
    }

    /// Moves the caret to the end of a line.
    fn go_to_line(self, line: u32) {
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
    fn paste(self, event: &web_sys::ClipboardEvent) -> bool {
        let pasted = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        let Some(lines) = pasted.and_then(|text| redirect_uri::split_pasted(&text)) else {
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

/// Name, redirect URIs, permissions, type: in the order in which Tab goes.
#[component]
pub(super) fn Fields(
    /// What they hold.
    state: FormState,
    /// Whether the type can't be changed any more.
    kind_is_fixed: bool,
) -> impl IntoView {
    view! {
        <NameField state=state/>
        <RedirectUrisField state=state/>
        <PermissionsField state=state/>
        <KindField state=state fixed=kind_is_fixed/>
    }
}

#[component]
fn NameField(state: FormState) -> impl IntoView {
    let invalid = move || state.has_problem(Field::Name);
    view! {
        <div class="field">
            <label for="name">{texts::NAME}</label>
            <input
                class="input"
                id="name"
                name="name"
                autocomplete="off"
                autofocus
                value=state.name.get_untracked()
                prop:value=move || state.name.get()
                aria-invalid=move || invalid().then_some("true")
                aria-describedby=move || invalid().then_some("name-problem")
                on:input:target=move |event| {
                    state.name.set(event.target().value());
                    if state.has_problem(Field::Name) {
                        state.recheck_name();
                    }
                }
                on:blur=move |_| {
                    if !state.name.with_untracked(String::is_empty) {
                        state.recheck_name();
                    }
                }
            />
            {move || {
                state.of(Field::Name)
                    .into_iter()
                    .map(|problem| view! { <p class="problem" id="name-problem">{problem.message}</p> })
                    .collect_view()
            }}
        </div>
    }
}

#[component]
fn RedirectUrisField(state: FormState) -> impl IntoView {
    let invalid = Signal::derive(move || state.has_problem(Field::RedirectUris));
    let describedby = Signal::derive(move || {
        if invalid.get() { "uri-hint uri-problems" } else { "uri-hint" }.to_owned()
    });
    let bad = move |line: usize| {
        state.problems.with(|problems| {
            problems.iter().any(|problem| {
                problem.line.is_some_and(|known| usize::try_from(known) == Ok(line))
            })
        })
    };
    let numbers = move || {
        let count = state.redirect_uris.with(|text| text.split('\n').count()).max(3);
        (1..=count)
            .map(|line| view! { <li class:bad=move || bad(line)>{line}</li> })
            .collect_view()
    };
    view! {
        <div
            class="field"
            on:focusout=move |_| {
                if !state.redirect_uris.with_untracked(String::is_empty) {
                    state.recheck_redirect_uris();
                }
            }
            on:input=move |_| {
                if state.has_problem(Field::RedirectUris) {
                    state.recheck_redirect_uris();
                }
            }
            on:paste=move |event| {
                #[cfg(feature = "hydrate")]
                if state.paste(&event) {
                    event.prevent_default();
                }
                #[cfg(feature = "ssr")]
                let _ = (event, redirect_uri::split_pasted);
            }
        >
            <label for="redirect_uris">{texts::REDIRECT_URIS}</label>
            <p class="hint" id="uri-hint">{texts::REDIRECT_URIS_HINT}</p>
            <div class="lines">
                <ol aria-hidden="true">{numbers}</ol>
                <SafeTextarea
                    id="redirect_uris"
                    name="redirect_uris"
                    value=state.redirect_uris
                    node_ref=state.textarea
                    invalid=invalid
                    describedby=describedby
                />
            </div>
            <ul class="problems" id="uri-problems">
                {move || {
                    state.of(Field::RedirectUris)
                        .into_iter()
                        .map(|problem| view! { <LineProblem state=state problem=problem/> })
                        .collect_view()
                }}
            </ul>
        </div>
    }
}

/// "Line 2: …", which leads to its line, and the fix if there is one.
#[component]
fn LineProblem(state: FormState, problem: FieldProblem) -> impl IntoView {
    let FieldProblem { line, message, fix, .. } = problem;
    let text = match line {
        Some(line) => view! {
            <button type="button" class="link" on:click=move |_| state.go_to_line(line)>
                {message}
            </button>
        }
        .into_any(),
        None => view! { <span>{message}</span> }.into_any(),
    };
    let fix = line.zip(fix).map(|(line, fix)| {
        let label = format!("Use {fix}");
        view! {
            <button type="button" class="link" on:click=move |_| state.apply_fix(line, &fix)>
                {label}
            </button>
        }
    });
    view! { <li class="problem">{text} {fix}</li> }
}

#[component]
fn PermissionsField(state: FormState) -> impl IntoView {
    let invalid = move || state.has_problem(Field::Permissions);
    let count = move || {
        let all = state.catalogue.with_value(|catalogue| catalogue.iter().count());
        format!("{} {} of {all} on.", texts::PERMISSIONS_HINT, state.permissions.with(Vec::len))
    };
    let group = move |group: Group, title: &'static str| {
        let permissions: Vec<Permission> = state.catalogue.with_value(|catalogue| {
            catalogue.iter().filter(|permission| permission.group == group).cloned().collect()
        });
        (!permissions.is_empty()).then(|| {
            view! {
                <h3>{title}</h3>
                {permissions
                    .into_iter()
                    .map(|permission| view! { <Switch state=state permission=permission/> })
                    .collect_view()}
            }
        })
    };
    view! {
        <fieldset
            class="field"
            id="permissions"
            tabindex="-1"
            aria-invalid=move || invalid().then_some("true")
            aria-describedby=move || invalid().then_some("permissions-problem")
        >
            <legend>{texts::PERMISSIONS}</legend>
            <p class="hint">{count}</p>
            {move || {
                state.of(Field::Permissions)
                    .into_iter()
                    .map(|problem| view! {
                        <p class="problem" id="permissions-problem">{problem.message}</p>
                    })
                    .collect_view()
            }}
            <div class="switches">
                {group(Group::Account, texts::GROUP_ACCOUNT)}
                {group(Group::Project, texts::GROUP_PROJECT)}
            </div>
        </fieldset>
    }
}

#[component]
fn Switch(state: FormState, permission: Permission) -> impl IntoView {
    let scope = permission.scope.as_str().to_owned();
    let name_id = format!("permission-{scope}");
    let about_id = format!("{name_id}-about");
    let is_on = {
        let scope = scope.clone();
        move || state.permissions.with(|chosen| chosen.contains(&scope))
    };
    let initially = untrack(&is_on);
    let toggle = {
        let scope = scope.clone();
        move |on: bool| state.toggle(&scope, on)
    };
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                name="permissions"
                value=scope.clone()
                aria-labelledby=name_id.clone()
                aria-describedby=about_id.clone()
                checked=initially
                prop:checked=is_on
                on:change:target=move |event| toggle(event.target().checked())
            />
            <span id=name_id><b>{scope}</b> " " <i>{permission.title}</i></span>
            <span id=about_id>{permission.description}</span>
        </label>
    }
}

#[component]
fn KindField(state: FormState, fixed: bool) -> impl IntoView {
    let choice = move |kind: ApplicationKind, title: &'static str, about: &'static str| {
        let name_id = format!("kind-{}", kind.as_str());
        let about_id = format!("{name_id}-about");
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="kind"
                    value=kind.as_str()
                    disabled=fixed
                    aria-labelledby=name_id.clone()
                    aria-describedby=about_id.clone()
                    checked=state.kind.get_untracked() == kind
                    prop:checked=move || state.kind.get() == kind
                    on:change=move |_| {
                        state.kind.set(kind);
                        if state.has_problem(Field::RedirectUris) {
                            state.recheck_redirect_uris();
                        }
                    }
                />
                <b id=name_id>{title}</b>
                <span id=about_id>{about}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field choices">
            <legend>{texts::TYPE}</legend>
            {fixed.then(|| view! { <p class="hint">{texts::TYPE_FIXED}</p> })}
            {choice(ApplicationKind::Confidential, texts::CONFIDENTIAL, texts::CONFIDENTIAL_ABOUT)}
            {choice(ApplicationKind::Public, texts::PUBLIC, texts::PUBLIC_ABOUT)}
        </fieldset>
    }
}
