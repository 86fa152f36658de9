//! The password prompt, shown when the session has ended or belongs to another account.

use super::overlay_dialog::OverlayDialog;
use super::reauthentication::{Reauthentication, SignInReason};
use crate::browser::{session, window};
use crate::context::DashboardResource;
use crate::texts;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// **`dialog "Sign in again"`** or **`dialog "Somebody else is signed in"`**, while it is needed.
#[component]
pub fn SignInDialog() -> impl IntoView {
    let reauth = expect_context::<Reauthentication>();
    move || reauth.open.get().map(|reason| view! { <PasswordPrompt reauth=reauth reason=reason/> })
}

#[component]
fn PasswordPrompt(reauth: Reauthentication, reason: SignInReason) -> impl IntoView {
    let dashboard = expect_context::<DashboardResource>();
    let email = dashboard.with_untracked(|found| {
        let found = found.as_ref().and_then(|found| found.as_ref().ok());
        found.map(|found| found.account.email.as_str().to_owned()).unwrap_or_default()
    });
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<&'static str>);
    let busy = RwSignal::new(false);
    let sent_email = email.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let (email, typed) = (sent_email.clone(), password.get_untracked());
        leptos::task::spawn_local(async move {
            let answer = session::sign_in(&email, &typed).await;
            busy.try_set(false);
            match answer {
                Ok(()) => reauth.close(true),
                Err(text) => {
                    problem.try_set(Some(text));
                }
            }
        });
    };
    let cancel = Callback::new(move |()| reauth.close(false));
    let (title, about) = match reason {
        SignInReason::SignedOut => (texts::SIGN_IN_AGAIN, texts::SESSION_ENDED),
        SignInReason::OtherAccount => (texts::SOMEBODY_ELSE, texts::SOMEBODY_ELSE_ABOUT),
    };
    let reload = (reason == SignInReason::OtherAccount).then(|| {
        view! {
            <button type="button" class="button" on:click=move |_| window::reload()>
                {texts::GO_ON_AS_THEM}
            </button>
        }
    });
    view! {
        <OverlayDialog labelledby="again-title" class="small" on_cancel=cancel>
            <form class="dialog-form" on:submit=submit>
                <header><h2 id="again-title">{title}</h2></header>
                <div class="body">
                    <p class="muted">{about}</p>
                    <div class="field">
                        <label for="again-email">{texts::EMAIL}</label>
                        <input class="input" id="again-email" readonly value=email autocomplete="username"/>
                    </div>
                    <div class="field">
                        <label for="again-password">{texts::PASSWORD}</label>
                        <input
                            class="input"
                            id="again-password"
                            type="password"
                            autocomplete="current-password"
                            autofocus
                            required
                            on:input:target=move |event| password.set(event.target().value())
                        />
                    </div>
                    {move || problem.get().map(|text| view! { <p class="problem" role="alert">{text}</p> })}
                </div>
                <footer>
                    <button type="button" class="button" on:click=move |_| cancel.run(())>
                        {texts::CANCEL}
                    </button>
                    {reload}
                    <button class="button primary" aria-busy=move || busy.get().then_some("true")>
                        {texts::SIGN_IN}
                    </button>
                </footer>
            </form>
        </OverlayDialog>
    }
}
