//! The list of everything that may act for the account: sessions first, then applications.

use crate::api;
use crate::browser::focus;
use crate::components::action_form::{ActionForm, ActionFuture};
use crate::components::icon::{Icon, IconKind};
use crate::components::local_time::{LastUsed, LocalTime};
use crate::components::reauthentication::Reauthentication;
use crate::components::toast::Toasts;
use crate::element_ids::SECURITY_TITLE_ID;
use crate::texts;
use domain::application::ClientId;
use domain::grant::{AuthorisedApplication, AuthorizedParties};
use domain::permission::{Catalogue, Scope};
use domain::problem::ProblemCode;
use domain::session::{SessionId, SessionSummary};
use domain::time::Timestamp;
use leptos::prelude::*;

#[derive(Clone, PartialEq, Eq)]
enum PartyId {
    Session(SessionId),
    Application(ClientId),
}

/// A session or an application.
#[derive(Clone)]
struct Party {
    id: PartyId,
    name: String,
    about: String,
    /// Scope and title of each permission; `None` means everything.
    permissions: Option<Vec<(String, Option<String>)>>,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    is_current: bool,
}

impl Party {
    fn of_session(session: SessionSummary) -> Self {
        let about = match session.ip {
            Some(address) => format!("{} · {address}", texts::BROWSER),
            None => texts::BROWSER.to_owned(),
        };
        Self {
            id: PartyId::Session(session.id),
            name: session.device,
            about,
            permissions: None,
            created_at: session.created_at,
            last_used_at: Some(session.last_seen_at),
            expires_at: Some(session.expires_at),
            is_current: session.current,
        }
    }

    fn of_application(application: AuthorisedApplication, catalogue: Option<&Catalogue>) -> Self {
        let title = |scope: &str| Some(catalogue?.get(scope)?.title.clone());
        let scopes = application.permissions.iter().map(Scope::as_str);
        Self {
            permissions: Some(scopes.map(|scope| (scope.to_owned(), title(scope))).collect()),
            id: PartyId::Application(application.client_id),
            name: String::from(application.name),
            about: texts::APPLICATION.to_owned(),
            created_at: application.created_at,
            last_used_at: application.last_used_at,
            expires_at: application.expires_at,
            is_current: false,
        }
    }

    /// The `id` of its button, and the identifier in the action of its form.
    fn id(&self) -> &str {
        match &self.id {
            PartyId::Session(id) => id.as_str(),
            PartyId::Application(id) => id.as_str(),
        }
    }

    fn key(&self) -> String {
        self.id().to_owned()
    }

    fn is_session(&self) -> bool {
        matches!(self.id, PartyId::Session(_))
    }
}

type Parties = RwSignal<Vec<Party>>;

/// Heading, *Sign out everywhere else*, and table.
#[component]
pub fn AuthorizedPartiesSection(
    access: AuthorizedParties,
    /// For the titles of permissions.
    catalogue: Option<Catalogue>,
) -> impl IntoView {
    let sessions = access.sessions.into_iter().map(Party::of_session);
    let applications = access.applications.into_iter();
    let applications = applications.map(|found| Party::of_application(found, catalogue.as_ref()));
    let parties: Parties = RwSignal::new(sessions.chain(applications).collect());
    let any = move |wanted: fn(&Party) -> bool| {
        Memo::new(move |_| parties.with(|parties| parties.iter().any(wanted)))
    };
    let has_others = any(|party| party.is_session() && !party.is_current);
    let has_applications = any(|party| !party.is_session());
    let column = |class: &'static str, title: &'static str| {
        view! { <th role="columnheader" scope="col" class=class>{title}</th> }
    };
    view! {
        <section aria-labelledby="access">
            <div class="heading-row">
                <div>
                    <h2 id="access">{texts::ACCESS}</h2>
                    <p class="muted">{texts::ACCESS_ABOUT}</p>
                </div>
                {move || has_others.get().then(|| view! { <SignOutOthers parties=parties/> })}
            </div>
            <div class="card">
                <table class="table access" role="table" aria-labelledby="access">
                    <thead role="rowgroup">
                        <tr role="row">
                            {column("name", texts::NAME)}
                            {column("permissions", texts::PERMISSIONS)}
                            {column("created", texts::CREATED)}
                            {column("used", texts::LAST_USED)}
                            {column("expires", texts::EXPIRES)}
                            <th role="columnheader" scope="col" class="actions">
                                <span class="visually-hidden">{texts::REVOKE}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        <For each=move || parties.get() key=Party::key let(party)>
                            <PartyRow party=party parties=parties/>
                        </For>
                    </tbody>
                </table>
            </div>
            {move || (!has_applications.get()).then(|| view! { <p class="muted">{texts::NO_ACCESS}</p> })}
        </section>
    }
}

