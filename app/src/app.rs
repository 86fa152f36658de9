//! Providers and the route table of the dashboard.

use crate::components::credentials_dialog::{Credentials, CredentialsDialog};
use crate::components::frame::Frame;
use crate::components::shortcuts::Commands;
use crate::components::sign_in_again::SignInAgain;
use crate::components::toast::Toasts;
use crate::context::DashboardResource;
use crate::later::{Later, Ready, WhenReady};
use crate::pages::applications::ApplicationsPage;
use crate::pages::not_found::NotFound;
use crate::state::{Changes, FormReturn, Modals, ThemeChoice};
use crate::table::handle::Table;
use crate::table::source::Source;
use crate::texts;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

/// The dashboard: every page behind a sign-in.
#[component]
pub fn App(
    /// Says when the second part of the program is there.
    ready: Ready,
) -> impl IntoView {
    provide_meta_context();
    // Before the router, which draws the page that a step in the history leads to.
    #[cfg(feature = "hydrate")]
    crate::browser::page::watch_history();
    crate::browser::double_click::guard();
    provide_context(ready);
    provide_context(Toasts::default());
    provide_context(Commands::default());
    provide_context(SignInAgain::default());
    provide_context(Changes::default());
    provide_context(ThemeChoice::of_page());
    provide_context(Modals::default());
    provide_context(Table::new(Source::Live));
    provide_context(FormReturn::default());
    provide_context(Credentials::default());
    let dashboard: DashboardResource = Resource::new(|| (), |()| crate::later::dashboard());
    provide_context(dashboard);

    view! {
        <Title formatter=document_title text=texts::APPLICATIONS/>
        <Router>
            <Frame/>
            <main class="page" id="main" tabindex="-1">
                <Routes fallback=NotFound>
                    <Route path=path!("/applications/deleted") view=Later::Deleted ssr=SsrMode::Async/>
                    <ParentRoute path=path!("/applications") view=ApplicationsPage ssr=SsrMode::Async>
                        <Route path=path!("") view=|| ()/>
                        <Route path=path!("new") view=Later::NewForm/>
                        <Route path=path!(":id/edit") view=Later::EditForm/>
                    </ParentRoute>
                    <Route path=path!("/applications/:id") view=Later::Application ssr=SsrMode::Async/>
                    // What answers the form that adds a secret, and the one that changes the password.
                    <Route path=path!("/applications/:id/secrets") view=Later::Application ssr=SsrMode::Async/>
                    <Route path=path!("/security") view=Later::Security ssr=SsrMode::Async/>
                    <Route path=path!("/security/password") view=Later::Security ssr=SsrMode::Async/>
                </Routes>
                <CredentialsDialog/>
            </main>
            <WhenReady what=Later::Keys/>
        </Router>
    }
}

/// Takes over the page that the server wrote, when the chunk that it is in has come.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    wasm_bindgen_futures::spawn_local(async {
        let body = crate::browser::page::body();
        let ready = Ready::default();
        let app = {
            let ready = ready.clone();
            move || view! { <App ready=ready/> }
        };
        leptos::mount::hydrate_from_async(body, app).await.forget();
        crate::browser::page::mark_taken_over();
        crate::later::come(ready).await;
    });
}

/// The title of a page. Leptos writes it into the page as it is, so the server escapes it; in the
/// browser it is set as text.
fn document_title(title: String) -> String {
    let title = format!("{title} · {}", texts::PRODUCT);
    if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;") } else { title }
}
