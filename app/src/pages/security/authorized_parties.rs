//! One list of all that may act for the account: browsers first, then applications.

use crate::api;
use crate::browser::focus;
use crate::components::action_form::{ActionForm, Work};
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

/// Whose access a row is.
#[derive(Clone, PartialEq, Eq)]
enum Who {
    Session(SessionId),
    Application(ClientId),
}

/// A row, with what is the same about browsers and applications.
#[derive(Clone)]
struct Entry {
    who: Who,
    name: String,
    about: String,
    /// Scope and title of each permission; `None` for all there is.
    permissions: Option<Vec<(String, Option<String>)>>,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    is_current: bool,
}

impl Entry {
    fn of_session(session: SessionSummary) -> Self {
        let about = match session.ip {
            Some(address) => format!("{} · {address}", texts::BROWSER),
            None => texts::BROWSER.to_owned(),
        };
        Self {
            who: Who::Session(session.id),
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
            who: Who::Application(application.client_id),
            name: String::from(application.name),
            about: texts::APPLICATION.to_owned(),
            created_at: application.created_at,
            last_used_at: application.last_used_at,
            expires_at: application.expires_at,
            is_current: false,
        }
    }

    /// The `id` of its button; the same text names it in the address of its form.
    fn id(&self) -> &str {
        match &self.who {
            Who::Session(id) => id.as_str(),
            Who::Application(id) => id.as_str(),
        }
    }

    fn key(&self) -> String {
        self.id().to_owned()
    }

    fn is_session(&self) -> bool {
        matches!(self.who, Who::Session(_))
    }
}

type Entries = RwSignal<Vec<Entry>>;

/// Heading, table, and how to end all other sessions at once.
#[component]
pub fn AccessSection(
    /// Who may.
    access: AuthorizedParties,
    /// What permissions are called.
    catalogue: Option<Catalogue>,
) -> impl IntoView {
    let sessions = access.sessions.into_iter().map(Entry::of_session);
    let applications = access.applications.into_iter();
    let applications = applications.map(|found| Entry::of_application(found, catalogue.as_ref()));
    let entries: Entries = RwSignal::new(sessions.chain(applications).collect());
    let any = move |wanted: fn(&Entry) -> bool| {
        Memo::new(move |_| entries.with(|entries| entries.iter().any(wanted)))
    };
    let has_others = any(|entry| entry.is_session() && !entry.is_current);
    let has_applications = any(|entry| !entry.is_session());
    let column = |class: &'static str, title: &'static str| {
        view! { <th role="columnheader" scope="col" class=class>{title}</th> }
    };
    view! {
        <section aria-labelledby="access">
            <div class="head">
                <div>
                    <h2 id="access">{texts::ACCESS}</h2>
                    <p class="soft">{texts::ACCESS_ABOUT}</p>
                </div>
                {move || has_others.get().then(|| view! { <SignOutOthers entries=entries/> })}
            </div>
            <div class="card">
                <table class="table access" role="table" aria-labelledby="access">
                    <thead role="rowgroup">
                        <tr role="row">
                            {column("name", texts::NAME)}
                            {column("may", texts::PERMISSIONS)}
                            {column("created", texts::CREATED)}
                            {column("used", texts::LAST_USED)}
                            {column("expires", texts::EXPIRES)}
                            <th role="columnheader" scope="col" class="actions">
                                <span class="visually-hidden">{texts::REVOKE}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        <For each=move || entries.get() key=Entry::key let(entry)>
                            <Row entry=entry entries=entries/>
                        </For>
                    </tbody>
                </table>
            </div>
            {move || (!has_applications.get()).then(|| view! { <p class="soft">{texts::NO_ACCESS}</p> })}
        </section>
    }
}

