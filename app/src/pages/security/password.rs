//! The form that changes the password. A plain POST also when hydrated, because the reply sets a new
//! session cookie.

use crate::components::hidden_fields::for_account;
use crate::components::icon::{Icon, IconKind};
use crate::context::DashboardResource;
use crate::texts;
use domain::problem::{Field, Problem};
use leptos::prelude::*;

/// Why the last attempt was refused. Server only: the reply to the POST is not hydrated.
fn refused() -> Option<Problem> {
    #[cfg(feature = "ssr")]
    if let Some(crate::pages::form_result::FormResult::PasswordRefused(problem)) = use_context() {
        return Some(problem);
    }
    None
}

#[component]
pub fn ChangePassword() -> impl IntoView {
    let dashboard = expect_context::<DashboardResource>();
    let problem = refused();
    let of = |field: Field| {
        let fields = problem.iter().flat_map(|problem| &problem.fields);
        let mut messages = fields.filter(|known| known.field == field);
        messages.next().map(|known| known.message.clone())
    };
    let current = of(Field::CurrentPassword);
    let new = of(Field::NewPassword);
    let general = problem.as_ref().filter(|problem| problem.fields.is_empty()).map(|problem| {
        view! {
            <p class="notice bad" role="alert">
                <Icon kind=IconKind::Alert/>
                <span>{problem.message.clone()}</span>
            </p>
        }
    });
    view! {
        <section aria-labelledby="change-password">
            <h2 id="change-password">{texts::CHANGE_PASSWORD}</h2>
            <p class="muted">{texts::CHANGE_PASSWORD_ABOUT}</p>
            <form class="card password" method="post" action="/security/password">
                {for_account()}
                {general}
                // For password managers, and for a repeated send of the form, which arrives after
                // the first one has ended the session.
                <Suspense>
                    {move || Suspend::new(async move {
                        dashboard.await.ok().map(|found| {
                            let email = found.account.email.as_str().to_owned();
                            view! {
                                <input
                                    hidden
                                    readonly
                                    name="email"
                                    autocomplete="username"
                                    value=email
                                />
                            }
                        })
                    })}
                </Suspense>
                <PasswordField
                    name="current_password"
                    label=texts::CURRENT_PASSWORD
                    autocomplete="current-password"
                    hint=None
                    problem=current
                />
                <PasswordField
                    name="new_password"
                    label=texts::NEW_PASSWORD
                    autocomplete="new-password"
                    hint=Some(texts::PASSWORD_HINT)
                    problem=new
                />
                <button class="button">{texts::CHANGE_PASSWORD}</button>
            </form>
        </section>
    }
}

#[component]
fn PasswordField(
    name: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    hint: Option<&'static str>,
    problem: Option<String>,
) -> impl IntoView {
    let id_of = |part: &str| format!("{name}-{part}");
    let invalid = problem.is_some();
    let described: Vec<String> =
        [hint.map(|_| id_of("hint")), problem.as_ref().map(|_| id_of("problem"))]
            .into_iter()
            .flatten()
            .collect();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                class="input"
                id=name
                name=name
                type="password"
                autocomplete=autocomplete
                required
                autofocus=invalid
                aria-invalid=invalid.then_some("true")
                aria-describedby=(!described.is_empty()).then(|| described.join(" "))
            />
            {hint.map(|text| view! { <p class="hint" id=id_of("hint")>{text}</p> })}
            {problem.map(|text| view! { <p class="problem" id=id_of("problem")>{text}</p> })}
        </div>
    }
}
