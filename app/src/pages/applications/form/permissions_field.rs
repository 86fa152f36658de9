//! The field for permissions: a switch for each, in groups.

use super::state::FormState;
use crate::components::dynamic_text::dynamic_text;
use crate::texts;
use domain::permission::{Group, Permission};
use domain::problem::Field;
use leptos::prelude::*;

pub(super) fn permissions_field(state: FormState) -> impl IntoView {
    let problem = Signal::derive(move || state.shown(Field::Permissions).pop());
    let invalid = move || problem.with(Option::is_some);
    let all = state.with_catalogue(|catalogue| catalogue.iter().count());
    let count = move || {
        let on = state.permissions.with(Vec::len);
        format!("{} {on} of {all} on.", texts::PERMISSIONS_HINT)
    };
    let group = move |group: Group, title: &'static str| {
        let permissions: Vec<Permission> = state.with_catalogue(|catalogue| {
            catalogue.iter().filter(|permission| permission.group == group).cloned().collect()
        });
        let switch = |permission| view! { <Switch state=state permission=permission/> };
        (!permissions.is_empty()).then(|| {
            view! {
                <h3>{title}</h3>
                {permissions.into_iter().map(switch).collect_view()}
            }
        })
    };
    let impact = move || {
        let text = state.shown_impact.with(|impact| impact.permissions.clone());
        text.map(|text| view! { <p class="impact">{text}</p> })
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
            <p class="hint">{dynamic_text(count)}</p>
            {move || problem.get().map(|problem| view! {
                <p class="problem" id="permissions-problem">{problem.message}</p>
            })}
            <div role="status">{impact}</div>
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
            <span id=name_id><b translate="no">{scope}</b> " " <i>{permission.title}</i></span>
            <span id=about_id>{permission.description}</span>
        </label>
    }
}
