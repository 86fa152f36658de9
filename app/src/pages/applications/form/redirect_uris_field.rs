//! The field for redirect URIs: one per line, with problems and fixes for each.

use super::state::FormState;
use crate::browser::form;
use crate::components::safe_textarea::SafeTextarea;
use crate::texts;
use domain::problem::{Field, FieldProblem};
use leptos::prelude::*;

pub(super) fn redirect_uris_field(state: FormState) -> impl IntoView {
    let problems = Memo::new(move |_| state.shown(Field::RedirectUris));
    let invalid = Signal::derive(move || problems.with(|problems| !problems.is_empty()));
    let describedby = Signal::derive(move || {
        if invalid.get() { "uri-hint uri-problems" } else { "uri-hint" }.to_owned()
    });
    let bad = move |line: usize| {
        let is_here = |known: u32| usize::try_from(known) == Ok(line);
        problems.with(|problems| problems.iter().any(|problem| problem.line.is_some_and(is_here)))
    };
    let numbers = move || {
        let count = state.redirect_uris.with(|text| text.split('\n').count()).max(3);
        (1..=count).map(|line| view! { <li class:bad=move || bad(line)>{line}</li> }).collect_view()
    };
    let impact = move || {
        let lines = state.shown_impact.with(|impact| impact.redirect_uris.clone());
        let line = |text| view! { <p class="impact" translate="no">{text}</p> };
        lines.into_iter().map(line).collect_view()
    };
    let line_problems = move || {
        let problem = |problem| view! { <LineProblem state=state problem=problem/> };
        problems.get().into_iter().map(problem).collect_view()
    };
    view! {
        <div
            class="field"
            on:focusout=move |_| {
                let is_empty = state.redirect_uris.try_with_untracked(String::is_empty);
                state.recheck_if(Field::RedirectUris, is_empty == Some(false));
            }
            on:input=move |_| {
                state.recheck_if(Field::RedirectUris, state.has_problem(Field::RedirectUris));
            }
            on:paste=move |event| {
                if let Some(text) = form::paste_list(state.textarea, &event) {
                    state.redirect_uris.set(text);
                    state.recheck(Field::RedirectUris);
                }
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
            <div role="status">{impact}</div>
            <ul class="problems" id="uri-problems">{line_problems}</ul>
        </div>
    }
}

/// "Line 2: …", a button that moves the caret to the line, and the fix if there is one.
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
            <button
                type="button"
                class="link fix js-only"
                translate="no"
                on:click=move |_| state.apply_fix(line, &fix)
            >
                {label}
            </button>
        }
    });
    view! { <li class="problem">{text} {fix}</li> }
}
