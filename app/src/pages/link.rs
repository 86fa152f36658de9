//! The page of a one-time link: first run, invitation, password reset. Plain HTML.

use super::sign_in::notice;
use crate::shell::{self, Document};
use crate::texts;
use domain::link::LinkPurpose;
use domain::problem::{Field, Problem};
use leptos::prelude::*;

#[derive(Clone, Debug)]
pub struct LinkForm {
    pub purpose: LinkPurpose,
    /// The token of the link, sent with the form.
    pub token: String,
    /// The email address: typed on first run, otherwise fixed by the link.
    pub email: String,
    pub name: String,
    /// Why the last attempt was refused.
    pub problem: Option<Problem>,
}

pub fn render(document: &Document, form: LinkForm) -> String {
    let (title, about, button) = match form.purpose {
        LinkPurpose::Setup => (texts::SETUP_TITLE, texts::SETUP_ABOUT, texts::CREATE_ACCOUNT),
        LinkPurpose::Invite => (texts::INVITE_TITLE, texts::INVITE_ABOUT, texts::CREATE_ACCOUNT),
        LinkPurpose::Reset => (texts::RESET_TITLE, texts::RESET_ABOUT, texts::SET_PASSWORD),
    };
    let action = match form.purpose {
        LinkPurpose::Setup => "/setup",
        LinkPurpose::Invite | LinkPurpose::Reset => "/link",
    };
    let given = form.purpose != LinkPurpose::Setup;
    let problem = form.problem.as_ref();
    let general = problem.filter(|p| p.fields.is_empty()).map(|p| notice(p.message.clone()));
    let of = |field: Field| {
        let found = problem.and_then(|p| p.fields.iter().find(|known| known.field == field));
        found.map(|known| known.message.clone())
    };
    // Focus the first invalid field, else the first empty one.
    let focus = problem.and_then(|problem| problem.fields.first()).map(|first| first.field);
    let focus = focus.unwrap_or(match form.purpose {
        LinkPurpose::Setup => Field::Email,
        LinkPurpose::Invite => Field::Name,
        LinkPurpose::Reset => Field::Password,
    });
    let name = (form.purpose != LinkPurpose::Reset).then(|| {
        input(
            "name",
            texts::YOUR_NAME,
            "text",
            "name",
            form.name.clone(),
            false,
            focus == Field::Name,
            None,
            of(Field::Name),
        )
    });
    let page = view! {
        <h1>{title}</h1>
        <p>{about}</p>
        {general}
        <form method="post" action=action>
            <input type="hidden" name="token" value=form.token/>
            {input(
                "email",
                texts::EMAIL,
                "email",
                "username",
                form.email,
                given,
                focus == Field::Email,
                None,
                of(Field::Email),
            )}
            {name}
            {input(
                "password",
                texts::PASSWORD,
                "password",
                "new-password",
                String::new(),
                false,
                focus == Field::Password,
                Some(texts::PASSWORD_HINT),
                of(Field::Password),
            )}
            <button class="button primary">{button}</button>
        </form>
    };
    shell::plain(document, title, "", page)
}

/// The page of a link that was used or has expired.
pub fn render_spent(document: &Document) -> String {
    let page = view! {
        <h1>{texts::LINK_SPENT}</h1>
        <p>{texts::LINK_SPENT_ABOUT}</p>
        <div class="button-row">
            <a class="button" href="/sign-in">{texts::SIGN_IN}</a>
        </div>
    };
    shell::plain(document, texts::LINK_SPENT, "error", page)
}

#[expect(clippy::too_many_arguments, reason = "one private helper that writes one element")]
fn input(
    id: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    value: String,
    readonly: bool,
    autofocus: bool,
    hint: Option<&'static str>,
    problem: Option<String>,
) -> impl IntoView {
    // The problem replaces the hint.
    let hint = hint.filter(|_| problem.is_none());
    let hint_id = format!("{id}-hint");
    let problem_id = format!("{id}-problem");
    let described: Vec<String> =
        [hint.is_some().then(|| hint_id.clone()), problem.is_some().then(|| problem_id.clone())]
            .into_iter()
            .flatten()
            .collect();
    let invalid = problem.is_some();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input"
                id=id
                name=id
                type=kind
                autocomplete=autocomplete
                required
                readonly=readonly
                autofocus=autofocus
                value=value
                aria-invalid=invalid.then_some("true")
                aria-describedby=(!described.is_empty()).then(|| described.join(" "))
            />
            {hint.map(|text| view! { <p class="hint" id=hint_id>{text}</p> })}
            {problem.map(|text| view! { <p class="problem" id=problem_id>{text}</p> })}
        </div>
    }
}
