//! The fields of an application's form.

use super::permissions_field::permissions_field;
use super::redirect_uris_field::redirect_uris_field;
use super::state::FormState;
use crate::components::password_managers::ignore_password_managers;
use crate::element_ids::{APPLICATION_NAME_FIELD, APPLICATION_NAME_ID};
use crate::texts;
use domain::application::ApplicationKind;
use domain::problem::Field;
use leptos::prelude::*;

/// All fields, in tab order.
pub(super) fn fields(state: FormState) -> impl IntoView {
    view! {
        <NameField state=state/>
        {redirect_uris_field(state)}
        {permissions_field(state)}
        <KindField state=state/>
    }
}

#[component]
fn NameField(state: FormState) -> impl IntoView {
    let problem = Signal::derive(move || state.shown(Field::Name).pop());
    let invalid = move || problem.with(Option::is_some);
    view! {
        <div class="field">
            <label for=APPLICATION_NAME_ID>{texts::NAME}</label>
            <input
                class="input"
                id=APPLICATION_NAME_ID
                name=APPLICATION_NAME_FIELD
                autocomplete="off"
                autofocus
                {..ignore_password_managers()}
                value=state.name.get_untracked()
                prop:value=move || state.name.get()
                aria-invalid=move || invalid().then_some("true")
                aria-describedby=move || invalid().then_some("name-problem")
                on:input:target=move |event| {
                    state.name.set(event.target().value());
                    state.recheck_if(Field::Name, state.has_problem(Field::Name));
                }
                on:blur=move |_| {
                    let is_empty = state.name.try_with_untracked(String::is_empty);
                    state.recheck_if(Field::Name, is_empty == Some(false));
                }
            />
            {move || problem.get().map(|problem| view! {
                <p class="problem" id="name-problem">{problem.message}</p>
            })}
        </div>
    }
}

#[component]
fn KindField(state: FormState) -> impl IntoView {
    let fixed = state.rules.with_value(|rules| rules.kind_is_fixed);
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
