//! The header of every page of the dashboard: brand, navigation, account menu.

use super::hidden_fields::for_account;
use super::icon::{Icon, IconKind};
use super::shortcuts::{Command, Commands, keyshortcuts};
use crate::browser::focus;
use crate::browser::preferences::Theme;
use crate::context::DashboardResource;
use crate::state::ThemeChoice;
use crate::texts;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

const APPLICATIONS: &str = "/applications";
const DELETED: &str = "/applications/deleted";
const SECURITY: &str = "/security";

#[component]
pub fn AppHeader() -> impl IntoView {
    let dashboard = expect_context::<DashboardResource>();
    let path = use_location().pathname;
    Effect::new(move |earlier: Option<()>| {
        path.track();
        if earlier.is_some() {
            focus::guard_for_one_second();
        }
    });
    let link = move |to: &'static str, title: &'static str| {
        let here = move || {
            let here = path.with(|path| match path.as_str() {
                DELETED => DELETED,
                path if path.starts_with(SECURITY) => SECURITY,
                _ => APPLICATIONS,
            });
            (here == to).then_some("page")
        };
        view! { <a href=to aria-current=here>{title}</a> }
    };
    view! {
        <a class="skip-link" href="#main">{texts::SKIP}</a>
        <header class="app-header">
            <a class="brand" href=APPLICATIONS>
                <i><Icon kind=IconKind::Key/></i>
                <span translate="no">{texts::PRODUCT}</span>
            </a>
            <nav aria-label=texts::NAV_MAIN>
                {link(APPLICATIONS, texts::NAV_APPLICATIONS)}
                {link(DELETED, texts::NAV_DELETED)}
                {link(SECURITY, texts::NAV_SECURITY)}
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
    let theme = expect_context::<ThemeChoice>();
    let choose = move |choice: Theme, label: &'static str, icon: IconKind| {
        let press = move |_| theme.set(choice);
        let pressed = move || if theme.get() == choice { "true" } else { "false" };
        view! {
            <button type="button" aria-label=label aria-pressed=pressed on:click=press>
                <Icon kind=icon/>
            </button>
        }
    };
    let commands = expect_context::<Commands>();
    let item = move |command: Command, icon: IconKind, title: &'static str, class: &'static str| {
        let run = move |_| {
            commands.run(command);
            focus::close_popover();
        };
        view! {
            <button type="button" class="item js-only" aria-keyshortcuts=keyshortcuts(command) on:click=run>
                <Icon kind=icon/>
                {title}
                <kbd class=class translate="no" aria-hidden="true">{command.keys_text()}</kbd>
            </button>
        }
    };
    view! {
        <button type="button" class="icon" aria-label=texts::ACCOUNT popovertarget="account-menu">
            <span class="initial" aria-hidden="true">{initial}</span>
        </button>
        <div class="menu" id="account-menu" popover>
            <p class="identity"><span>{texts::SIGNED_IN_AS}</span><bdi translate="no">{email}</bdi></p>
            <hr/>
            <div class="segments js-only" role="group" aria-label=texts::THEME>
                {choose(Theme::Light, texts::LIGHT, IconKind::Sun)}
                {choose(Theme::Dark, texts::DARK, IconKind::Moon)}
                {choose(Theme::System, texts::SYSTEM, IconKind::Monitor)}
            </div>
            <hr/>
            {item(Command::Palette, IconKind::Search, texts::PALETTE, "")}
            {item(Command::Shortcuts, IconKind::Keyboard, texts::SHORTCUTS, "single-key")}
            <hr/>
            <form method="post" action="/sign-out">
                {for_account()}
                <button class="item">
                    <Icon kind=IconKind::SignOut/>
                    {texts::SIGN_OUT}
                </button>
            </form>
        </div>
    }
}
