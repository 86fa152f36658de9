//! The sign-in page. Plain HTML.

use crate::components::hidden_fields::hidden;
use crate::components::icon::{Icon, IconKind};
use crate::shell::{self, Document};
use crate::texts;
use leptos::prelude::*;

/// The content of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInForm {
    /// The email address as typed, or from a `login_hint`. If set, the password gets the focus.
    pub email: String,
    /// Where to redirect afterwards: a path of this origin, checked by the caller.
    pub next: Option<String>,
    /// Why the last attempt was refused.
    pub problem: Option<String>,
    /// Fields of another form, as hidden fields, to be submitted after signing in.
    pub kept: Vec<(String, String)>,
}

pub fn render(document: &Document, form: SignInForm) -> String {
    let SignInForm { email, next, problem, kept } = form;
    let focus_password = !email.is_empty();
    let problem = problem.map(notice);
    let next = next.map(|path| ("next".to_owned(), path));
    let unseen = hidden(next.into_iter().chain(kept).collect());
    let page = view! {
        <h1>{texts::SIGN_IN}</h1>
        {problem}
        <form method="post" action="/sign-in">
            {unseen}
            <div class="field">
                <label for="email">{texts::EMAIL}</label>
                <input
                    class="input"
                    id="email"
                    name="email"
                    type="email"
                    autocomplete="username"
                    required
                    autofocus=!focus_password
                    value=email
                />
            </div>
            <div class="field">
                <label for="password">{texts::PASSWORD}</label>
                <input
                    class="input"
                    id="password"
                    name="password"
                    type="password"
                    autocomplete="current-password"
                    required
                    autofocus=focus_password
                />
            </div>
            <button class="button primary">{texts::SIGN_IN}</button>
        </form>
        <p class="hint">{texts::FORGOT}</p>
    };
    shell::plain(document, texts::SIGN_IN, "", page)
}

/// An error above a form.
pub(super) fn notice(text: String) -> impl IntoView {
    view! {
        <p class="notice bad" role="alert">
            <Icon kind=IconKind::Alert/>
            <span>{text}</span>
        </p>
    }
}
