//! The question whether an application may act for an account: plain HTML, no program. What is
//! granted is kept by the server under the transaction's name; the form sends the answer alone.

mod destination;

use crate::components::icon::{Icon, IconKind};
use crate::shell::{self, Document};
use crate::texts;
use destination::Destination;
use domain::permission::Permission;
use domain::redirect_uri::RedirectUri;
use domain::session::SignedIn;
use domain::text::cut;
use leptos::prelude::*;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct ConsentForm {
    /// The name under which the answer finds the question.
    pub transaction: String,
    /// The name of the application that asks.
    pub application: String,
    /// What its owner is called.
    pub owner: String,
    /// Where the answer goes.
    pub redirect_uri: RedirectUri,
    /// What it asks for, in the order of the catalogue, and whether that is new.
    pub permissions: Vec<(Permission, bool)>,
    /// Whether the account allowed it something before: only then is anything marked as new.
    pub asked_before: bool,
    /// Who is asked.
    pub account: SignedIn,
    /// The same request again, as one of our own paths: where another account is asked.
    pub again: String,
    /// Whether an answer came when the question was closed, so that it is put again.
    pub closed: bool,
}

/// Renders the page.
pub fn render(document: &Document, form: ConsentForm) -> String {
    let ConsentForm { application, asked_before, .. } = form;
    let title = format!("{application} {}", texts::WANTS_ACCESS);
    let initial: String = cut(&application, 1).to_owned();
    let permission = |(permission, is_new): (Permission, bool)| {
        let new = (asked_before && is_new).then(|| view! { <em>{texts::NEW}</em> });
        view! {
            <li>
                <Icon kind=IconKind::Check/>
                <span>
                    <b>{permission.title}</b>
                    {new}
                    <small>{permission.description}</small>
                </span>
            </li>
        }
    };
    let closed = form.closed.then(|| {
        view! {
            <p class="notice" role="status">
                <Icon kind=IconKind::Alert/>
                <span>{texts::ASKED_AGAIN}</span>
            </p>
        }
    });
    // Deny stands first: a key that sends the form without choosing never allows.
    let page = view! {
        <div class="consent-client">
            <span class="client-initial" aria-hidden="true">{initial}</span>
            <h1><bdi>{application}</bdi> " " {texts::WANTS_ACCESS}</h1>
        </div>
        {closed}
        <p class="muted">{texts::MADE_BY} " " <bdi>{form.owner}</bdi></p>
        {returns_to(&form.redirect_uri)}
        <ul class="checklist">{form.permissions.into_iter().map(permission).collect_view()}</ul>
        <form method="post" action="/oauth/authorize">
            <input type="hidden" name="transaction" value=form.transaction/>
            // Only ever asked again, where the question is closed by then.
            <input type="hidden" name="request" value=form.again.clone()/>
            <div class="button-pair">
                <button class="button" name="answer" value="deny">{texts::DENY}</button>
                <button class="button primary" name="answer" value="allow">{texts::ALLOW}</button>
            </div>
        </form>
        <form action="/sign-in">
            <input type="hidden" name="prompt" value="login"/>
            <input type="hidden" name="next" value=form.again/>
            <p class="hint">
                {texts::SIGNED_IN_AS} " " <b translate="no">{form.account.email.as_str().to_owned()}</b> ". "
                <button class="link">{texts::OTHER_ACCOUNT}</button>
            </p>
        </form>
        <p class="hint">{texts::TAKE_BACK}</p>
    };
    shell::plain(document, &title, "consent", page)
}

/// Where the answer goes, on a line of its own.
fn returns_to(uri: &RedirectUri) -> impl IntoView + use<> {
    let destination = Destination::of(uri);
    // A host or a scheme; the device is a word.
    let kept = (destination != Destination::Device).then_some("no");
    let (place, more) = match destination {
        Destination::Device => (texts::TO_DEVICE.to_owned(), None),
        Destination::App(scheme) => (scheme, Some(texts::TO_APP.into_any())),
        Destination::Host { host, unicode, mixes_scripts } => {
            let unicode = unicode.map(|text| {
                let warning = mixes_scripts.then(|| {
                    view! {
                        <span class="notice">
                            <Icon kind=IconKind::Alert/>
                            <span>{texts::MIXED_SCRIPTS}</span>
                        </span>
                    }
                });
                view! { {texts::IN_UNICODE} " " <bdi translate="no">{text}</bdi> {warning} }
                    .into_any()
            });
            (host, unicode)
        }
    };
    view! { <p class="muted redirect-target">{texts::RETURNS_TO} " " <b translate=kept>{place}</b> {more}</p> }
}

#[cfg(test)]
mod tests;