#[component]
fn Row(entry: Entry, entries: Entries) -> impl IntoView {
    let icon = if entry.is_session() { IconKind::Monitor } else { IconKind::Key };
    let permissions = match entry.permissions.clone() {
        None => texts::EVERYTHING.into_any(),
        Some(scopes) => {
            let scope = |(scope, title)| view! { <li title=title translate="no">{scope}</li> };
            view! { <ul class="scopes">{scopes.into_iter().map(scope).collect_view()}</ul> }
                .into_any()
        }
    };
    let expires = match entry.expires_at {
        Some(at) => view! { <LocalTime at=at/> }.into_any(),
        None => texts::NO_TOKENS.into_any(),
    };
    let action = if entry.is_current {
        view! { <span class="tag">{texts::THIS_BROWSER}</span> }.into_any()
    } else {
        view! { <Revoke entry=entry.clone() entries=entries/> }.into_any()
    };
    view! {
        <tr role="row">
            <td role="cell" class="name">
                <div class="who">
                    <Icon kind=icon/>
                    <span>{entry.name} <small>{entry.about}</small></span>
                </div>
            </td>
            <td role="cell" class="may" data-label=texts::PERMISSIONS>{permissions}</td>
            <td role="cell" class="created" data-label=texts::CREATED>
                <LocalTime at=entry.created_at/>
            </td>
            <td role="cell" class="used" data-label=texts::LAST_USED>
                <LastUsed at=entry.last_used_at/>
            </td>
            <td role="cell" class="expires" data-label=texts::EXPIRES>{expires}</td>
            <td role="cell" class="actions">{action}</td>
        </tr>
    }
}

/// Ends one session or grant, at once.
#[component]
fn Revoke(entry: Entry, entries: Entries) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let again = expect_context::<Reauthentication>();
    let noun = if entry.is_session() { "sessions" } else { "applications" };
    let action = format!("/security/{noun}/{}/revoke", entry.id());
    let id = entry.id().to_owned();
    let label = format!("{} {}", texts::REVOKE, entry.name);
    let revoke = Callback::new(move |()| -> Work {
        let Entry { who, name, .. } = entry.clone();
        Box::pin(async move {
            let end = || async {
                match who.clone() {
                    Who::Session(id) => api::security::end_session(id).await,
                    Who::Application(id) => api::security::revoke_application(id).await,
                }
            };
            match again.retry_when_signed_out(end).await {
                // What is not there any more has ended too.
                Err(error) if error.0.code != ProblemCode::NotFound => {
                    toasts.fail(error.0.message);
                }
                _ => {
                    focus::first_present(vec![
                        take_out(entries, &who),
                        SECURITY_TITLE_ID.to_owned(),
                    ]);
                    toasts.clear();
                    toasts.say(format!("Revoked {name}"));
                }
            }
        })
    });
    view! {
        <ActionForm action=action work=revoke id=id label=label class="button small">
            {texts::REVOKE}
        </ActionForm>
    }
}

/// Takes a row out and returns the `id` of the button to look at next: the following one, else the
/// one before.
fn take_out(entries: Entries, who: &Who) -> String {
    let mut next = String::new();
    entries.update(|entries| {
        if let Some(index) = entries.iter().position(|entry| entry.who == *who) {
            entries.remove(index);
            let neighbour = entries.get(index).or_else(|| entries.last());
            next = neighbour.map(|entry| entry.id().to_owned()).unwrap_or_default();
        }
    });
    next
}

/// Ends every session but this one.
#[component]
fn SignOutOthers(entries: Entries) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let again = expect_context::<Reauthentication>();
    let end = Callback::new(move |()| -> Work {
        Box::pin(async move {
            match again.retry_when_signed_out(api::security::end_other_sessions).await {
                Ok(_) => {
                    entries.update(|entries| {
                        entries.retain(|entry| entry.is_current || !entry.is_session());
                    });
                    toasts.clear();
                    toasts.say(texts::SIGNED_OUT_OTHERS);
                    focus::first_present(vec![SECURITY_TITLE_ID.to_owned()]);
                }
                Err(error) => toasts.fail(error.0.message),
            }
        })
    });
    view! {
        <ActionForm action="/security/sign-out-others" work=end>
            {texts::SIGN_OUT_OTHERS}
        </ActionForm>
    }
}
