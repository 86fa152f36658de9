//! What surrounds every page of the dashboard: product, navigation, account menu.

use super::icon::{Icon, IconKind};
use crate::app::DashboardResource;
use crate::browser::preference::{self, Theme};
use crate::texts;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The head of every page.
#[component]
pub fn Frame() -> impl IntoView {
    let dashboard = expect_context::<DashboardResource>();
    let path = use_location().pathname;
    #[cfg(feature = "hydrate")]
    Effect::new(move |earlier: Option<()>| {
        path.track();
        if earlier.is_some() {
            crate::browser::focus::keep();
        }
    });
    let here = move |deleted: bool| {
        let at_deleted = path.with(|path| path == "/applications/deleted");
        (at_deleted == deleted).then_some("page")
    };
    view! {
        <a class="skip" href="#main">{texts::SKIP}</a>
        <header class="frame">
            <a class="brand" href="/applications">
                <i><Icon kind=IconKind::Key/></i>
                {texts::PRODUCT}
            </a>
            <nav aria-label=texts::NAV_MAIN>
                <a href="/applications" aria-current=move || here(false)>{texts::NAV_APPLICATIONS}</a>
                <a href="/applications/deleted" aria-current=move || here(true)>{texts::NAV_DELETED}</a>
            </nav>
            <Suspense>
                {move || Suspend::new(async move {
                    dashboard
                        .await
                        .ok()
                        .map(|found| view! { <AccountMenu email=found.account.email.as_str().to_owned()/> })
                })}
            </Suspense>
        </header>
    }
}

#[component]
fn AccountMenu(email: String) -> impl IntoView {
    let initial: String = email.chars().take(1).collect();
    let theme = RwSignal::new(preference::theme());
    let choose = move |choice: Theme, label: &'static str, icon: IconKind| {
        let press = move |_| {
            theme.set(choice);
            preference::set_theme(choice);
        };
        let pressed = move || if theme.get() == choice { "true" } else { "false" };
        view! {
            <button type="button" aria-label=label aria-pressed=pressed on:click=press>
                <Icon kind=icon/>
            </button>
        }
    };
    view! {
        <button type="button" class="icon" aria-label=texts::ACCOUNT popovertarget="account-menu">
            <span class="initial" aria-hidden="true">{initial}</span>
        </button>
        <div class="menu" id="account-menu" popover>
            <p class="who"><span>{texts::SIGNED_IN_AS}</span>{email}</p>
            <hr/>
            <div class="segments live" role="group" aria-label=texts::THEME>
                {choose(Theme::Light, texts::LIGHT, IconKind::Sun)}
                {choose(Theme::Dark, texts::DARK, IconKind::Moon)}
                {choose(Theme::System, texts::SYSTEM, IconKind::Monitor)}
            </div>
            <hr/>
            <form method="post" action="/sign-out">
                <button class="item">
                    <Icon kind=IconKind::SignOut/>
                    {texts::SIGN_OUT}
                </button>
            </form>
        </div>
    }
}