#[component]
fn PartyRow(party: Party, parties: Parties) -> impl IntoView {
    let icon = if party.is_session() { IconKind::Monitor } else { IconKind::Key };
    let permissions = match party.permissions.clone() {
        None => texts::EVERYTHING.into_any(),
        Some(scopes) => {
            let scope = |(scope, title)| view! { <li title=title translate="no">{scope}</li> };
            view! { <ul class="scopes">{scopes.into_iter().map(scope).collect_view()}</ul> }
                .into_any()
        }
    };
    let expires = match party.expires_at {
        Some(at) => view! { <LocalTime at=at/> }.into_any(),
        None => texts::NO_TOKENS.into_any(),
    };
    let action = if party.is_current {
        view! { <span class="tag">{texts::THIS_BROWSER}</span> }.into_any()
    } else {
        view! { <Revoke party=party.clone() parties=parties/> }.into_any()
    };
    view! {
        <tr role="row">
            <td role="cell" class="name">
                <div class="identity">
                    <Icon kind=icon/>
                    <span>{party.name} <small>{party.about}</small></span>
                </div>
            </td>
            <td role="cell" class="permissions" data-label=texts::PERMISSIONS>{permissions}</td>
            <td role="cell" class="created" data-label=texts::CREATED>
                <LocalTime at=party.created_at/>
            </td>
            <td role="cell" class="used" data-label=texts::LAST_USED>
                <LastUsed at=party.last_used_at/>
            </td>
            <td role="cell" class="expires" data-label=texts::EXPIRES>{expires}</td>
            <td role="cell" class="actions">{action}</td>
        </tr>
    }
}

/// The button that ends a session or revokes a grant.
#[component]
fn Revoke(party: Party, parties: Parties) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let reauth = expect_context::<Reauthentication>();
    let noun = if party.is_session() { "sessions" } else { "applications" };
    let action = format!("/security/{noun}/{}/revoke", party.id());
    let id = party.id().to_owned();
    let label = format!("{} {}", texts::REVOKE, party.name);
    let revoke = Callback::new(move |()| -> ActionFuture {
        let Party { id, name, .. } = party.clone();
        Box::pin(async move {
            let end = || async {
                match id.clone() {
                    PartyId::Session(id) => api::security::end_session(id).await,
                    PartyId::Application(id) => api::security::revoke_application(id).await,
                }
            };
            match reauth.retry_when_signed_out(end).await {
                // 404: it was ended or revoked already.
                Err(error) if error.0.code != ProblemCode::NotFound => {
                    toasts.push_error(error.0.message);
                }
                _ => {
                    focus::first_present(vec![
                        remove_party(parties, &id),
                        SECURITY_TITLE_ID.to_owned(),
                    ]);
                    toasts.clear();
                    toasts.push_info(format!("Revoked {name}"));
                }
            }
        })
    });
    view! {
        <ActionForm action=action run=revoke id=id label=label class="button small">
            {texts::REVOKE}
        </ActionForm>
    }
}

/// Removes a row and returns the `id` of the button to focus: the next row's, else the previous one's.
fn remove_party(parties: Parties, id: &PartyId) -> String {
    let mut next = String::new();
    parties.update(|parties| {
        if let Some(index) = parties.iter().position(|party| party.id == *id) {
            parties.remove(index);
            let neighbour = parties.get(index).or_else(|| parties.last());
            next = neighbour.map(|party| party.id().to_owned()).unwrap_or_default();
        }
    });
    next
}

/// Ends all sessions but this one.
#[component]
fn SignOutOthers(parties: Parties) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let reauth = expect_context::<Reauthentication>();
    let end = Callback::new(move |()| -> ActionFuture {
        Box::pin(async move {
            match reauth.retry_when_signed_out(api::security::end_other_sessions).await {
                Ok(_) => {
                    parties.update(|parties| {
                        parties.retain(|party| party.is_current || !party.is_session());
                    });
                    toasts.clear();
                    toasts.push_info(texts::SIGNED_OUT_OTHERS);
                    focus::first_present(vec![SECURITY_TITLE_ID.to_owned()]);
                }
                Err(error) => toasts.push_error(error.0.message),
            }
        })
    });
    view! {
        <ActionForm action="/security/sign-out-others" run=end>
            {texts::SIGN_OUT_OTHERS}
        </ActionForm>
    }
}
