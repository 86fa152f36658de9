//! The fields of an application's form, as they look and as assistive technology hears them.

use super::form_state::FormState;
use crate::components::live_text::live_text;
use crate::components::not_a_login::not_a_login;
use crate::components::safe_textarea::SafeTextarea;
use crate::element_ids::APPLICATION_NAME_ID;
use crate::texts;
use domain::application::ApplicationKind;
use domain::permission::{Group, Permission};
use domain::problem::{Field, FieldProblem};
use leptos::prelude::*;

/// The name's field in a form. Browsers and password managers take one called `name` for a person's.
pub const NAME_FIELD: &str = "application_name";

/// Name, redirect URIs, permissions, type: in the order in which Tab goes.
#[component]
pub fn Fields(
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
            <label for=APPLICATION_NAME_ID>{texts::NAME}</label>
            <input
                class="input"
                id=APPLICATION_NAME_ID
                name=NAME_FIELD
                autocomplete="off"
                autofocus
                {..not_a_login()}
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
        state.with_problems(|problems| {
            problems
                .iter()
                .any(|problem| problem.line.is_some_and(|known| usize::try_from(known) == Ok(line)))
        })
    };
    let numbers = move || {
        let count = state.redirect_uris.with(|text| text.split('\n').count()).max(3);
        (1..=count).map(|line| view! { <li class:bad=move || bad(line)>{line}</li> }).collect_view()
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
                let _ = event;
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
            <div role="status">
                {move || state.removes.get().into_iter().map(|text| view! { <p class="impact">{text}</p> }).collect_view()}
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
        let label = texts::use_fix(&fix);
        view! {
            <button type="button" class="link fix live" on:click=move |_| state.apply_fix(line, &fix)>
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
            <p class="hint">{live_text(count)}</p>
            {move || {
                state.of(Field::Permissions)
                    .into_iter()
                    .map(|problem| view! {
                        <p class="problem" id="permissions-problem">{problem.message}</p>
                    })
                    .collect_view()
            }}
            <div role="status">
                {move || state.narrows.get().map(|text| view! { <p class="impact">{text}</p> })}
            </div>
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
                    on:change=move |_| state.choose(kind)
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
