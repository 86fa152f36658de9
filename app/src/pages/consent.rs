//! The consent page. Plain HTML. What would be granted is stored by the server under an identifier;
//! the form sends the identifier and the answer only.

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

#[derive(Clone, Debug)]
pub struct ConsentForm {
    /// The identifier of the stored question.
    pub transaction: String,
    /// The name of the application.
    pub application: String,
    /// The name of its owner.
    pub owner: String,
    /// Where the authorization response is sent.
    pub redirect_uri: RedirectUri,
    /// The requested permissions, in the order of the catalogue, and whether each is new.
    pub permissions: Vec<(Permission, bool)>,
    /// Whether there was a grant before: only then are new permissions marked.
    pub asked_before: bool,
    /// The signed-in account.
    pub account: SignedIn,
    /// The path of the same request, to repeat it with another account.
    pub again: String,
    /// Whether an answer arrived after the question had been closed, so that it is asked again.
    pub closed: bool,
}

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
    // Deny first: Enter in the form submits its first button.
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
            // Only used to ask again if the question is closed by then.
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

/// The destination of the authorization response.
fn returns_to(uri: &RedirectUri) -> impl IntoView + use<> {
    let destination = Destination::of(uri);
    // Hosts and schemes must not be translated.
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
