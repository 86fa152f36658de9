//! The reply to a form whose page was rendered for another account than the one that is signed in.
//! Keeps what was typed. Plain HTML.

use crate::components::hidden_fields::hidden;
use crate::shell::{self, Document};
use crate::texts;
use domain::account::Email;
use domain::problem::Problem;
use leptos::prelude::*;

/// A form that was refused.
#[derive(Clone, Debug)]
pub struct RefusedForm {
    pub problem: Problem,
    /// Its action: a path of this origin.
    pub action: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
    pub signed_in: Email,
}

/// Offers to send the form again after signing in as the account of the page, or to continue as the
/// signed-in account. A password is never written into a page, so a form with one can't be resent.
pub fn render(document: &Document, refused: RefusedForm) -> String {
    let RefusedForm { problem, action, fields, signed_in } = refused;
    let holds_password = fields.iter().any(|(name, _)| name.contains("password"));
    let again = (!holds_password).then(|| {
        view! {
            <form method="post" action=action>
                {hidden(fields)}
                <p>{texts::KEPT_HERE}</p>
                <button class="button primary">{texts::SEND_AGAIN}</button>
            </form>
        }
    });
    let page = view! {
        <h1>{texts::SOMEBODY_ELSE}</h1>
        <p>{problem.message}</p>
        {again}
        <div class="button-row">
            <a class="button" href="/sign-in?prompt=login" target="_blank" rel="noopener">
                {texts::SIGN_IN_AGAIN}
            </a>
            <a class="button" href="/applications">
                {texts::GO_ON_AS} " " <bdi translate="no">{signed_in.as_str().to_owned()}</bdi>
            </a>
        </div>
    };
    shell::plain(document, texts::SOMEBODY_ELSE, "error", page)
}
